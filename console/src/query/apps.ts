/** Apps, for whoever has to name one: all that the reader sees. */
import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../api/client.ts';
import type { App } from '../api/shapes.ts';

export const appsQuery = queryOptions({
  queryKey: ['apps'],
  queryFn: readApps,
  staleTime: 5 * 60_000,
});

async function readApps(): Promise<readonly App[]> {
  const apps: App[] = [];
  let cursor: string | undefined;
  do {
    const page = await answerOf(
      api.GET('/apps', { params: { query: { limit: 100, ...(cursor && { cursor }) } } }),
    );
    apps.push(...page.data);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  return apps;
}

export function useApps(): readonly App[] | undefined {
  return useQuery(appsQuery).data;
}

/** By the name that people gave it. */
export function useAppName(): (appId: string) => string {
  const apps = useApps();
  return (appId) => apps?.find(({ app_id }) => app_id === appId)?.name ?? appId;
}
