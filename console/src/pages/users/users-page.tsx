/** The people who may use the console: invited, changed, shut out. */
import { Button } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { User } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Mark, StateMark } from '../../parts/mark.tsx';
import { FromNow } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { usePages } from '../../query/pages.ts';
import { UserDialog } from './user-dialog.tsx';

export function UsersPage() {
  const { say } = useReading();
  const [editing, setEditing] = useState<User | 'new' | undefined>();
  const pages = usePages(['users'], (cursor) =>
    answerOf(api.GET('/users', { params: { query: cursor } })),
  );
  return (
    <Page
      title={say('nav.users')}
      actions={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
          {say('user.new')}
        </Button>
      }
    >
      <div className="card">
        <DataList
          label={say('nav.users')}
          columns={useColumns(setEditing)}
          pages={pages}
          rowKey={({ id }) => id}
          empty=""
        />
      </div>
      {editing && (
        <UserDialog
          user={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Page>
  );
}

function useColumns(edit: (user: User) => void): readonly Column<User>[] {
  const { say } = useReading();
  return [
    { key: 'name', label: say('name'), cell: (row) => row.name },
    { key: 'email', label: say('email'), cell: (row) => row.email },
    { key: 'role', label: say('role'), cell: (row) => say(`role.${row.role}`) },
    { key: 'apps', label: say('nav.apps'), cell: (row) => row.apps?.join(', ') ?? say('apps.all') },
    { key: 'state', label: say('state'), cell: (row) => <StateMark of="user" state={row.state} /> },
    {
      key: 'totp',
      label: say('totp.short'),
      cell: (row) => row.totp && <Mark meaning="paid">{say('on')}</Mark>,
    },
    {
      key: 'seen',
      label: say('user.signedIn'),
      cell: (row) => row.signed_in_at && <FromNow at={row.signed_in_at} />,
    },
    {
      key: 'edit',
      label: say('actions'),
      labelHidden: true,
      number: true,
      cell: (row) => (
        <Button
          variant="default"
          size="xs"
          aria-label={say('user.edit', { who: row.email })}
          onClick={() => edit(row)}
        >
          {say('change')}
        </Button>
      ),
    },
  ];
}
