/** A page about one thing: its outline until it is there, and why when it is not. */
import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Page } from './page.tsx';
import { ProblemNote } from './problem-note.tsx';

export function Loaded<Data>(props: {
  readonly query: Pick<UseQueryResult<Data>, 'data' | 'error' | 'refetch'>;
  /** As long as it is not known better. */
  readonly title: string;
  readonly children: (data: Data) => ReactNode;
}) {
  const { data, error, refetch } = props.query;
  if (data !== undefined) return props.children(data);
  return (
    <Page title={props.title}>
      {error ? (
        <ProblemNote error={error} again={() => void refetch()} />
      ) : (
        <Skeleton height={420} />
      )}
    </Page>
  );
}
