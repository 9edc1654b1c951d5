/** Columns that many lists have. */
import { Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Money } from '../api/shapes.ts';
import { useReading } from '../i18n/language.tsx';
import { useAppName } from '../query/apps.ts';
import { Amount } from './amount.tsx';
import type { Column } from './data-list.tsx';
import { StateMark, TestMark } from './mark.tsx';
import { Moment } from './moment.tsx';

type Stated = { readonly state: string; readonly test: boolean };

export function useUsualColumns() {
  const { say } = useReading();
  const appName = useAppName();
  return {
    /** The way to the payment. */
    order: <Row extends { readonly order_id: string }>(
      transId: (row: Row) => string,
    ): Column<Row> => ({
      key: 'order',
      label: say('order'),
      cell: (row) => (
        <Link to="/payments/$transId" params={{ transId: transId(row) }}>
          {row.order_id}
        </Link>
      ),
    }),
    /** The state, and whether it is play money. */
    state: <Row extends Stated>(of: string, more?: (row: Row) => ReactNode): Column<Row> => ({
      key: 'state',
      label: say('state'),
      cell: (row) => (
        <Group gap={6}>
          <StateMark of={of} state={row.state} />
          {row.test && <TestMark />}
          {more?.(row)}
        </Group>
      ),
    }),
    amount: <Row extends { readonly gross: Money | null }>(): Column<Row> => ({
      key: 'amount',
      label: say('amount'),
      number: true,
      cell: (row) => row.gross && <Amount of={row.gross} />,
    }),
    channel: <Row extends { readonly channel: string | null }>(): Column<Row> => ({
      key: 'channel',
      label: say('channel'),
      cell: (row) => row.channel ?? '',
    }),
    app: <Row extends { readonly app_id: string }>(): Column<Row> => ({
      key: 'app',
      label: say('app'),
      cell: (row) => <span className="nowrap">{appName(row.app_id)}</span>,
    }),
    created: <Row extends { readonly created_at: string }>(
      label = say('created'),
    ): Column<Row> => ({
      key: 'created',
      label,
      cell: (row) => <Moment at={row.created_at} />,
    }),
  };
}
