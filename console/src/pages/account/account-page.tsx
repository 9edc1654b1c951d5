/** One's own password, second factor and sessions. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useReading } from '../../i18n/language.tsx';
import { Mark } from '../../parts/mark.tsx';
import { FromNow, Moment } from '../../parts/moment.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { PasswordField } from '../../parts/text-field.tsx';
import { useEnter, useSession } from '../../session/session.ts';
import { SecondFactor } from './second-factor.tsx';

export function AccountPage() {
  const { say } = useReading();
  const session = useSession();
  if (!session) return null;
  const { user } = session;
  return (
    <Page title={say('nav.account')}>
      <Text>
        {user.name} · {user.email} · {say(`role.${user.role}`)}
        {user.apps && ` · ${user.apps.join(', ')}`}
      </Text>
      <Section title={say('totp.title')}>
        <SecondFactor hasPassword={user.has_password} />
      </Section>
      {user.has_password && (
        <Section title={say('password')}>
          <PasswordForm />
        </Section>
      )}
      <Sessions />
    </Page>
  );
}

function PasswordForm() {
  const { say } = useReading();
  const enter = useEnter();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useMutation({
    mutationFn: () =>
      answerOf(
        api.PUT('/me/password', { body: { current_password: current, new_password: next } }),
      ),
    onSuccess(session) {
      enter(session);
      setCurrent('');
      setNext('');
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate();
      }}
    >
      <Stack gap="md" maw={420}>
        <PasswordField
          label={say('password.current')}
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
        <PasswordField
          label={say('newPassword.label')}
          description={say('newPassword.about')}
          autoComplete="new-password"
          value={next}
          onChange={setNext}
        />
        <ProblemNote error={change.error} />
        <Group>
          <Button type="submit" variant="default" loading={change.isPending}>
            {say('password.change')}
          </Button>
          <span role="status">{change.isSuccess ? say('saved') : ''}</span>
        </Group>
      </Stack>
    </form>
  );
}

function Sessions() {
  const { say } = useReading();
  const client = useQueryClient();
  const { data, error } = useQuery({
    queryKey: ['own-sessions'],
    queryFn: () => answerOf(api.GET('/me/sessions')),
  });
  const renew = () => client.invalidateQueries({ queryKey: ['own-sessions'] });
  const end = useMutation({
    mutationFn: (id: string | undefined) =>
      id === undefined
        ? answerOf(api.DELETE('/me/sessions'))
        : answerOf(
            api.DELETE('/me/sessions/{session_id}', { params: { path: { session_id: id } } }),
          ),
    onSuccess: renew,
  });
  return (
    <Section
      title={say('sessions')}
      actions={
        <Button variant="default" onClick={() => end.mutate(undefined)}>
          {say('sessions.endOthers')}
        </Button>
      }
    >
      <ProblemNote error={error ?? end.error} />
      <ul className="plain lines">
        {data?.data.map((session) => (
          <li key={session.id}>
            <Group justify="space-between">
              <div>
                <Group gap="sm">
                  <span className="mono">{session.address}</span>
                  {session.current && <Mark meaning="paid">{say('sessions.this')}</Mark>}
                </Group>
                <small>{session.user_agent}</small>
                <small>
                  {say('sessions.since')} <Moment at={session.created_at} /> ·{' '}
                  {say('sessions.seen')} <FromNow at={session.seen_at} />
                </small>
              </div>
              {!session.current && (
                <Button variant="default" size="xs" onClick={() => end.mutate(session.id)}>
                  {say('sessions.end')}
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </Section>
  );
}
