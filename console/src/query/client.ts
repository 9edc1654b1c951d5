/** What is kept of the server's answers, and for how long. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isSignedOut, Problem } from '../api/problem.ts';

export function createQueries(): QueryClient {
  // Whoever's session has ended signs in where he is: the session is asked for again, and says so.
  const onError = (error: unknown) => {
    if (isSignedOut(error)) client.setQueryData(['session'], null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // Live updates say what has changed; this is for what they do not know of.
        staleTime: 30_000,
        retry: (failures, error) => isPassing(error) && failures < 2,
      },
      mutations: { retry: false },
    },
  });
  return client;
}

/** Faults of the way or of the server may pass; a refusal stays one. */
function isPassing(error: unknown): boolean {
  return error instanceof Problem && (error.status === 0 || error.status >= 500);
}
