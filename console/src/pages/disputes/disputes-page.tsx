/** Disputes: open ones by their deadline, the nearest first. */
import { Group } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Dispute } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';
import { StateChoice } from '../../parts/choice.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { StateMark, TestMark } from '../../parts/mark.tsx';
import { FromNow, Moment } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { usePages } from '../../query/pages.ts';
import { given } from '../../query/search.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';

const STATES = ['open', 'won', 'lost', 'closed'] as const;

export function DisputesPage() {
  const { say } = useReading();
  const navigate = useNavigate();
  const { state } = useSearch({ from: '/disputes' });
  const app = useAppFilter();
  const chosen = STATES.find((each) => each === state);
  const query = given({ ...app, state: chosen });
  const pages = usePages(['disputes', query], (cursor) =>
    answerOf(api.GET('/disputes', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={say('nav.disputes')}>
      <StateChoice
        of="dispute"
        states={STATES}
        chosen={chosen}
        choose={(next) =>
          void navigate({ to: '/disputes', search: given({ app: app.app_id, state: next }) })
        }
      />
      <div className="card">
        <DataList
          label={say('nav.disputes')}
          columns={useColumns()}
          pages={pages}
          rowKey={({ id }) => id}
          empty={say('disputes.none')}
        />
      </div>
    </Page>
  );
}

function useColumns(): readonly Column<Dispute>[] {
  const { say } = useReading();
  return [
    {
      key: 'order',
      label: say('order'),
      cell: (row) => (
        <Link to="/payments/$transId" params={{ transId: row.trans_id }}>
          {row.order_id}
        </Link>
      ),
    },
    {
      key: 'state',
      label: say('state'),
      cell: (row) => (
        <Group gap={6}>
          <StateMark of="dispute" state={row.state} />
          {row.test && <TestMark />}
        </Group>
      ),
    },
    {
      key: 'due',
      label: say('dispute.answerBy'),
      cell: (row) => row.state === 'open' && row.due_at && <FromNow at={row.due_at} />,
    },
    {
      key: 'amount',
      label: say('amount'),
      number: true,
      cell: (row) => row.gross && <Amount of={row.gross} />,
    },
    { key: 'reason', label: say('reason'), cell: (row) => row.reason ?? '' },
    { key: 'channel', label: say('channel'), cell: (row) => row.channel },
    {
      key: 'case',
      label: say('dispute.case'),
      cell: (row) => <Copyable text={row.channel_dispute} />,
    },
    { key: 'created', label: say('opened'), cell: (row) => <Moment at={row.created_at} /> },
  ];
}
