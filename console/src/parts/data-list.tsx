/** Rows of a list: dense and calm on the desk, cards on the phone. */
import { Button, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useReading } from '../i18n/language.tsx';
import type { Pages } from '../query/pages.ts';
import { ProblemNote } from './problem-note.tsx';

export type Column<Row> = {
  readonly key: string;
  readonly label: string;
  /** For screen readers alone. */
  readonly labelHidden?: boolean;
  readonly number?: boolean;
  readonly cell: (row: Row) => ReactNode;
};

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

export function DataList<Row>(props: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly pages: Pages<Row>;
  readonly rowKey: (row: Row) => string;
  /** Where there is nothing: what to do then. */
  readonly empty: ReactNode;
}) {
  const { pages, columns } = props;
  const { say, format } = useReading();
  if (pages.error && !pages.rows) return <ProblemNote error={pages.error} again={pages.again} />;
  const rows = pages.rows ?? [];
  if (pages.rows && rows.length === 0 && !pages.hasMore) {
    return <Empty>{props.empty}</Empty>;
  }
  return (
    <Stack gap="sm">
      <section className="list" aria-label={props.label} aria-busy={!pages.rows}>
        <Table stickyHeader>
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ key, label, labelHidden, number }) => (
                <Table.Th key={key} className={number ? 'number' : ''} scope="col">
                  <span className={labelHidden ? 'visually-hidden' : ''}>{label}</span>
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pages.rows
              ? rows.map((row) => <Row key={props.rowKey(row)} row={row} columns={columns} />)
              : SKELETON_ROWS.map((key) => <Waiting key={key} columns={columns} />)}
          </Table.Tbody>
        </Table>
      </section>
      {pages.hasMore && (
        <Group>
          <Button variant="default" onClick={pages.more} loading={pages.isLoadingMore}>
            {say('more')}
          </Button>
          {pages.searchedTo && (
            <Text size="sm" c="dimmed">
              {say('searchedTo', { when: format.dateTime(pages.searchedTo) })}
            </Text>
          )}
        </Group>
      )}
    </Stack>
  );
}

function Row<Row>(props: { readonly row: Row; readonly columns: readonly Column<Row>[] }) {
  return (
    <Table.Tr>
      {props.columns.map(({ key, label, labelHidden, number, cell }) => (
        <Table.Td
          key={key}
          data-label={labelHidden ? undefined : label}
          className={number ? 'number' : ''}
        >
          {cell(props.row)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function Waiting<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <Table.Tr aria-hidden>
      {columns.map(({ key }) => (
        <Table.Td key={key}>
          <Skeleton height={14} width="70%" />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

export function Empty({ children }: { readonly children: ReactNode }) {
  return (
    <Text component="div" c="dimmed" py="xl" ta="center">
      {children}
    </Text>
  );
}
