import { Button, Group, PasswordInput, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { SESSION_KEY } from '../../api/query-client.ts';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useTexts } from '../../texts/language.tsx';

const PASSWORD_MIN = 15;

/** A new password ends all other sessions. */
export function PasswordCard() {
  const t = useTexts();
  const say = useSay();
  const client = useQueryClient();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () =>
      answerOf(
        api.PUT('/me/password', { body: { current_password: current, new_password: next } }),
      ),
    onSuccess: (session) => {
      client.setQueryData(SESSION_KEY, session);
      setCurrent('');
      setNext('');
      say(t.account.passwordChanged);
      return client.invalidateQueries({ queryKey: ['own-sessions'] });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    change.mutate();
  };
  const eye = { 'aria-label': t.signIn.show };
  return (
    <Section title={t.signIn.password}>
      <form onSubmit={submit}>
        <Stack>
          <PasswordInput
            label={t.account.current}
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={eye}
          />
          <PasswordInput
            label={t.signIn.newPassword}
            description={t.signIn.passwordRule(PASSWORD_MIN)}
            autoComplete="new-password"
            minLength={PASSWORD_MIN}
            required
            withAsterisk={false}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            visibilityToggleButtonProps={eye}
          />
          <ProblemNote error={change.error} />
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={change.isPending}>
              {t.account.changePassword}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
