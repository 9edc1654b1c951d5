/** Keys for merchants' servers: each for one app, with scopes and an end. */
import { Button, Group, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { ApiKey } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { StateMark } from '../../parts/mark.tsx';
import { FromNow, Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useAppName } from '../../query/apps.ts';
import { usePages } from '../../query/pages.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';

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
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
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
