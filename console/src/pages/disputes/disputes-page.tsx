import { useNavigate, useSearch } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Dispute } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { StateChoice } from '../../parts/choice.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { type Column, DataList } from '../../parts/data-list.tsx';
import { FromNow } from '../../parts/moment.tsx';
import { Page } from '../../parts/page.tsx';
import { useUsualColumns } from '../../parts/usual-columns.tsx';
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
  const usual = useUsualColumns();
  return [
    usual.order((row) => row.trans_id),
    usual.state('dispute'),
    {
      key: 'due',
      label: say('dispute.answerBy'),
      cell: (row) => row.state === 'open' && row.due_at && <FromNow at={row.due_at} />,
    },
    usual.amount(),
    { key: 'reason', label: say('reason'), cell: (row) => row.reason ?? '' },
    usual.channel(),
    {
      key: 'case',
      label: say('dispute.case'),
      cell: (row) => <Copyable text={row.channel_dispute} />,
    },
    usual.created(say('opened')),
  ];
}
