/** The channels of an app in the order in which shoppers see them. */
import { ActionIcon, Button, Group, NativeSelect, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { AppWhole } from '../../api/shapes.ts';
import { Icon } from '../../parts/icon.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useTexts } from '../../texts/language.tsx';
import { ChannelRow } from './channel-row.tsx';

type Props = { readonly app: AppWhole };

export function ChannelsCard({ app }: Props) {
  const t = useTexts();
  const may = useMay();
  const client = useQueryClient();
  const order = useMutation({
    mutationFn: (accounts: string[]) =>
      answerOf(
        api.PUT('/apps/{app_id}/channels/order', {
          params: { path: { app_id: app.app_id } },
          body: { accounts },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['configuration'] }),
  });
  const ids = app.channels.map(({ account }) => account);
  const move = (index: number, step: number) => {
    const next = [...ids];
    const [moved] = next.splice(index, 1);
    if (moved !== undefined) next.splice(index + step, 0, moved);
    order.mutate(next);
  };
  return (
    <Section title={t.apps.channels}>
      <Stack gap="lg">
        {app.channels.length === 0 && <Text size="sm">{t.app.noChannel}</Text>}
        {app.channels.map((account, index) => (
          <Group key={account.account} wrap="nowrap" align="flex-start" gap="sm">
            {may('channels:change') && (
              <Stack gap={2}>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === 0 || order.isPending}
                  aria-label={t.app.moveUp(account.public_name)}
                  onClick={() => move(index, -1)}
                >
                  <Icon name="up" size={16} />
                </ActionIcon>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  disabled={index === ids.length - 1 || order.isPending}
                  aria-label={t.app.moveDown(account.public_name)}
                  onClick={() => move(index, 1)}
                >
                  <Icon name="down" size={16} />
                </ActionIcon>
              </Stack>
            )}
            <ChannelRow account={account} />
          </Group>
        ))}
        <ProblemNote error={order.error} />
        {may('channels:change') && <NewChannel app={app} />}
      </Stack>
    </Section>
  );
}

function NewChannel({ app }: Props) {
  const t = useTexts();
  const client = useQueryClient();
  const { data } = useQuery({
    queryKey: ['configuration', 'channels'],
    queryFn: () => answerOf(api.GET('/channels')),
  });
  const [chosen, setChosen] = useState('');
  const add = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/apps/{app_id}/channels', {
          params: { path: { app_id: app.app_id } },
          body: { channel: chosen },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['configuration'] }),
  });
  return (
    <div>
      <Group align="flex-end">
        <NativeSelect
          label={t.app.addChannel}
          value={chosen}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={['', ...(data?.data.map(({ channel }) => channel) ?? [])]}
        />
        <Button
          variant="default"
          disabled={chosen === ''}
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {t.app.add}
        </Button>
      </Group>
      <ProblemNote error={add.error} />
    </div>
  );
}
