/** What a channel wants to be told. Secrets are written and never read back. */
import { Button, Group, PasswordInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { ChannelAccount } from '../../api/shapes.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useTexts } from '../../texts/language.tsx';

export function ChannelSettings({ account }: { readonly account: ChannelAccount }) {
  const t = useTexts();
  const say = useSay();
  const client = useQueryClient();
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const { data } = useQuery({
    queryKey: ['configuration', 'channels'],
    queryFn: () => answerOf(api.GET('/channels')),
  });
  const own = data?.data.find(({ channel }) => channel === account.channel)?.settings ?? [];
  const common = [
    ['public_name', account.public_name],
    ['display_name', account.display_name ?? ''],
    ['min_gross', account.min_gross],
    ['max_gross', account.max_gross],
    ['currencies', account.currencies.join(',')],
    ['countries', account.countries.join(',')],
  ] as const;
  const save = useMutation({
    mutationFn: () =>
      answerOf(
        api.PATCH('/apps/{app_id}/channels/{account}', {
          params: { path: { app_id: account.app_id, account: account.account } },
          body: { settings: typed },
        }),
      ),
    onSuccess: () => {
      setTyped({});
      say(t.parts.saved);
      return client.invalidateQueries({ queryKey: ['configuration'] });
    },
  });
  const type = (key: string, value: string) => setTyped({ ...typed, [key]: value });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          {own.map(({ key, about, secret, required }) =>
            secret ? (
              <PasswordInput
                key={key}
                label={required ? `${key} *` : key}
                description={about}
                autoComplete="off"
                placeholder={account.settings[key] ? t.app.secretIsSet : ''}
                value={typed[key] ?? ''}
                onChange={(event) => type(key, event.currentTarget.value)}
                visibilityToggleButtonProps={{ 'aria-label': t.signIn.show }}
              />
            ) : (
              <TextInput
                key={key}
                label={required ? `${key} *` : key}
                description={about}
                value={typed[key] ?? account.settings[key] ?? ''}
                onChange={(event) => type(key, event.currentTarget.value)}
              />
            ),
          )}
          {common.map(([key, value]) => (
            <TextInput
              key={key}
              label={t.app.common[key]}
              value={typed[key] ?? value}
              onChange={(event) => type(key, event.currentTarget.value)}
            />
          ))}
        </SimpleGrid>
        <ProblemNote error={save.error} />
        <Group justify="flex-end">
          <Button type="submit" disabled={Object.keys(typed).length === 0} loading={save.isPending}>
            {t.parts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
