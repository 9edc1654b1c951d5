/** The books of an app: balances, and the statement line by line. */
import { Button, Group, Select, Table } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answerOf, api, exportAddress } from '../../api/client.ts';
import type { Transfer } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';
import { type Column, DataList, Empty } from '../../parts/data-list.tsx';
import { TestMark } from '../../parts/mark.tsx';
import { Moment } from '../../parts/moment.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useUsualColumns } from '../../parts/usual-columns.tsx';
import { useApps } from '../../query/apps.ts';
import { usePages } from '../../query/pages.ts';
import { dayBegins, given } from '../../query/search.ts';
import { useMay } from '../../session/session.ts';
import { useChosenApp } from '../../shell/chosen-app.ts';

export function LedgerPage() {
  const { say } = useReading();
  const may = useMay();
  const navigate = useNavigate();
  const { from, to } = useSearch({ from: '/ledger' });
  const apps = useApps();
  const chosen = useChosenApp();
  // Books are kept for each app: with one alone there is nothing to choose.
  const appId = chosen ?? (apps?.length === 1 ? apps[0]?.app_id : undefined);
  const mode = apps?.find(({ app_id }) => app_id === appId)?.mode;
  const change = (part: { app?: string | undefined; from?: string; to?: string }) =>
    void navigate({ to: '/ledger', search: given({ app: chosen, from, to, ...part }) });
  const period = given({ from: dayBegins(from), to: dayBegins(to, 1) });
  return (
    <Page
      title={say('nav.ledger')}
      marks={mode === 'test' && <TestMark />}
      actions={
        appId !== undefined &&
        may('ledger:export') && (
          <Button
            component="a"
            href={exportAddress('/ledger/transfers.csv', { app_id: appId, ...period })}
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            CSV
          </Button>
        )
      }
    >
      <Group align="end">
        <Select
          label={say('app')}
          data={(apps ?? []).map(({ app_id, name }) => ({ value: app_id, label: name }))}
          value={appId ?? null}
          placeholder={say('resend.chooseApp')}
          onChange={(app) => change({ app: app ?? undefined })}
        />
        <TextField
          type="date"
          label={say('day.from')}
          value={from ?? ''}
          onChange={(text) => change({ from: text })}
        />
        <TextField
          type="date"
          label={say('day.to')}
          value={to ?? ''}
          onChange={(text) => change({ to: text })}
        />
      </Group>
      {appId === undefined ? (
        <Empty>{say('ledger.choose')}</Empty>
      ) : (
        <Books query={{ app_id: appId, ...period }} />
      )}
    </Page>
  );
}

type Query = { app_id: string; from?: string; to?: string };

function Books({ query }: { readonly query: Query }) {
  const { say } = useReading();
  const pages = usePages(['ledger', query], (cursor) =>
    answerOf(api.GET('/ledger/transfers', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <>
      <Section title={say('ledger.balances')}>
        <Balances query={query} />
      </Section>
      <Section title={say('ledger.statement')}>
        <DataList
          label={say('ledger.statement')}
          columns={useColumns()}
          pages={pages}
          rowKey={({ id }) => id}
          empty={say('ledger.none')}
        />
      </Section>
    </>
  );
}

function Balances({ query }: { readonly query: Query }) {
  const { say } = useReading();
  const { data, error, refetch } = useQuery({
    queryKey: ['ledger', 'balances', query],
    queryFn: () => answerOf(api.GET('/ledger/balances', { params: { query } })),
  });
  if (error) return <ProblemNote error={error} again={() => void refetch()} />;
  if (data?.data.length === 0) return <Empty>{say('ledger.none')}</Empty>;
  return (
    <div className="list">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{say('ledger.account')}</Table.Th>
            <Table.Th scope="col">{say('channel')}</Table.Th>
            <Table.Th scope="col" className="number">
              {say('ledger.balance')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {data?.data.map((line) => (
            <Table.Tr key={`${line.account} ${line.channel} ${line.balance.currency}`}>
              <Table.Td data-label={say('ledger.account')}>
                {wordOf(say, 'ledger', line.account)}
              </Table.Td>
              <Table.Td data-label={say('channel')}>{line.channel}</Table.Td>
              <Table.Td data-label={say('ledger.balance')} className="number">
                <Amount of={line.balance} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function useColumns(): readonly Column<Transfer>[] {
  const { say } = useReading();
  const usual = useUsualColumns();
  return [
    { key: 'at', label: say('ledger.booked'), cell: (row) => <Moment at={row.booked_at} /> },
    {
      key: 'kind',
      label: say('ledger.kind'),
      cell: (row) => (
        <Group gap={6}>
          {wordOf(say, 'transfer', row.kind)}
          {row.test && <TestMark />}
        </Group>
      ),
    },
    { key: 'debit', label: say('ledger.debit'), cell: (row) => wordOf(say, 'ledger', row.debit) },
    {
      key: 'credit',
      label: say('ledger.credit'),
      cell: (row) => wordOf(say, 'ledger', row.credit),
    },
    usual.amount(),
    usual.channel(),
    usual.order((row) => row.trans_id),
  ];
}
