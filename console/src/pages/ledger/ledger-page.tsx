/** An app's books: what each account stands at, and what was booked, line by line. */
import { Button, Group, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { readApps } from '../../api/apps.ts';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import { useMay } from '../../api/session.tsx';
import type { Balance, Transfer } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { type Column, DataTable, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { MoneyText } from '../../parts/money.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

function transferColumns(t: Texts): readonly Column<Transfer>[] {
  return [
    {
      key: 'at',
      head: t.ledger.bookedAt,
      cell: ({ booked_at }) => <TimeText at={booked_at} />,
    },
    { key: 'kind', head: t.ledger.kind, cell: ({ kind }) => t.ledger.kinds[kind] },
    {
      key: 'gross',
      head: t.payments.amount,
      isNumber: true,
      cell: ({ gross }) => <MoneyText money={gross} />,
    },
    {
      key: 'debit',
      head: t.ledger.debit,
      wideOnly: true,
      cell: ({ debit }) => t.ledger.accounts[debit],
    },
    {
      key: 'credit',
      head: t.ledger.credit,
      wideOnly: true,
      cell: ({ credit }) => t.ledger.accounts[credit],
    },
    { key: 'channel', head: t.payments.channel, wideOnly: true, cell: ({ channel }) => channel },
    {
      key: 'order',
      head: t.payments.order,
      cell: ({ order_id, trans_id }) => (
        <Link to="/payments/$transId" params={{ transId: trans_id }} className="row-link mono">
          {order_id}
        </Link>
      ),
    },
  ];
}

function balanceColumns(t: Texts): readonly Column<Balance>[] {
  return [
    { key: 'account', head: t.ledger.account, cell: ({ account }) => t.ledger.accounts[account] },
    { key: 'channel', head: t.payments.channel, cell: ({ channel }) => channel },
    {
      key: 'balance',
      head: t.ledger.balance,
      isNumber: true,
      cell: ({ balance }) => <MoneyText money={balance} />,
    },
  ];
}

export function LedgerPage() {
  const t = useTexts();
  const { data: apps, error } = useQuery(readApps);
  const chosen = useChosenApp() ?? apps?.[0]?.app_id;
  if (chosen === undefined) {
    return (
      <Page title={t.nav.ledger}>
        <ProblemNote error={error} />
        {apps && (
          <div className="card">
            <Empty title={t.apps.none} todo={t.apps.noneTodo} />
          </div>
        )}
      </Page>
    );
  }
  return <BooksOf key={chosen} app={chosen} name={nameOf(chosen, apps)} />;
}

function nameOf(app: string, apps: readonly { app_id: string; name: string }[] | undefined) {
  return apps?.find(({ app_id }) => app_id === app)?.name ?? app;
}

/** Midnight of that day here. */
function momentOf(day: string, later: number): string | undefined {
  const [year, month, date] = day.split('-').map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + later).toISOString();
}

function BooksOf({ app, name }: { readonly app: string; readonly name: string }) {
  const t = useTexts();
  const may = useMay();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const start = momentOf(from, 0);
  const end = momentOf(to, 1);
  const query = { app_id: app, ...(start && { from: start }), ...(end && { to: end }) };
  const balances = useQuery({
    queryKey: ['payments', 'balances', query],
    queryFn: () => answerOf(api.GET('/ledger/balances', { params: { query } })),
    placeholderData: keepPreviousData,
  });
  const list = useRows(['payments', 'transfers', query], (cursor) =>
    answerOf(api.GET('/ledger/transfers', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={t.nav.ledger} about={name}>
      <Group align="flex-end">
        <TextInput
          type="date"
          label={t.payments.filters.from}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label={t.payments.filters.to}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        {may('ledger:export') && (
          <Button
            component="a"
            variant="default"
            href={`/api/v1/ledger/transfers.csv?${new URLSearchParams(query)}`}
            download
          >
            {t.ledger.statement}
          </Button>
        )}
      </Group>
      <Section title={t.ledger.balances}>
        <ProblemNote error={balances.error} />
        {balances.data?.data.length === 0 && (
          <Empty title={t.ledger.none} todo={t.ledger.noneTodo} />
        )}
        {balances.data && balances.data.data.length > 0 && (
          <DataTable
            label={t.ledger.balances}
            columns={balanceColumns(t)}
            rows={balances.data.data}
            keyOf={({ account, channel, balance }) => `${account} ${channel} ${balance.currency}`}
          />
        )}
      </Section>
      <RowsCard
        label={t.ledger.transfers}
        list={list}
        columns={transferColumns(t)}
        keyOf={({ id }) => id}
        empty={<Empty title={t.ledger.none} todo={t.ledger.noneTodo} />}
      />
    </Page>
  );
}
