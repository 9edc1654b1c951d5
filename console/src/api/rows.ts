/** A list that goes on page by page and keeps what it shows while it looks again. */
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';

type Page<Row> = { readonly data: readonly Row[]; readonly next: string | null };

export type Rows<Row> = {
  /** Undefined until the first page is there. */
  readonly rows: readonly Row[] | undefined;
  readonly error: Error | null;
  readonly hasMore: boolean;
  readonly isBusy: boolean;
  readonly more: () => void;
};

/** @param read the page after that cursor; the first without one. */
export function useRows<Row>(
  key: readonly unknown[],
  read: (cursor: { cursor?: string }) => Promise<Page<Row>>,
): Rows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam === null ? {} : { cursor: pageParam }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  });
  return {
    rows: query.data?.pages.flatMap(({ data }) => data),
    error: query.error,
    hasMore: query.hasNextPage,
    isBusy: query.isFetching,
    more: () => void query.fetchNextPage(),
  };
}
