/** One account at a channel: on or off, its settings, and whether it works. */
import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { ChannelAccount } from '../../api/shapes.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateBadge, TestMark } from '../../parts/state-badge.tsx';
import { useTexts } from '../../texts/language.tsx';
import { ChannelSettings } from './channel-settings.tsx';

export function ChannelRow({ account }: { readonly account: ChannelAccount }) {
  const t = useTexts();
  const may = useMay();
  const client = useQueryClient();
  const [isEditing, editing] = useDisclosure();
  const params = { path: { app_id: account.app_id, account: account.account } };
  const enable = useMutation({
    mutationFn: (enabled: boolean) =>
      answerOf(api.PATCH('/apps/{app_id}/channels/{account}', { params, body: { enabled } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['configuration'] }),
  });
  const check = useMutation({
    mutationFn: () => answerOf(api.POST('/apps/{app_id}/channels/{account}/check', { params })),
  });
  return (
    <Stack gap="xs" flex={1} miw={0}>
      <Group justify="space-between">
        <Group gap="xs">
          <Text fw={600}>{account.display_name ?? account.public_name}</Text>
          <Text size="sm" c="dimmed">
            {account.public_name}
          </Text>
          {account.test && <TestMark />}
        </Group>
        <Switch
          label={t.app.enabled}
          checked={account.enabled}
          disabled={!may('channels:change') || enable.isPending}
          onChange={(event) => enable.mutate(event.currentTarget.checked)}
        />
      </Group>
      {account.missing.length > 0 && (
        <Text size="sm">{t.app.missing(account.missing.join(', '))}</Text>
      )}
      <Text size="xs" c="dimmed">
        {t.app.noticeUrl} <CopyId id={account.notice_url} />
      </Text>
      {may('channels:change') && (
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate()}
          >
            {t.app.check}
          </Button>
          <Button size="compact-sm" variant="default" onClick={editing.toggle}>
            {t.app.settingsTitle}
          </Button>
        </Group>
      )}
      <ProblemNote error={enable.error ?? check.error} />
      {check.data && (
        <Stack gap={4} role="status">
          {check.data.findings.map((finding) => (
            <Group key={finding.check} gap="xs" wrap="nowrap" align="flex-start">
              <StateBadge state={finding.state} />
              <Text size="sm">
                {finding.found} {finding.todo}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
      {isEditing && <ChannelSettings account={account} />}
    </Stack>
  );
}
