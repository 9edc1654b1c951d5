/** Who is signed in, and what he may do. Whoever is not sees the sign-in page at any address. */
import { useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { ProblemNote } from '../parts/problem-note.tsx';
import { answerOf, api } from './client.ts';
import { Problem } from './problem.ts';
import { SESSION_KEY } from './query-client.ts';
import type { Permission, Session } from './shapes.ts';

const SessionContext = createContext<Session | undefined>(undefined);

/** Null when nobody is signed in. */
async function readSession(): Promise<Session | null> {
  try {
    return await answerOf(api.GET('/session'));
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

export function SessionGate(props: {
  readonly children: ReactNode;
  readonly signIn: (session: Session | null) => ReactNode;
}) {
  const { data, error } = useQuery({
    queryKey: SESSION_KEY,
    queryFn: readSession,
    staleTime: 60_000,
  });
  if (data === undefined) {
    return error ? (
      <main className="page">
        <ProblemNote error={error} />
      </main>
    ) : null;
  }
  if (data?.stage !== 'open') return props.signIn(data);
  return <SessionContext value={data}>{props.children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('This part stands outside of a session.');
  return session;
}

/** Whether the signed-in person may do that: what he may not is not shown to him. */
export function useMay(): (permission: Permission) => boolean {
  const { permissions } = useSession();
  return (permission) => permissions.includes(permission);
}
