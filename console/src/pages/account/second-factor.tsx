/** An authenticator app, enrolled with a code of its own, and the codes for the day when it is lost. */
import { Button, Group, Image, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useReading } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Moment } from '../../parts/moment.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { sessionQuery } from '../../session/session.ts';

type Doing = 'enrol' | 'renew' | 'disable';

export function SecondFactor({ hasPassword }: { readonly hasPassword: boolean }) {
  const { say } = useReading();
  const [doing, setDoing] = useState<Doing | undefined>();
  const { data, error } = useQuery({
    queryKey: ['totp'],
    queryFn: () => answerOf(api.GET('/me/totp')),
  });
  if (error) return <ProblemNote error={error} />;
  const close = () => setDoing(undefined);
  return (
    <Stack gap="sm">
      {data?.enrolled_at ? (
        <>
          <Group gap="sm">
            <Mark meaning="paid">{say('on')}</Mark>
            <Text size="sm">
              {say('totp.since')} <Moment at={data.enrolled_at} /> ·{' '}
              {say('totp.codesLeft', { count: data.recovery_codes_left })}
            </Text>
          </Group>
          <Group>
            <Button variant="default" onClick={() => setDoing('renew')}>
              {say('totp.renew')}
            </Button>
            <Button variant="default" onClick={() => setDoing('disable')}>
              {say('totp.disable')}
            </Button>
          </Group>
        </>
      ) : (
        <>
          <Text size="sm">{say('totp.about')}</Text>
          <Group>
            <Button onClick={() => setDoing('enrol')}>{say('totp.enrol')}</Button>
          </Group>
        </>
      )}
      {doing === 'enrol' && <Enrol hasPassword={hasPassword} onClose={close} />}
      {doing === 'renew' && <Renew hasPassword={hasPassword} onClose={close} />}
      {doing === 'disable' && <Disable hasPassword={hasPassword} onClose={close} />}
    </Stack>
  );
}

type Props = { readonly hasPassword: boolean; readonly onClose: () => void };

/** Whoever signs in elsewhere has no password here to prove himself with. */
function proof(hasPassword: boolean, password: string) {
  return hasPassword ? { current_password: password } : {};
}

function useRenewState() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['totp'] });
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
  };
}

function Enrol({ hasPassword, onClose }: Props) {
  const { say } = useReading();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const renew = useRenewState();
  const begin = useMutation({
    mutationFn: () => answerOf(api.POST('/me/totp', { body: proof(hasPassword, password) })),
  });
  const confirm = useMutation({
    mutationFn: () => answerOf(api.POST('/me/totp/confirm', { body: { code: code.trim() } })),
    onSuccess: renew,
  });
  if (confirm.data) return <Codes codes={confirm.data.recovery_codes} onClose={onClose} />;
  if (!begin.data) {
    return (
      <Ask
        title={say('totp.enrol')}
        error={begin.error}
        isPending={begin.isPending}
        submit={() => begin.mutate()}
        onClose={onClose}
      >
        {hasPassword && <CurrentPassword value={password} onChange={setPassword} />}
      </Ask>
    );
  }
  return (
    <Ask
      title={say('totp.enrol')}
      error={confirm.error}
      isPending={confirm.isPending}
      submit={() => confirm.mutate()}
      onClose={onClose}
    >
      <Text>{say('totp.scan')}</Text>
      <Image
        src={`data:image/svg+xml,${encodeURIComponent(begin.data.qr_svg)}`}
        alt={say('totp.qr')}
        w={200}
        h={200}
      />
      <Text size="sm">{say('totp.type')}</Text>
      <Copyable text={begin.data.secret} />
      <TextField
        label={say('code.label')}
        autoComplete="one-time-code"
        inputMode="numeric"
        required
        autoFocus
        value={code}
        onChange={setCode}
      />
    </Ask>
  );
}

function Renew({ hasPassword, onClose }: Props) {
  const { say } = useReading();
  const [password, setPassword] = useState('');
  const renew = useRenewState();
  const make = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/me/totp/recovery-codes', { body: proof(hasPassword, password) })),
    onSuccess: renew,
  });
  if (make.data) return <Codes codes={make.data.recovery_codes} onClose={onClose} />;
  return (
    <Ask
      title={say('totp.renew')}
      error={make.error}
      isPending={make.isPending}
      submit={() => make.mutate()}
      onClose={onClose}
    >
      {hasPassword && <CurrentPassword value={password} onChange={setPassword} />}
    </Ask>
  );
}

function Disable({ hasPassword, onClose }: Props) {
  const { say } = useReading();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const renew = useRenewState();
  const end = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/me/totp/disable', {
          body: { ...proof(hasPassword, password), code: code.trim() },
        }),
      ),
    async onSuccess() {
      await renew();
      onClose();
    },
  });
  return (
    <Ask
      title={say('totp.disable')}
      error={end.error}
      isPending={end.isPending}
      submit={() => end.mutate()}
      onClose={onClose}
    >
      {hasPassword && <CurrentPassword value={password} onChange={setPassword} />}
      <TextField
        label={say('code.label')}
        description={say('code.about')}
        required
        value={code}
        onChange={setCode}
      />
    </Ask>
  );
}

function Ask(props: {
  readonly title: string;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly submit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { say } = useReading();
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <DialogForm
        submit={() => props.submit()}
        submitLabel={say('go')}
        cancel={props.onClose}
        error={props.error}
        isPending={props.isPending}
      >
        {props.children}
      </DialogForm>
    </Dialog>
  );
}

function CurrentPassword(props: {
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { say } = useReading();
  return (
    <PasswordInput
      label={say('password.current')}
      autoComplete="current-password"
      required
      withAsterisk={false}
      visibilityToggleButtonProps={{ 'aria-label': say('password.show') }}
      value={props.value}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function Codes(props: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const { say } = useReading();
  return (
    <Dialog title={say('codes.title')} onClose={props.onClose} stays>
      <Text>{say('codes.about')}</Text>
      <div className="once">
        <Copyable text={props.codes.join('\n')}>
          <span className="mono codes">{props.codes.join('\n')}</span>
        </Copyable>
      </div>
      <Group justify="flex-end">
        <Button onClick={props.onClose}>{say('codes.kept')}</Button>
      </Group>
    </Dialog>
  );
}
