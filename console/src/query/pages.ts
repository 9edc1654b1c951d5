/** Lists that come page by page. What is shown stays until what was asked for is there. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

type PageOf<Row> = {
  readonly data: readonly Row[];
  readonly next: string | null;
  readonly searched_to?: string | null;
};

export type Pages<Row> = {
  /** Undefined until the first answer. */
  readonly rows: readonly Row[] | undefined;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  /** What is shown is of the filters before. */
  readonly isOld: boolean;
  readonly searchedTo: string | null;
  readonly error: unknown;
  more(): void;
  again(): void;
};

/**
 * @param resource the list's name in live updates, then what it is filtered by.
 * @param ask for a page; without a cursor, for the first one.
 */
export function usePages<Row>(
  resource: readonly unknown[],
  ask: (cursor: { cursor?: string }) => Promise<PageOf<Row>>,
): Pages<Row> {
  const query = useInfiniteQuery({
    queryKey: [...resource, 'pages'],
    queryFn: ({ pageParam }) => ask(pageParam === '' ? {} : { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const pages = query.data?.pages;
  return {
    rows: pages?.flatMap(({ data }) => data),
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    isOld: query.isPlaceholderData,
    searchedTo: pages?.at(-1)?.searched_to ?? null,
    error: query.error,
    more: () => void query.fetchNextPage(),
    again: () => void query.refetch(),
  };
}
