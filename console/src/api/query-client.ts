/** How long answers are good for, and what happens when nobody is signed in any more. */
import { QueryCache, QueryClient } from '@tanstack/react-query';
import { Problem } from './problem.ts';

export const SESSION_KEY = ['session'] as const;
const FRESH_MS = 10_000;
const RETRIES = 2;

export function makeQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      onError: (error) => {
        if (error instanceof Problem && error.code === 'NOT_SIGNED_IN') {
          client.setQueryData(SESSION_KEY, null);
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: FRESH_MS,
        retry: (count, error) =>
          count < RETRIES &&
          error instanceof Problem &&
          (error.status === 0 || error.status >= 500),
      },
    },
  });
  return client;
}
