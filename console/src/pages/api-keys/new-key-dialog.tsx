/** A new key: for which app, what it may do, and until when. It is shown once. */
import { Button, Checkbox, Group, Select, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { operations } from '../../api/schema.d.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApps } from '../../query/apps.ts';
import { useOnce } from '../../query/once.ts';
import { dayBegins } from '../../query/search.ts';
import { useChosenApp } from '../../shell/chosen-app.ts';

type Body = operations['createApiKey']['requestBody']['content']['application/json'];
type Scope = Body['scopes'][number];

const SCOPES: readonly Scope[] = [
  ...(['payments:view', 'payments:export', 'payments:create', 'payments:note'] as const),
  ...(['refunds:create', 'callbacks:resend', 'ledger:view', 'ledger:export'] as const),
  'apps:view',
];

export function NewKeyDialog({ onClose }: { readonly onClose: () => void }) {
  const { say } = useReading();
  const apps = useApps() ?? [];
  const chosen = useChosenApp();
  const [appId, setAppId] = useState(chosen);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['payments:view']);
  const [ends, setEnds] = useState('');
  const create = useCreate();
  const app_id = appId ?? apps[0]?.app_id ?? '';
  if (create.data) {
    return (
      <Dialog title={create.data.api_key.name} onClose={onClose} stays>
        <ShownOnce label={say('key')} text={create.data.key} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{say('close')}</Button>
        </Group>
      </Dialog>
    );
  }
  return (
    <Dialog title={say('key.new')} onClose={onClose}>
      <DialogForm
        submit={() =>
          create.mutate({ app_id, name, scopes, expires_at: dayBegins(ends, 1) ?? null })
        }
        submitLabel={say('key.make')}
        cancel={onClose}
        error={create.error}
        isPending={create.isPending}
        disabled={scopes.length === 0}
      >
        <Select
          label={say('app')}
          data={apps.map((app) => ({ value: app.app_id, label: app.name }))}
          value={app_id || null}
          onChange={(id) => setAppId(id ?? undefined)}
          comboboxProps={{ withinPortal: false }}
        />
        <TextField
          label={say('name')}
          description={say('key.nameAbout')}
          required
          maxLength={100}
          value={name}
          onChange={setName}
        />
        <ScopeChoice scopes={scopes} choose={setScopes} />
        <TextField
          type="date"
          label={say('key.ends')}
          description={say('key.endsAbout')}
          value={ends}
          onChange={setEnds}
        />
      </DialogForm>
    </Dialog>
  );
}

function useCreate() {
  const client = useQueryClient();
  const once = useOnce();
  return useMutation({
    mutationFn: (body: Body) =>
      answerOf(api.POST('/api-keys', { params: { header: once.header }, body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
    onError: once.onError,
  });
}

function ScopeChoice(props: {
  readonly scopes: Scope[];
  readonly choose: (scopes: Scope[]) => void;
}) {
  const { say } = useReading();
  return (
    <Checkbox.Group
      label={say('key.scopes')}
      value={props.scopes}
      onChange={(chosen) => props.choose(chosen as Scope[])}
    >
      <Stack gap="xs" mt="xs">
        {SCOPES.map((scope) => (
          <Checkbox
            key={scope}
            value={scope}
            label={wordOf(say, 'scope', scope)}
            description={scope}
          />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
