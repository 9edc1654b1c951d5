/** Every send of a callback. Replies are a stranger's words: shown as text and nothing else. */
import { Group, Stack, Text } from '@mantine/core';
import type { CallbackWhole } from '../../api/shapes.ts';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

export function Sends({ sends }: { readonly sends: CallbackWhole['send_log'] }) {
  const t = useTexts();
  if (sends.length === 0) return <Text size="sm">{t.callbacks.noSends}</Text>;
  return (
    <Stack gap="lg">
      {sends.map((send) => (
        <div key={send.number}>
          <Group justify="space-between" gap="xs">
            <Group gap="sm">
              <Text size="sm" fw={600}>
                {t.callbacks.send(send.number)}
              </Text>
              <StateBadge state={send.outcome} />
            </Group>
            <Text size="xs" c="dimmed">
              {send.status_code !== null && `HTTP ${send.status_code} · `}
              {send.latency_ms} ms · <TimeText at={send.sent_at} full />
            </Text>
          </Group>
          <Text size="sm" mt={4}>
            {send.found}
          </Text>
          {send.todo && (
            <Text size="sm" fw={550}>
              {send.todo}
            </Text>
          )}
          <details>
            <summary>{t.callbacks.reply}</summary>
            <pre className="raw">{send.reply ?? t.callbacks.noReply}</pre>
            {send.address && (
              <Text size="xs" c="dimmed">
                {send.url} · {send.address}
              </Text>
            )}
          </details>
        </div>
      ))}
    </Stack>
  );
}
