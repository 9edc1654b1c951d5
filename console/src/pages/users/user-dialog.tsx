/** Somebody new, or changed; a one-time password is shown once. */
import { Button, Group, MultiSelect, Select, Switch, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { Role, User } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useApps } from '../../query/apps.ts';
import { useOnce } from '../../query/once.ts';

const ROLES: readonly Role[] = ['admin', 'operator', 'support', 'finance', 'viewer'];

type Draft = { email: string; name: string; role: Role; apps: string[]; disabled: boolean };

export function UserDialog(props: {
  /** Undefined: somebody new. */
  readonly user: User | undefined;
  readonly onClose: () => void;
}) {
  const { say } = useReading();
  const { user, onClose } = props;
  const [draft, setDraft] = useState<Draft>({
    email: user?.email ?? '',
    name: user?.name ?? '',
    role: user?.role ?? 'viewer',
    apps: [...(user?.apps ?? [])],
    disabled: user?.disabled ?? false,
  });
  const save = useSave(user, draft, onClose);
  const reset = useReset(user);
  const [forgetTotp, setForgetTotp] = useState(false);
  const password = reset.data?.one_time_password ?? save.data?.one_time_password;
  if (password !== undefined) {
    return <Invited email={draft.email} password={password} onClose={onClose} />;
  }
  return (
    <Dialog title={user ? user.email : say('user.new')} onClose={onClose}>
      <DialogForm
        submit={() => save.mutate()}
        submitLabel={say(user ? 'save' : 'user.invite')}
        cancel={onClose}
        error={save.error ?? reset.error}
        isPending={save.isPending}
        beside={
          user && (
            <Button
              variant="default"
              loading={reset.isPending}
              onClick={() => reset.mutate(forgetTotp)}
            >
              {say('user.reset')}
            </Button>
          )
        }
      >
        <PersonFields draft={draft} set={(part) => setDraft({ ...draft, ...part })} />
        {user?.totp && (
          <Switch
            label={say('user.forgetTotp')}
            description={say('user.forgetTotpAbout')}
            checked={forgetTotp}
            onChange={(event) => setForgetTotp(event.currentTarget.checked)}
          />
        )}
        {user && (
          <Switch
            label={say('user.disabled')}
            checked={draft.disabled}
            onChange={(event) => setDraft({ ...draft, disabled: event.currentTarget.checked })}
          />
        )}
      </DialogForm>
    </Dialog>
  );
}

function PersonFields(props: {
  readonly draft: Draft;
  readonly set: (part: Partial<Draft>) => void;
}) {
  const { say } = useReading();
  const apps = useApps() ?? [];
  const { draft, set } = props;
  return (
    <>
      <TextField
        label={say('email')}
        type="email"
        required
        value={draft.email}
        onChange={(email) => set({ email })}
      />
      <TextField
        label={say('name')}
        required
        value={draft.name}
        onChange={(name) => set({ name })}
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
    </>
  );
}

function Invited(props: {
  readonly email: string;
  readonly password: string;
  readonly onClose: () => void;
}) {
  const { say } = useReading();
  return (
    <Dialog title={props.email} onClose={props.onClose} stays>
      <Text>{say('user.passOn')}</Text>
      <ShownOnce label={say('user.oneTime')} text={props.password} />
      <Group justify="flex-end">
        <Button onClick={props.onClose}>{say('close')}</Button>
      </Group>
    </Dialog>
  );
}

function useSave(user: User | undefined, draft: Draft, onDone: () => void) {
  const client = useQueryClient();
  const once = useOnce();
  return useMutation({
    async mutationFn() {
      const { disabled, ...person } = draft;
      const body = { ...person, apps: draft.apps.length > 0 ? draft.apps : null };
      if (!user) {
        return answerOf(api.POST('/users', { params: { header: once.header }, body }));
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
    onError: once.onError,
  });
}

/** A new one-time password; whoever has lost his phone too can get in without it. */
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
