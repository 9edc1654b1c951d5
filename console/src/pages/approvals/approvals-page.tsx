/** Refunds that are so large that a second person has to agree. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import { useRows } from '../../api/rows.ts';
import { useMay } from '../../api/session.tsx';
import type { Approval } from '../../api/shapes.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { type Column, RowsCard } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/empty.tsx';
import { MoneyText } from '../../parts/money.tsx';
import { Page } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import type { Texts } from '../../texts/texts.ts';

function columnsOf(t: Texts): readonly Column<Approval>[] {
  return [
    { key: 'state', head: t.payments.state, cell: ({ state }) => <StateBadge state={state} /> },
    {
      key: 'gross',
      head: t.payments.amount,
      isNumber: true,
      cell: ({ gross }) => <MoneyText money={gross} />,
    },
    {
      key: 'payment',
      head: t.callbacks.payment,
      cell: ({ trans_id }) => (
        <Link to="/payments/$transId" params={{ transId: trans_id }} className="row-link mono">
          {trans_id}
        </Link>
      ),
    },
    {
      key: 'who',
      head: t.approvals.askedBy,
      wideOnly: true,
      cell: ({ requested_by, requested_at }) => (
        <>
          {requested_by.name}
          <Text size="xs" c="dimmed">
            <TimeText at={requested_at} />
          </Text>
        </>
      ),
    },
    { key: 'reason', head: t.refund.reason, wideOnly: true, cell: ({ reason }) => reason },
    { key: 'decide', head: t.approvals.decision, cell: (row) => <Decide approval={row} /> },
  ];
}

export function ApprovalsPage() {
  const t = useTexts();
  const app = useChosenApp();
  const query = app === undefined ? {} : { app_id: app };
  const list = useRows(['approvals', query], (cursor) =>
    answerOf(api.GET('/refund-approvals', { params: { query: { ...query, ...cursor } } })),
  );
  return (
    <Page title={t.nav.approvals} about={t.approvals.about}>
      <RowsCard
        label={t.nav.approvals}
        list={list}
        columns={columnsOf(t)}
        keyOf={({ id }) => id}
        empty={<Empty title={t.approvals.none} todo={t.approvals.noneTodo} />}
      />
    </Page>
  );
}

function Decide({ approval }: { readonly approval: Approval }) {
  const t = useTexts();
  const may = useMay();
  const client = useQueryClient();
  const params = { path: { refund_approval_id: approval.id } };
  const { mutate, isPending, error } = useMutation({
    mutationFn: (isAgreed: boolean) =>
      isAgreed
        ? answerOf(api.POST('/refund-approvals/{refund_approval_id}/approve', { params }))
        : answerOf(api.POST('/refund-approvals/{refund_approval_id}/reject', { params, body: {} })),
    onSettled: () => client.invalidateQueries({ queryKey: ['approvals'] }),
  });
  if (approval.state !== 'waiting') return approval.decided_by?.name ?? approval.note;
  if (!may('refunds:approve')) return t.approvals.others;
  return (
    <Stack gap={4}>
      <Group gap="xs" wrap="nowrap">
        {!approval.own && (
          <Button size="compact-sm" loading={isPending} onClick={() => mutate(true)}>
            {t.approvals.approve}
          </Button>
        )}
        <Button
          size="compact-sm"
          variant="default"
          loading={isPending}
          onClick={() => mutate(false)}
        >
          {t.approvals.reject}
        </Button>
      </Group>
      {approval.own && (
        <Text size="xs" c="dimmed">
          {t.approvals.own}
        </Text>
      )}
      <ProblemNote error={error} />
    </Stack>
  );
}
