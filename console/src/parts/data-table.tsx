/** Rows of something: dense, calm, and narrower on a phone. */
import { Button, Group, Skeleton, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Rows } from '../api/rows.ts';
import { useTexts } from '../texts/language.tsx';
import { ProblemNote } from './problem-note.tsx';

export type Column<Row> = {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ReactNode;
  readonly isNumber?: boolean;
  /** Left away where the window is narrow. */
  readonly wideOnly?: boolean;
};

type Props<Row> = {
  /** What the table is about, for whoever does not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly onOpen?: ((row: Row) => void) | undefined;
};

export function DataTable<Row>({ label, columns, rows, keyOf, onOpen }: Props<Row>) {
  const classOf = ({ isNumber, wideOnly }: Column<Row>) =>
    [isNumber && 'number', wideOnly && 'wide-only'].filter(Boolean).join(' ');
  return (
    <Table className="rows" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map((column) => (
            <Table.Th key={column.key} className={classOf(column)} scope="col">
              {column.head}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr
            key={keyOf(row)}
            className={onOpen ? 'opens' : ''}
            // The row's link does the same for the keyboard.
            onClick={(event) => {
              const isControl = (event.target as Element).closest('a, button, input, label');
              if (!isControl) onOpen?.(row);
            }}
          >
            {columns.map((column) => (
              <Table.Td key={column.key} className={classOf(column)}>
                {column.cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const SKELETON_ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** A list that is read page by page: its rows, or why there are none. */
export function RowsCard<Row>(
  props: Omit<Props<Row>, 'rows'> & { readonly list: Rows<Row>; readonly empty: ReactNode },
) {
  const t = useTexts();
  const { list, empty, ...table } = props;
  if (list.rows === undefined) {
    return list.error ? (
      <ProblemNote error={list.error} />
    ) : (
      <div className="card">
        {SKELETON_ROWS.map((each) => (
          <Skeleton key={each} height={20} my={18} />
        ))}
      </div>
    );
  }
  return (
    <>
      <ProblemNote error={list.error} />
      <section className="card table-card" aria-label={table.label}>
        {list.rows.length === 0 ? empty : <DataTable {...table} rows={list.rows} />}
      </section>
      {list.hasMore && (
        <Group justify="center">
          <Button variant="default" onClick={list.more} disabled={list.isBusy}>
            {t.parts.more}
          </Button>
        </Group>
      )}
    </>
  );
}
