/** Where the app is told of its payments, and whether that works. */
import { Button, CloseButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { AppWhole } from '../../api/shapes.ts';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useTexts } from '../../texts/language.tsx';
import { TestCallback } from './test-callback.tsx';

type Props = { readonly app: AppWhole };

export function AddressesCard({ app }: Props) {
  const t = useTexts();
  const may = useMay();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (activityid: string) =>
      answerOf(
        api.DELETE('/apps/{app_id}/activities/{activityid}', {
          params: { path: { app_id: app.app_id, activityid } },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['configuration'] }),
  });
  const own = app.callback_url === null ? [] : [{ activityid: '', url: app.callback_url }];
  return (
    <Section title={t.callbacks.addresses}>
      <Stack gap="lg">
        {[...own, ...app.activities].map(({ activityid, url }) => (
          <div key={activityid}>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <div>
                <Text size="sm" fw={600}>
                  {activityid === '' ? t.app.ownAddress : activityid}
                </Text>
                <Text className="mono">{url}</Text>
              </div>
              {activityid !== '' && may('apps:change') && (
                <CloseButton
                  aria-label={t.app.removeAddress(activityid)}
                  onClick={() => remove.mutate(activityid)}
                />
              )}
            </Group>
            {may('apps:change') && <TestCallback appId={app.app_id} activityid={activityid} />}
          </div>
        ))}
        {own.length + app.activities.length === 0 && <Text size="sm">{t.app.noAddress}</Text>}
        <ProblemNote error={remove.error} />
        {may('apps:change') && <NewAddress app={app} />}
      </Stack>
    </Section>
  );
}

function NewAddress({ app }: Props) {
  const t = useTexts();
  const client = useQueryClient();
  const [activityid, setActivityid] = useState('');
  const [url, setUrl] = useState('');
  const add = useMutation({
    mutationFn: () =>
      answerOf(
        api.PUT('/apps/{app_id}/activities/{activityid}', {
          params: { path: { app_id: app.app_id, activityid: activityid.trim() } },
          body: { url: url.trim() },
        }),
      ),
    onSuccess: () => {
      setActivityid('');
      setUrl('');
      return client.invalidateQueries({ queryKey: ['configuration'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput
          label="activityid"
          required
          withAsterisk={false}
          maxLength={127}
          value={activityid}
          onChange={(event) => setActivityid(event.currentTarget.value)}
        />
        <TextInput
          label={t.callbacks.address}
          required
          withAsterisk={false}
          flex={1}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t.app.addAddress}
        </Button>
      </Group>
      <ProblemNote error={add.error} />
    </form>
  );
}
