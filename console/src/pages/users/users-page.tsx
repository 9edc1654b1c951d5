/** The people who may use the console: invited, changed, shut out. */
import { Button, Group, MultiSelect, Select, Stack, Switch, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, onceWith } from '../../api/client.ts';
import type { Role, User } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Mark, StateMark } from '../../parts/mark.tsx';
import { FromNow } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useApps } from '../../query/apps.ts';
import { usePages } from '../../query/pages.ts';

const ROLES: readonly Role[] = ['admin', 'operator', 'support', 'finance', 'viewer'];

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

function UserDialog(props: { readonly user: User | undefined; readonly onClose: () => void }) {
  const { say } = useReading();
  const { user, onClose } = props;
  const apps = useApps() ?? [];
  const [draft, setDraft] = useState({
    email: user?.email ?? '',
    name: user?.name ?? '',
    role: user?.role ?? ('viewer' as Role),
    apps: [...(user?.apps ?? [])],
    disabled: user?.disabled ?? false,
  });
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const save = useSave(user, draft, onClose);
  const reset = useReset(user);
  const password = reset.data?.one_time_password ?? save.data?.one_time_password;
  if (password !== undefined) {
    return (
      <Dialog title={draft.email} onClose={onClose} stays>
        <Text>{say('user.passOn')}</Text>
        <ShownOnce label={say('user.oneTime')} text={password} />
        <Group justify="flex-end">
          <Button onClick={onClose}>{say('close')}</Button>
        </Group>
      </Dialog>
    );
  }
  return (
    <Dialog title={user ? user.email : say('user.new')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label={say('email')}
            type="email"
            required
            withAsterisk={false}
            value={draft.email}
            onChange={(event) => set({ email: event.currentTarget.value })}
          />
          <TextInput
            label={say('name')}
            required
            withAsterisk={false}
            value={draft.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
          />
          <Select
            label={say('role')}
            description={say(`role.${draft.role}.about`)}
            data={ROLES.map((value) => ({ value, label: say(`role.${value}`) }))}
            value={draft.role}
            onChange={(role) => role && set({ role: role as Role })}
            comboboxProps={{ withinPortal: false }}
          />
          <MultiSelect
            label={say('nav.apps')}
            description={say('user.appsAbout')}
            data={apps.map(({ app_id, name }) => ({ value: app_id, label: name }))}
            value={draft.apps}
            onChange={(chosen) => set({ apps: chosen })}
            comboboxProps={{ withinPortal: false }}
          />
          {user && (
            <Switch
              label={say('user.disabled')}
              checked={draft.disabled}
              onChange={(event) => set({ disabled: event.currentTarget.checked })}
            />
          )}
          <ProblemNote error={save.error ?? reset.error} />
          <Group justify="space-between">
            <div>
              {user && (
                <Button
                  variant="default"
                  loading={reset.isPending}
                  onClick={() => reset.mutate(user.totp)}
                >
                  {say('user.reset')}
                </Button>
              )}
            </div>
            <Group>
              <Button variant="default" onClick={onClose}>
                {say('cancel')}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {say(user ? 'save' : 'user.invite')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

type Draft = { email: string; name: string; role: Role; apps: string[]; disabled: boolean };

function useSave(user: User | undefined, draft: Draft, onDone: () => void) {
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    async mutationFn() {
      const { disabled, ...person } = draft;
      const body = { ...person, apps: draft.apps.length > 0 ? draft.apps : null };
      if (!user) {
        const header = onceWith(`${key}-${JSON.stringify(draft).length}`);
        return answerOf(api.POST('/users', { params: { header }, body }));
      }
      const path = { user_id: user.id };
      await answerOf(
        api.PATCH('/users/{user_id}', { params: { path }, body: { ...body, disabled } }),
      );
      return undefined;
    },
    async onSuccess(made) {
      await client.invalidateQueries({ queryKey: ['users'] });
      if (!made) onDone();
    },
  });
}

/** A new one-time password; whoever has lost his phone gets in without it. */
function useReset(user: User | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (forgetSecondFactor: boolean) =>
      answerOf(
        api.POST('/users/{user_id}/reset', {
          params: { path: { user_id: user?.id ?? '' } },
          body: { forget_second_factor: forgetSecondFactor },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
}
