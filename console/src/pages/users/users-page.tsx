/** Who may use the console, and what for. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import type { User } from '../../api/shapes.ts';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page } from '../../parts/page.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';
import { UserDialog } from './user-dialog.tsx';

function columnsOf(t: Texts, open: (user: User) => void): readonly Column<User>[] {
  return [
    {
      key: 'email',
      head: t.signIn.email,
      cell: (user) => (
        <Button variant="subtle" size="compact-sm" onClick={() => open(user)}>
          {user.email}
        </Button>
      ),
    },
    { key: 'name', head: t.users.name, wideOnly: true, cell: ({ name }) => name },
    { key: 'role', head: t.users.role, cell: ({ role }) => t.users.roles[role] },
    { key: 'state', head: t.payments.state, cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'apps',
      head: t.nav.apps,
      wideOnly: true,
      cell: ({ apps }) => apps?.join(', ') ?? t.shell.allApps,
    },
    {
      key: 'totp',
      head: t.users.secondFactor,
      wideOnly: true,
      cell: ({ totp }) => (totp ? t.users.yes : t.users.no),
    },
    {
      key: 'seen',
      head: t.users.signedIn,
      wideOnly: true,
      cell: ({ signed_in_at }) => signed_in_at && <TimeText at={signed_in_at} />,
    },
  ];
}

export function UsersPage() {
  const t = useTexts();
  const [open, setOpen] = useState<User | 'new' | undefined>();
  const list = useRows(['users'], (cursor) =>
    answerOf(api.GET('/users', { params: { query: cursor } })),
  );
  return (
    <Page
      title={t.nav.users}
      actions={<Button onClick={() => setOpen('new')}>{t.users.invite}</Button>}
    >
      <RowsCard
        label={t.nav.users}
        list={list}
        columns={columnsOf(t, setOpen)}
        keyOf={({ id }) => id}
        empty={<Empty title={t.users.none} todo={t.users.noneTodo} />}
      />
      {open && (
        <UserDialog
          key={open === 'new' ? 'new' : open.id}
          user={open === 'new' ? undefined : open}
          close={() => setOpen(undefined)}
        />
      )}
    </Page>
  );
}
