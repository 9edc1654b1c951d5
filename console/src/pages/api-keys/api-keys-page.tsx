/** Keys for merchants' servers: each for one app, with scopes and an end. */
import { Button, Checkbox, Group, Select, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { operations } from '../../api/schema.d.ts';
import type { ApiKey } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { StateMark } from '../../parts/mark.tsx';
import { FromNow, Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useAppName, useApps } from '../../query/apps.ts';
import { useOnce } from '../../query/once.ts';
import { usePages } from '../../query/pages.ts';
import { dayBegins } from '../../query/search.ts';
import { useAppFilter, useChosenApp } from '../../shell/chosen-app.ts';

type Scope =
  operations['createApiKey']['requestBody']['content']['application/json']['scopes'][number];

const SCOPES: readonly Scope[] = [
  ...(['payments:view', 'payments:export', 'payments:create', 'payments:note'] as const),
  ...(['refunds:create', 'callbacks:resend', 'ledger:view', 'ledger:export'] as const),
  'apps:view',
];

export function ApiKeysPage() {
  const { say } = useReading();
  const app = useAppFilter();
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | undefined>();
  const pages = usePages(['api-keys', app], (cursor) =>
    answerOf(api.GET('/api-keys', { params: { query: { ...app, ...cursor } } })),
  );
  return (
    <Page
      title={say('nav.keys')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setMaking(true)}>
          {say('key.new')}
        </Button>
      }
    >
      <div className="card">
        <DataList
          label={say('nav.keys')}
          columns={useColumns(setRevoking)}
          pages={pages}
          rowKey={({ id }) => id}
          empty={say('keys.none')}
        />
      </div>
      {making && <NewKey onClose={() => setMaking(false)} />}
      {revoking && <RevokeDialog apiKey={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  );
}

function useColumns(revoke: (key: ApiKey) => void): readonly Column<ApiKey>[] {
  const { say } = useReading();
  const appName = useAppName();
  return [
    { key: 'name', label: say('name'), cell: (row) => row.name },
    { key: 'hint', label: say('key'), cell: (row) => <span className="mono">{row.hint}…</span> },
    { key: 'app', label: say('app'), cell: (row) => appName(row.app_id) },
    { key: 'scopes', label: say('key.scopes'), cell: (row) => row.scopes.join(', ') },
    { key: 'state', label: say('state'), cell: (row) => <StateMark of="key" state={row.state} /> },
    {
      key: 'ends',
      label: say('key.ends'),
      cell: (row) => row.expires_at && <Moment at={row.expires_at} />,
    },
    {
      key: 'used',
      label: say('key.used'),
      cell: (row) => row.used_at && <FromNow at={row.used_at} />,
    },
    {
      key: 'revoke',
      label: say('actions'),
      labelHidden: true,
      number: true,
      cell: (row) =>
        row.state === 'active' && (
          <Button
            variant="default"
            size="xs"
            aria-label={say('key.revokeThat', { name: row.name })}
            onClick={() => revoke(row)}
          >
            {say('key.revoke')}
          </Button>
        ),
    },
  ];
}

function NewKey({ onClose }: { readonly onClose: () => void }) {
  const { say } = useReading();
  const client = useQueryClient();
  const apps = useApps() ?? [];
  const [appId, setAppId] = useState(useChosenApp() ?? null);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<Scope[]>(['payments:view']);
  const [ends, setEnds] = useState('');
  const once = useOnce();
  const create = useMutation({
    mutationFn() {
      const body = {
        app_id: appId ?? apps[0]?.app_id ?? '',
        name,
        scopes,
        expires_at: dayBegins(ends, 1) ?? null,
      };
      return answerOf(api.POST('/api-keys', { params: { header: once.header }, body }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
    onError: once.onError,
  });
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
        submit={() => create.mutate()}
        submitLabel={say('key.make')}
        cancel={onClose}
        error={create.error}
        isPending={create.isPending}
        disabled={scopes.length === 0}
      >
        <Select
          label={say('app')}
          data={apps.map((app) => ({ value: app.app_id, label: app.name }))}
          value={appId ?? apps[0]?.app_id ?? null}
          onChange={setAppId}
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
        <Checkbox.Group
          label={say('key.scopes')}
          value={scopes}
          onChange={(chosen) => setScopes(chosen as Scope[])}
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

function RevokeDialog(props: { readonly apiKey: ApiKey; readonly onClose: () => void }) {
  const { say } = useReading();
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () =>
      answerOf(
        api.DELETE('/api-keys/{api_key_id}', { params: { path: { api_key_id: props.apiKey.id } } }),
      ),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['api-keys'] });
      props.onClose();
    },
  });
  return (
    <Dialog title={say('key.revokeThat', { name: props.apiKey.name })} onClose={props.onClose}>
      <Text>{say('key.revokeAbout')}</Text>
      <ProblemNote error={revoke.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.onClose}>
          {say('cancel')}
        </Button>
        <Button loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {say('key.revoke')}
        </Button>
      </Group>
    </Dialog>
  );
}
