/** The list of payments: one box that finds, chips that filter, and what they come to. */
import { Button, Group, Text, TextInput } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import { useMay } from '../../api/session.tsx';
import type { PaymentFilter } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Icon } from '../../parts/icon.tsx';
import { formatMoney } from '../../parts/money.tsx';
import { Page } from '../../parts/page.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { ColumnMenu, useColumns } from './columns.tsx';
import { Filters } from './filters.tsx';
import { filterOf, type PaymentSearch, queryOf } from './search.ts';
import { Views } from './views.tsx';

export function PaymentsPage() {
  const t = useTexts();
  const may = useMay();
  const navigate = useNavigate();
  const search = useSearch({ from: '/payments' });
  const filter = filterOf(search, useChosenApp());
  const columns = useColumns();
  const list = useRows(['payments', filter], (cursor) =>
    answerOf(api.GET('/payments', { params: { query: { ...filter, ...cursor } } })),
  );
  const isFiltered = Object.keys(search).some((name) => name !== 'app');
  return (
    <Page
      title={t.nav.payments}
      actions={
        <>
          <Views search={search} />
          <ColumnMenu columns={columns} />
          {may('payments:export') && (
            <Button
              component="a"
              variant="default"
              size="xs"
              href={`/api/v1/payments.csv?${queryOf(filter)}`}
              download
            >
              {t.payments.csv}
            </Button>
          )}
        </>
      }
    >
      <SearchBox key={search.q ?? ''} search={search} />
      <Filters search={search} />
      <RowsCard
        label={t.nav.payments}
        list={list}
        columns={columns.shown}
        keyOf={({ trans_id }) => trans_id}
        onOpen={({ trans_id }) =>
          void navigate({ to: '/payments/$transId', params: { transId: trans_id } })
        }
        empty={
          isFiltered ? (
            <Empty title={t.payments.noMatch} todo={t.payments.noMatchTodo} />
          ) : (
            <Empty title={t.payments.none} todo={t.payments.noneTodo} />
          )
        }
      />
      <Totals filter={filter} />
    </Page>
  );
}

function SearchBox({ search }: { readonly search: PaymentSearch }) {
  const t = useTexts();
  const navigate = useNavigate();
  const [text, setText] = useState(search.q ?? '');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const q = text.trim();
    void navigate({
      to: '/payments',
      search: { ...search, q: q === '' ? undefined : q },
    });
  };
  return (
    <search>
      <form onSubmit={submit}>
        <TextInput
          size="md"
          type="search"
          aria-label={t.payments.search}
          placeholder={t.payments.search}
          leftSection={<Icon name="search" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </form>
    </search>
  );
}

/** How many there are and what they come to, in each currency by itself. */
function Totals({ filter }: { readonly filter: PaymentFilter }) {
  const { t, locale } = useLanguage();
  const { data } = useQuery({
    queryKey: ['payments', 'totals', filter],
    queryFn: () => answerOf(api.GET('/payments/totals', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  });
  if (!data) return null;
  return (
    <Group justify="space-between" px="xs" aria-live="off">
      <Text size="sm" c="dimmed">
        {t.payments.count(data.count.toLocaleString(locale), data.at_least)}
      </Text>
      <Group gap="lg">
        {data.sums.map((money) => (
          <Text key={money.currency} size="sm" fw={600} className="amount">
            {formatMoney(money, locale)}
          </Text>
        ))}
      </Group>
    </Group>
  );
}
