/** The apps that one may see: few, and asked for on many pages. */
import { queryOptions } from '@tanstack/react-query';
import { answerOf, api } from './client.ts';

export const readApps = queryOptions({
  queryKey: ['configuration', 'apps'],
  queryFn: async () =>
    (await answerOf(api.GET('/apps', { params: { query: { limit: 100 } } }))).data,
  staleTime: 60_000,
});
