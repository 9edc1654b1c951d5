/** Keys for shops' servers and scripts. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import type { ApiKey } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';
import { NewKeyDialog } from './new-key-dialog.tsx';

function columnsOf(t: Texts): readonly Column<ApiKey>[] {
  return [
    { key: 'state', head: t.payments.state, cell: ({ state }) => <StateBadge state={state} /> },
    { key: 'name', head: t.users.name, cell: ({ name }) => name },
    {
      key: 'hint',
      head: t.keysPage.key,
      wideOnly: true,
      cell: ({ hint }) => <span className="mono">{hint}…</span>,
    },
    { key: 'app', head: t.payments.app, wideOnly: true, cell: ({ app_id }) => app_id },
    {
      key: 'scopes',
      head: t.keysPage.scopes,
      wideOnly: true,
      cell: ({ scopes }) => scopes.join(', '),
    },
    {
      key: 'used',
      head: t.keysPage.used,
      wideOnly: true,
      cell: ({ used_at }) => (used_at ? <TimeText at={used_at} /> : t.keysPage.never),
    },
    {
      key: 'expires',
      head: t.keysPage.expires,
      wideOnly: true,
      cell: ({ expires_at }) => (expires_at ? <TimeText at={expires_at} /> : t.keysPage.never),
    },
    {
      key: 'revoke',
      head: t.keysPage.revoke,
      cell: (key) => key.state === 'active' && <Revoke apiKey={key} />,
    },
  ];
}

export function KeysPage() {
  const t = useTexts();
  const app = useChosenApp();
  const [isMaking, making] = useDisclosure();
  const query = app === undefined ? {} : { app_id: app };
  const list = useRows(['api-keys', query], (cursor) =>
    answerOf(api.GET('/api-keys', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={t.nav.keys} actions={<Button onClick={making.open}>{t.keysPage.create}</Button>}>
      <RowsCard
        label={t.nav.keys}
        list={list}
        columns={columnsOf(t)}
        keyOf={({ id }) => id}
        empty={<Empty title={t.keysPage.none} todo={t.keysPage.noneTodo} />}
      />
      {isMaking && <NewKeyDialog close={making.close} />}
    </Page>
  );
}

function Revoke({ apiKey }: { readonly apiKey: ApiKey }) {
  const t = useTexts();
  const client = useQueryClient();
  const [isSure, sure] = useDisclosure();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      answerOf(
        api.DELETE('/api-keys/{api_key_id}', { params: { path: { api_key_id: apiKey.id } } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
  return (
    <>
      <Button
        size="compact-sm"
        variant={isSure ? 'filled' : 'default'}
        loading={isPending}
        onClick={isSure ? () => mutate() : sure.open}
        onBlur={sure.close}
      >
        {isSure ? t.keysPage.sure : t.keysPage.revoke}
      </Button>
      <ProblemNote error={error} />
    </>
  );
}
