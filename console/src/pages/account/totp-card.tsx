/** The authenticator app: enrolled with a QR code, proven with a code, with codes for the day it is lost. */
import { Button, Group, PasswordInput, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

const TOTP_KEY = ['own-totp'] as const;

type CodesProps = { readonly shown: (codes: readonly string[]) => void };

export function TotpCard() {
  const t = useTexts();
  const [codes, setCodes] = useState<readonly string[]>([]);
  const { data, error } = useQuery({
    queryKey: TOTP_KEY,
    queryFn: () => answerOf(api.GET('/me/totp')),
  });
  return (
    <Section title={t.account.totp}>
      <Stack>
        {codes.length > 0 && (
          <ShownOnce label={t.account.recoveryCodes} secret={codes.join('\n')} />
        )}
        <ProblemNote error={error} />
        {!data && !error && <Skeleton height={80} />}
        {data?.enrolled_at && (
          <>
            <Text size="sm">
              {t.account.enrolled} <TimeText at={data.enrolled_at} full />.{' '}
              {t.account.codesLeft(data.recovery_codes_left)}
            </Text>
            <Disable />
          </>
        )}
        {data && !data.enrolled_at && <Enrol shown={setCodes} />}
      </Stack>
    </Section>
  );
}

function Enrol({ shown }: CodesProps) {
  const t = useTexts();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const begin = useMutation({
    mutationFn: () => answerOf(api.POST('/me/totp', { body: { current_password: password } })),
  });
  const confirm = useMutation({
    mutationFn: () => answerOf(api.POST('/me/totp/confirm', { body: { code: code.trim() } })),
    onSuccess: ({ recovery_codes }) => {
      shown(recovery_codes);
      return client.invalidateQueries({ queryKey: TOTP_KEY });
    },
  });
  if (!begin.data) {
    return (
      <PasswordForm
        about={t.account.totpAbout}
        button={t.account.enrol}
        isBusy={begin.isPending}
        error={begin.error}
        password={password}
        setPassword={setPassword}
        onSubmit={() => begin.mutate()}
      />
    );
  }
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    confirm.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{t.account.scan}</Text>
        <img
          src={`data:image/svg+xml,${encodeURIComponent(begin.data.qr_svg)}`}
          width={192}
          height={192}
          alt={t.account.qr}
        />
        <CopyId id={begin.data.secret} />
        <TextInput
          label={t.signIn.code}
          autoComplete="one-time-code"
          required
          withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <ProblemNote error={confirm.error} />
        <Group justify="flex-end">
          <Button type="submit" loading={confirm.isPending}>
            {t.account.confirm}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Disable() {
  const t = useTexts();
  const client = useQueryClient();
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const end = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/me/totp/disable', { body: { current_password: password, code: code.trim() } }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: TOTP_KEY }),
  });
  return (
    <PasswordForm
      about={t.account.disableAbout}
      button={t.account.disable}
      isBusy={end.isPending}
      error={end.error}
      password={password}
      setPassword={setPassword}
      onSubmit={() => end.mutate()}
    >
      <TextInput
        label={t.signIn.code}
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </PasswordForm>
  );
}

function PasswordForm(props: {
  readonly about: string;
  readonly button: string;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly password: string;
  readonly setPassword: (password: string) => void;
  readonly onSubmit: () => void;
  readonly children?: ReactNode;
}) {
  const t = useTexts();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{props.about}</Text>
        <PasswordInput
          label={t.account.current}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={props.password}
          onChange={(event) => props.setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': t.signIn.show }}
        />
        {props.children}
        <ProblemNote error={props.error} />
        <Group justify="flex-end">
          <Button type="submit" variant="default" loading={props.isBusy}>
            {props.button}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
