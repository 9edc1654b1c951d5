/** Signing in, step by step, where the reader is: the page that he wanted is behind it. */
import { Alert, Anchor, Button, Center, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useState } from 'react';
import { API, answerOf, api } from '../api/client.ts';
import type { Session } from '../api/shapes.ts';
import { LANGUAGES, type Language, useReading, wordOf } from '../i18n/language.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { PasswordField, TextField } from '../parts/text-field.tsx';
import { useEnter, useSignOut } from '../session/session.ts';

export function SignIn({ session }: { readonly session: Session | null }) {
  const { say } = useReading();
  useEffect(() => {
    document.title = `${say('signIn.title')} · PayCenter`;
  }, [say]);
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={400} gap="lg">
        <div className="card">
          {session === null && <PasswordStep />}
          {session?.stage === 'totp' && <CodeStep />}
          {session?.stage === 'password' && <NewPasswordStep email={session.user.email} />}
        </div>
        <LanguageChoice />
      </Stack>
    </Center>
  );
}

function PasswordStep() {
  const { say } = useReading();
  const enter = useEnter();
  const { error: failed } = useSearch({ strict: false });
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { data: ways } = useQuery({
    queryKey: ['session', 'ways'],
    queryFn: () => answerOf(api.GET('/session/ways')),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const signIn = useMutation({
    mutationFn: () => answerOf(api.POST('/session', { body: { email, password } })),
    onSuccess: enter,
  });
  return (
    <Step title={say('signIn.title')} error={signIn.error} submit={() => signIn.mutate()}>
      {failed && <Alert role="alert">{wordOf(say, 'problem', failed)}</Alert>}
      <TextField
        label={say('email')}
        type="email"
        name="email"
        autoComplete="username"
        required
        autoFocus
        value={email}
        onChange={setEmail}
      />
      <PasswordField
        label={say('password')}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" size="md" loading={signIn.isPending}>
        {say('signIn.go')}
      </Button>
      {ways?.oidc && (
        <Button component="a" href={`${API}/session/oidc`} variant="default" size="md">
          {say('signIn.elsewhere')}
        </Button>
      )}
      <Text size="sm" c="dimmed">
        {say('signIn.lost')} <span className="mono">paycenter user set-password</span>
      </Text>
    </Step>
  );
}

function CodeStep() {
  const { say } = useReading();
  const enter = useEnter();
  const [code, setCode] = useState('');
  const send = useMutation({
    mutationFn: () => answerOf(api.POST('/session/code', { body: { code: code.trim() } })),
    onSuccess: enter,
  });
  return (
    <Step title={say('code.title')} error={send.error} submit={() => send.mutate()}>
      <TextField
        label={say('code.label')}
        description={say('code.about')}
        name="code"
        autoComplete="one-time-code"
        required
        autoFocus
        value={code}
        onChange={setCode}
      />
      <Button type="submit" size="md" loading={send.isPending}>
        {say('signIn.go')}
      </Button>
      <BackOut />
    </Step>
  );
}

function NewPasswordStep({ email }: { readonly email: string }) {
  const { say } = useReading();
  const enter = useEnter();
  const [next, setNext] = useState('');
  const choose = useMutation({
    mutationFn: () => answerOf(api.PUT('/me/password', { body: { new_password: next } })),
    onSuccess: enter,
  });
  return (
    <Step title={say('newPassword.title')} error={choose.error} submit={() => choose.mutate()}>
      <input type="hidden" name="username" autoComplete="username" value={email} />
      <PasswordField
        label={say('newPassword.label')}
        description={say('newPassword.about')}
        autoComplete="new-password"
        autoFocus
        value={next}
        onChange={setNext}
      />
      <Button type="submit" size="md" loading={choose.isPending}>
        {say('newPassword.go')}
      </Button>
      <BackOut />
    </Step>
  );
}

function Step(props: {
  readonly title: string;
  readonly error: unknown;
  readonly submit: () => void;
  readonly children: ReactNode;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.submit();
      }}
    >
      <Stack gap="md">
        <div>
          <Text c="dimmed" size="sm" fw={600}>
            PayCenter
          </Text>
          <Title order={1}>{props.title}</Title>
        </div>
        <ProblemNote error={props.error} />
        {props.children}
      </Stack>
    </form>
  );
}

function BackOut() {
  const { say } = useReading();
  const signOut = useSignOut();
  return (
    <Anchor component="button" type="button" size="sm" onClick={() => void signOut()}>
      {say('signIn.other')}
    </Anchor>
  );
}

function LanguageChoice() {
  const { language, choose } = useReading();
  return (
    <Center>
      {Object.entries(LANGUAGES).map(([key, name]) => (
        <Button
          key={key}
          lang={key}
          variant="subtle"
          size="compact-md"
          aria-pressed={key === language}
          onClick={() => choose({ language: key as Language })}
        >
          {name}
        </Button>
      ))}
    </Center>
  );
}
