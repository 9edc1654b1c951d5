/** Payers who want their money back from the channel: open ones by their deadline. */
import { Chip, Group } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import type { DisputeLine } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { MoneyText } from '../../parts/money.tsx';
import { Page } from '../../parts/page.tsx';
import { StateBadge, TestMark } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

const STATES = ['open', 'won', 'lost', 'closed'] as const;

function columnsOf(t: Texts): readonly Column<DisputeLine>[] {
  return [
    {
      key: 'due',
      head: t.disputes.due,
      cell: ({ due_at }) => (due_at ? <TimeText at={due_at} /> : t.disputes.noDeadline),
    },
    {
      key: 'state',
      head: t.payments.state,
      cell: ({ state, test }) => (
        <span className="copy-id">
          <StateBadge state={state} />
          {test && <TestMark />}
        </span>
      ),
    },
    {
      key: 'gross',
      head: t.payments.amount,
      isNumber: true,
      cell: ({ gross }) => gross && <MoneyText money={gross} />,
    },
    {
      key: 'order',
      head: t.payments.order,
      cell: ({ order_id, trans_id }) => (
        <Link to="/payments/$transId" params={{ transId: trans_id }} className="row-link mono">
          {order_id}
        </Link>
      ),
    },
    { key: 'reason', head: t.refund.reason, wideOnly: true, cell: ({ reason }) => reason },
    { key: 'channel', head: t.payments.channel, wideOnly: true, cell: ({ channel }) => channel },
    {
      key: 'case',
      head: t.disputes.caseId,
      wideOnly: true,
      cell: ({ channel_dispute }) => <span className="mono">{channel_dispute}</span>,
    },
    { key: 'payer', head: t.payments.payer, wideOnly: true, cell: (row) => row.payer_email },
  ];
}

export function DisputesPage() {
  const t = useTexts();
  const app = useChosenApp();
  const navigate = useNavigate();
  const [state, setState] = useState<(typeof STATES)[number]>('open');
  const query = { state, ...(app === undefined ? {} : { app_id: app }) };
  const list = useRows(['disputes', query], (cursor) =>
    answerOf(api.GET('/disputes', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={t.nav.disputes} about={t.disputes.about}>
      <Group gap="xs">
        <Chip.Group
          value={state}
          onChange={(value) => setState(STATES.find((each) => each === value) ?? 'open')}
        >
          {STATES.map((each) => (
            <Chip key={each} value={each} size="xs" variant="outline">
              {t.states[each]}
            </Chip>
          ))}
        </Chip.Group>
      </Group>
      <RowsCard
        label={t.nav.disputes}
        list={list}
        columns={columnsOf(t)}
        keyOf={({ id }) => id}
        onOpen={({ trans_id }) =>
          void navigate({ to: '/payments/$transId', params: { transId: trans_id } })
        }
        empty={<Empty title={t.disputes.none} todo={t.disputes.noneTodo} />}
      />
    </Page>
  );
}
