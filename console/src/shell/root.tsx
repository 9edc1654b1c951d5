/** The frame around every page: signing in first, then the shell. */
import { Center, Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Outlet } from '@tanstack/react-router';
import { useSay } from '../i18n/language.tsx';
import { TextLink } from '../parts/link.tsx';
import { Page } from '../parts/page.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { sessionQuery } from '../session/session.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

export function Root() {
  const { data: session, error, refetch } = useQuery(sessionQuery);
  if (session === undefined && error) {
    return (
      <Center p="xl">
        <ProblemNote error={error} again={() => void refetch()} />
      </Center>
    );
  }
  if (session === undefined) return <Skeleton height={56} radius={0} />;
  if (session === null || session.stage !== 'open') return <SignIn session={session} />;
  return (
    <Shell session={session}>
      <Outlet />
    </Shell>
  );
}

/** A page that broke; the others go on. */
export function Fault({ error }: { readonly error: unknown }) {
  return <ProblemNote error={error} again={() => location.reload()} />;
}

export function NotFound() {
  const say = useSay();
  return (
    <Page title={say('notFound.title')}>
      <Stack>
        {say('notFound.text')}
        <TextLink to="/">{say('nav.home')}</TextLink>
      </Stack>
    </Page>
  );
}
