/** Refunds, and those that wait for a second person first. */
import { Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Refund } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { StateChoice } from '../../parts/choice.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { useUsualColumns } from '../../parts/usual-columns.tsx';
import { usePages } from '../../query/pages.ts';
import { asList, given } from '../../query/search.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';
import { ApprovalCard } from './approval-card.tsx';

const STATES = ['requested', 'sent', 'succeeded', 'failed', 'unknown'] as const;

export function RefundsPage() {
  const { say } = useReading();
  const navigate = useNavigate();
  const { state } = useSearch({ from: '/refunds' });
  const app = useAppFilter();
  const states = asList(state, STATES);
  const query = given({ ...app, state: states.length > 0 ? states : undefined });
  const pages = usePages(['refunds', query], (cursor) =>
    answerOf(api.GET('/refunds', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={say('nav.refunds')}>
      <Waiting />
      <Group>
        <StateChoice
          of="refund"
          states={STATES}
          chosen={states[0]}
          choose={(chosen) =>
            void navigate({ to: '/refunds', search: given({ app: app.app_id, state: chosen }) })
          }
        />
      </Group>
      <div className="card">
        <DataList
          label={say('nav.refunds')}
          columns={useRefundColumns()}
          pages={pages}
          rowKey={({ id }) => id}
          empty={say('refunds.none')}
        />
      </div>
    </Page>
  );
}

function useRefundColumns(): readonly Column<Refund>[] {
  const { say } = useReading();
  const usual = useUsualColumns();
  return [
    usual.order((row) => row.trans_id),
    usual.state('refund'),
    usual.amount(),
    usual.channel(),
    {
      key: 'origin',
      label: say('refund.origin'),
      cell: (row) => wordOf(say, 'origin', row.origin),
    },
    { key: 'reason', label: say('reason'), cell: (row) => row.reason ?? '' },
    usual.created(),
  ];
}

function Waiting() {
  const { say } = useReading();
  const app = useAppFilter();
  const { data } = useQuery({
    queryKey: ['refund-approvals', app],
    queryFn: () =>
      answerOf(api.GET('/refund-approvals', { params: { query: { ...app, state: 'waiting' } } })),
  });
  if (!data || data.data.length === 0) return null;
  return (
    <Section title={say('approval.title')}>
      <Stack gap="sm">
        {data.data.map((approval) => (
          <ApprovalCard key={approval.id} approval={approval} />
        ))}
      </Stack>
    </Section>
  );
}
