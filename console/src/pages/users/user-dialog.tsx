/** Invites somebody, or changes who somebody is here. */
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { readApps } from '../../api/apps.ts';
import { answerOf, api } from '../../api/client.ts';
import type { Role, User } from '../../api/shapes.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { useTexts } from '../../texts/language.tsx';

const ROLES: readonly Role[] = ['admin', 'operator', 'support', 'finance', 'viewer'];

type Invitation = { readonly one_time_password: string };

export function UserDialog(props: { readonly user: User | undefined; readonly close: () => void }) {
  const { user, close } = props;
  const t = useTexts();
  const client = useQueryClient();
  const [email, setEmail] = useState(user?.email ?? '');
  const [name, setName] = useState(user?.name ?? '');
  const [role, setRole] = useState<Role>(user?.role ?? 'support');
  const [apps, setApps] = useState<string[] | null>(user?.apps ?? null);
  const path = { user_id: user?.id ?? '' };
  const again = () => client.invalidateQueries({ queryKey: ['users'] });
  const save = useMutation({
    mutationFn: async (): Promise<Invitation | undefined> => {
      const body = { email: email.trim(), name: name.trim(), role, apps };
      if (!user) return answerOf(api.POST('/users', { body }));
      await answerOf(api.PATCH('/users/{user_id}', { params: { path }, body }));
      return undefined;
    },
    onSuccess: (made) => {
      if (!made) close();
      return again();
    },
  });
  const shut = useMutation({
    mutationFn: (disabled: boolean) =>
      answerOf(api.PATCH('/users/{user_id}', { params: { path }, body: { disabled } })),
    onSuccess: () => {
      close();
      return again();
    },
  });
  const reset = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/users/{user_id}/reset', {
          params: { path },
          body: { forget_second_factor: true },
        }),
      ),
    onSuccess: again,
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const invitation = save.data ?? reset.data;
  return (
    <Modal opened onClose={close} title={user ? user.email : t.users.invite}>
      {invitation ? (
        <Stack>
          <ShownOnce label={t.users.oneTime(email)} secret={invitation.one_time_password} />
          <Button onClick={close}>{t.parts.close}</Button>
        </Stack>
      ) : (
        <form onSubmit={submit}>
          <Stack>
            <TextInput
              label={t.signIn.email}
              type="email"
              required
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
              data-autofocus
            />
            <TextInput
              label={t.users.name}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label={t.users.role}
              description={t.users.about[role]}
              value={role}
              onChange={(event) =>
                setRole(ROLES.find((each) => each === event.currentTarget.value) ?? role)
              }
              data={ROLES.map((value) => ({ value, label: t.users.roles[value] }))}
            />
            <AppsChoice apps={apps} choose={setApps} />
            <ProblemNote error={save.error ?? shut.error ?? reset.error} />
            <Group justify="space-between">
              {user ? (
                <Group gap="xs">
                  <Button
                    variant="default"
                    size="xs"
                    loading={shut.isPending}
                    onClick={() => shut.mutate(!user.disabled)}
                  >
                    {user.disabled ? t.users.letIn : t.users.shutOut}
                  </Button>
                  <Button
                    variant="default"
                    size="xs"
                    loading={reset.isPending}
                    onClick={() => reset.mutate()}
                  >
                    {t.users.reset}
                  </Button>
                </Group>
              ) : (
                <span />
              )}
              <Button type="submit" loading={save.isPending}>
                {user ? t.parts.save : t.users.invite}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

/** All apps, or those that are ticked. */
function AppsChoice(props: {
  readonly apps: readonly string[] | null;
  readonly choose: (apps: string[] | null) => void;
}) {
  const { apps, choose } = props;
  const t = useTexts();
  const { data: all = [] } = useQuery(readApps);
  return (
    <Stack gap="xs">
      <Checkbox
        label={t.shell.allApps}
        checked={apps === null}
        onChange={(event) => choose(event.currentTarget.checked ? null : [])}
      />
      {apps !== null &&
        all.map(({ app_id, name }) => (
          <Checkbox
            key={app_id}
            ml="lg"
            label={name}
            checked={apps.includes(app_id)}
            onChange={(event) =>
              choose(
                event.currentTarget.checked
                  ? [...apps, app_id]
                  : apps.filter((each) => each !== app_id),
              )
            }
          />
        ))}
    </Stack>
  );
}
