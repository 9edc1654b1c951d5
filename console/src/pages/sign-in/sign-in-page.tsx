/** Coming in: a password, then a code if one is asked for, then a password of one's own. */
import { Button, Group, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, type SubmitEvent, useEffect, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { SESSION_KEY } from '../../api/query-client.ts';
import type { Session } from '../../api/shapes.ts';
import { LanguagePicker } from '../../app/language-picker.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useTexts } from '../../texts/language.tsx';

/** Long enough that nobody has to think of signs and digits. */
const PASSWORD_MIN = 15;

export function SignInPage({ session }: { readonly session: Session | null }) {
  const t = useTexts();
  useEffect(() => {
    document.title = `${t.signIn.title} · PayCenter`;
  }, [t]);
  return (
    <Stack component="main" maw={420} mx="auto" px="md" pt={{ base: 32, sm: 96 }} gap="lg">
      <Text fw={650} size="lg">
        PayCenter
      </Text>
      {session === null && <PasswordStep />}
      {session?.stage === 'totp' && <CodeStep />}
      {session?.stage === 'password' && <ChoiceStep />}
      <Group>
        <LanguagePicker />
      </Group>
    </Stack>
  );
}

function useStep<Wish>(send: (wish: Wish) => Promise<Session>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (session) => client.setQueryData(SESSION_KEY, session),
  });
}

function Step(props: {
  readonly title: string;
  readonly about: string;
  readonly error: Error | null;
  readonly isBusy: boolean;
  readonly button: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <form className="card" onSubmit={submit}>
      <Stack>
        <div>
          <Title order={1}>{props.title}</Title>
          <Text c="dimmed" size="sm" mt={4}>
            {props.about}
          </Text>
        </div>
        {props.children}
        <ProblemNote error={props.error} />
        <Button type="submit" size="md" loading={props.isBusy}>
          {props.button}
        </Button>
      </Stack>
    </form>
  );
}

function PasswordStep() {
  const t = useTexts();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const step = useStep(() => answerOf(api.POST('/session', { body: { email, password } })));
  return (
    <Step
      title={t.signIn.title}
      about={t.signIn.about}
      error={step.error}
      isBusy={step.isPending}
      button={t.signIn.button}
      onSubmit={() => step.mutate(undefined)}
    >
      <TextInput
        label={t.signIn.email}
        name="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        required
        autoFocus
        withAsterisk={false}
      />
      <PasswordInput
        label={t.signIn.password}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        required
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t.signIn.show }}
      />
    </Step>
  );
}

function CodeStep() {
  const t = useTexts();
  const [code, setCode] = useState('');
  const step = useStep(() => answerOf(api.POST('/session/code', { body: { code: code.trim() } })));
  return (
    <Step
      title={t.signIn.codeTitle}
      about={t.signIn.codeAbout}
      error={step.error}
      isBusy={step.isPending}
      button={t.signIn.button}
      onSubmit={() => step.mutate(undefined)}
    >
      <TextInput
        label={t.signIn.code}
        name="code"
        autoComplete="one-time-code"
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
        required
        autoFocus
        withAsterisk={false}
      />
    </Step>
  );
}

function ChoiceStep() {
  const t = useTexts();
  const [chosen, setChosen] = useState('');
  const step = useStep(() => answerOf(api.PUT('/me/password', { body: { new_password: chosen } })));
  return (
    <Step
      title={t.signIn.choiceTitle}
      about={t.signIn.choiceAbout}
      error={step.error}
      isBusy={step.isPending}
      button={t.signIn.choose}
      onSubmit={() => step.mutate(undefined)}
    >
      <PasswordInput
        label={t.signIn.newPassword}
        description={t.signIn.passwordRule(PASSWORD_MIN)}
        name="new-password"
        autoComplete="new-password"
        minLength={PASSWORD_MIN}
        value={chosen}
        onChange={(event) => setChosen(event.currentTarget.value)}
        required
        autoFocus
        withAsterisk={false}
        visibilityToggleButtonProps={{ 'aria-label': t.signIn.show }}
      />
    </Step>
  );
}
