/** A new key: for one app, for some things, until a day. */
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { readApps } from '../../api/apps.ts';
import { answerOf, api } from '../../api/client.ts';
import type { paths } from '../../api/schema.gen.ts';
import { useMay } from '../../api/session.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useTexts } from '../../texts/language.tsx';

type NewKey = paths['/api-keys']['post']['requestBody']['content']['application/json'];
type Scope = NewKey['scopes'][number];

const SCOPES: readonly Scope[] = [
  'payments:view',
  'payments:export',
  'payments:create',
  'payments:note',
  'refunds:create',
  'callbacks:resend',
  'ledger:view',
  'ledger:export',
  'apps:view',
];

export function NewKeyDialog({ close }: { readonly close: () => void }) {
  const t = useTexts();
  const may = useMay();
  const client = useQueryClient();
  const { data: apps = [] } = useQuery(readApps);
  const [app, setApp] = useState('');
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['payments:view']);
  const [until, setUntil] = useState('');
  const chosen = app || (apps[0]?.app_id ?? '');
  const make = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/api-keys', {
          body: {
            app_id: chosen,
            name: name.trim(),
            scopes,
            expires_at: until === '' ? null : new Date(until).toISOString(),
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Modal opened onClose={close} title={t.keysPage.create}>
      {make.data ? (
        <Stack>
          <ShownOnce label={make.data.api_key.name} secret={make.data.key} />
          <Button onClick={close}>{t.parts.close}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t.users.name}
              description={t.keysPage.nameAbout}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              data-autofocus
            />
            <NativeSelect
              label={t.payments.app}
              value={chosen}
              onChange={(event) => setApp(event.currentTarget.value)}
              data={apps.map(({ app_id, name: label }) => ({ value: app_id, label }))}
            />
            <Checkbox.Group
              label={t.keysPage.scopes}
              value={scopes}
              onChange={(value) => setScopes(SCOPES.filter((each) => value.includes(each)))}
            >
              <Stack gap="xs" mt="xs">
                {SCOPES.filter(may).map((scope) => (
                  <Checkbox key={scope} value={scope} label={t.keysPage.may[scope]} />
                ))}
              </Stack>
            </Checkbox.Group>
            <TextInput
              type="date"
              label={t.keysPage.expires}
              description={t.keysPage.expiresAbout}
              value={until}
              onChange={(event) => setUntil(event.currentTarget.value)}
            />
            <ProblemNote error={make.error} />
            <Group justify="flex-end">
              <Button type="submit" disabled={scopes.length === 0} loading={make.isPending}>
                {t.keysPage.create}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
