/** All payments: one search, filters in the address, and what they come to. */
import { Button, Stack, Text, TextInput } from '@mantine/core';
import { IconDownload, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answerOf, api, exportAddress } from '../../api/client.ts';
import type { Money, Payment, QueryOf } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { TextLink } from '../../parts/link.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { useUsualColumns } from '../../parts/usual-columns.tsx';
import { usePages } from '../../query/pages.ts';
import { useMay } from '../../session/session.ts';
import { ColumnChoice, useColumns } from './columns.tsx';
import { usePaymentFilter } from './filter.ts';
import { Filters } from './filters.tsx';
import { SavedViews } from './saved-views.tsx';

type Query = Omit<QueryOf<'listPayments'>, 'cursor' | 'limit'>;

export function PaymentsPage() {
  const { say } = useReading();
  const may = useMay();
  const { query, search, change } = usePaymentFilter();
  const pages = usePages(['payments', query], (cursor) =>
    answerOf(api.GET('/payments', { params: { query: { ...query, ...cursor } } })),
  );
  const columns = usePaymentColumns();
  const [shown, setShown] = useColumns(columns.map(({ key }) => key));
  return (
    <Page
      title={say('nav.payments')}
      actions={
        <>
          <SavedViews search={search} apply={change} />
          <ColumnChoice columns={columns} shown={shown} choose={setShown} />
          {may('payments:export') && (
            <Button
              component="a"
              href={exportAddress('/payments.csv', query)}
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              CSV
            </Button>
          )}
        </>
      }
    >
      <SearchBox value={search.q ?? ''} onSearch={(q) => change({ ...search, q })} />
      <Filters search={search} change={change} />
      <div className="card" style={{ opacity: pages.isOld ? 0.6 : 1 }}>
        <DataList
          label={say('nav.payments')}
          columns={columns.filter(({ key }) => shown.includes(key))}
          pages={pages}
          rowKey={({ trans_id }) => trans_id}
          empty={<NoPayments filtered={Object.keys(search).length > 0} clear={() => change({})} />}
        />
        <Totals query={query} />
      </div>
    </Page>
  );
}

/** Exact ids and addresses; an answer comes for what was typed to its end. */
function SearchBox(props: { readonly value: string; readonly onSearch: (q: string) => void }) {
  const { say } = useReading();
  const [typed, setTyped] = useState(props.value);
  useEffect(() => setTyped(props.value), [props.value]);
  return (
    <search>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          props.onSearch(typed.trim());
        }}
      >
        <TextInput
          type="search"
          size="md"
          aria-label={say('payments.search')}
          placeholder={say('payments.search')}
          leftSection={<IconSearch size={18} aria-hidden />}
          value={typed}
          onChange={(event) => {
            const text = event.currentTarget.value;
            setTyped(text);
            if (text === '') props.onSearch('');
          }}
        />
      </form>
    </search>
  );
}

function usePaymentColumns(): readonly Column<Payment>[] {
  const { say } = useReading();
  const usual = useUsualColumns();
  return [
    usual.order((row) => row.trans_id),
    usual.state(
      'payment',
      (row) => row.alerts.length > 0 && <Mark meaning="waiting">{say('payments.alert')}</Mark>,
    ),
    usual.amount(),
    usual.channel(),
    { key: 'payer', label: say('payer'), cell: (row) => row.payer_email ?? '' },
    usual.app(),
    usual.created(),
    { key: 'item', label: say('item'), cell: (row) => row.item },
    {
      key: 'paid_at',
      label: say('paidAt'),
      cell: (row) => row.paid_at && <Moment at={row.paid_at} />,
    },
    { key: 'trans_id', label: 'trans_id', cell: (row) => <Copyable text={row.trans_id} /> },
  ];
}

function NoPayments(props: { readonly filtered: boolean; readonly clear: () => void }) {
  const { say } = useReading();
  return (
    <Stack align="center" gap="sm">
      <Text>{say(props.filtered ? 'payments.noneMatch' : 'payments.none')}</Text>
      {props.filtered ? (
        <Button variant="default" onClick={props.clear}>
          {say('filters.clear')}
        </Button>
      ) : (
        <TextLink to="/apps">{say('payments.noneTodo')}</TextLink>
      )}
    </Stack>
  );
}

/** What is shown, counted and summed. */
function Totals({ query }: { readonly query: Query }) {
  const { say, format } = useReading();
  const { data } = useQuery({
    queryKey: ['payments', query, 'totals'],
    queryFn: () => answerOf(api.GET('/payments/totals', { params: { query } })),
  });
  const count = data && format.count(data.count);
  return (
    <Text size="sm" c="dimmed" mt="sm" mih={22} role="status">
      {data && say(data.at_least ? 'payments.atLeast' : 'payments.count', { count: count ?? '' })}
      {data?.sums.map((sum: Money) => ` · ${format.money(sum)}`).join('')}
    </Text>
  );
}
