/** Sends a callback that tells of no payment, and shows what came back and what is wrong with it. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateBadge, type StateWord } from '../../parts/state-badge.tsx';
import { useTexts } from '../../texts/language.tsx';

/** A handler that says no to a payment that nobody made does what it should. */
const SHOWN_AS = {
  acknowledged: 'warning',
  refused: 'ok',
  faulty: 'faulty',
  unanswered: 'unanswered',
} as const satisfies Record<string, StateWord>;

export function TestCallback(props: { readonly appId: string; readonly activityid: string }) {
  const t = useTexts();
  const send = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps/{app_id}/test-callback', {
          params: { path: { app_id: props.appId } },
          body: props.activityid === '' ? {} : { activityid: props.activityid },
        }),
      ),
  });
  const found = send.data;
  return (
    <Stack gap="xs" mt="xs">
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          loading={send.isPending}
          onClick={() => send.mutate()}
        >
          {t.app.testCallback}
        </Button>
      </Group>
      <ProblemNote error={send.error} />
      {found && (
        <div role="status">
          <Group gap="xs">
            <StateBadge state={SHOWN_AS[found.verdict]} />
            <Text size="xs" c="dimmed">
              {found.status_code !== null && `HTTP ${found.status_code} · `}
              {found.latency_ms} ms
            </Text>
          </Group>
          <Text size="sm" mt={4}>
            {found.found}
          </Text>
          {found.todo && (
            <Text size="sm" fw={550}>
              {found.todo}
            </Text>
          )}
          <details>
            <summary>{t.callbacks.reply}</summary>
            <pre className="raw">{found.reply ?? t.callbacks.noReply}</pre>
          </details>
          <details>
            <summary>{t.callbacks.body}</summary>
            <pre className="raw">{found.body}</pre>
          </details>
        </div>
      )}
    </Stack>
  );
}
