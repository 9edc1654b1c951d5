/** Who is signed in, and what he may do. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import { isSignedOut } from '../api/problem.ts';
import type { Permission, Session } from '../api/shapes.ts';

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: readSession,
  staleTime: 60_000,
});

/** Null where nobody is signed in: that is an answer, not a fault. */
async function readSession(): Promise<Session | null> {
  try {
    return await answerOf(api.GET('/session'));
  } catch (error) {
    if (isSignedOut(error)) return null;
    throw error;
  }
}

export function useSession(): Session | null | undefined {
  return useQuery(sessionQuery).data;
}

/** Whether a button is shown. The server asks again, whatever is shown. */
export function useMay(): (permission: Permission) => boolean {
  const session = useSession();
  return (permission) => session?.permissions.includes(permission) ?? false;
}

/** To be called with what a step of signing in has answered. */
export function useEnter(): (session: Session) => void {
  const client = useQueryClient();
  return (session) => client.setQueryData(sessionQuery.queryKey, session);
}

/** Forgets everything that the person has seen. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await answerOf(api.DELETE('/session'));
    client.setQueryData(sessionQuery.queryKey, null);
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
  };
}
