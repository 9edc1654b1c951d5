/** A refund that waits for a second person: who asked for it, why, and yes or no. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, onceWith } from '../../api/client.ts';
import type { Approval } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { TextLink } from '../../parts/link.tsx';
import { StateMark, TestMark } from '../../parts/mark.tsx';
import { FromNow } from '../../parts/moment.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';

type Decision = 'approve' | 'reject';

export function ApprovalCard({ approval }: { readonly approval: Approval }) {
  const { say, format } = useReading();
  const may = useMay();
  const [asked, setAsked] = useState<Decision | undefined>();
  return (
    <div className="card">
      <Group justify="space-between">
        <Stack gap={2}>
          <Group gap="sm">
            <Text fw={650}>{format.money(approval.gross)}</Text>
            <StateMark of="approval" state={approval.state} />
            {approval.test && <TestMark />}
          </Group>
          <Text size="sm">
            {say('approval.by', { who: approval.requested_by.name })}{' '}
            <FromNow at={approval.requested_at} />
            {approval.reason && ` · ${approval.reason}`}
          </Text>
          <TextLink
            to="/payments/$transId"
            params={{ transId: approval.trans_id }}
            className="mono"
          >
            {approval.trans_id}
          </TextLink>
        </Stack>
        {approval.state === 'waiting' && may('refunds:approve') && (
          <Group gap="xs">
            {approval.own ? (
              <Text size="sm" c="dimmed">
                {say('approval.own')}
              </Text>
            ) : (
              <Button onClick={() => setAsked('approve')}>{say('approval.approve')}</Button>
            )}
            <Button variant="default" onClick={() => setAsked('reject')}>
              {say(approval.own ? 'approval.withdraw' : 'approval.reject')}
            </Button>
          </Group>
        )}
      </Group>
      {asked && (
        <DecisionDialog approval={approval} decision={asked} onClose={() => setAsked(undefined)} />
      )}
    </div>
  );
}

function DecisionDialog(props: {
  readonly approval: Approval;
  readonly decision: Decision;
  readonly onClose: () => void;
}) {
  const { say, format } = useReading();
  const { approval, decision, onClose } = props;
  const decide = useDecide(approval, decision, onClose);
  const amount = format.money(approval.gross);
  return (
    <Dialog title={say(`approval.${decision}`)} onClose={onClose} stays={decide.isPending}>
      <Text>{say(`approval.${decision}About`, { amount, who: approval.requested_by.name })}</Text>
      <ProblemNote error={decide.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {say('cancel')}
        </Button>
        <Button onClick={() => decide.mutate()} loading={decide.isPending}>
          {say(`approval.${decision}`)}
        </Button>
      </Group>
    </Dialog>
  );
}

function useDecide(approval: Approval, decision: Decision, onDone: () => void) {
  const client = useQueryClient();
  const params = {
    path: { refund_approval_id: approval.id },
    header: onceWith(`${decision}-${approval.id}`),
  };
  return useMutation({
    mutationFn: () =>
      decision === 'approve'
        ? answerOf(api.POST('/refund-approvals/{refund_approval_id}/approve', { params }))
        : answerOf(api.POST('/refund-approvals/{refund_approval_id}/reject', { params, body: {} })),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: ['refund-approvals'] });
      await client.invalidateQueries({ queryKey: ['payment', approval.trans_id] });
      onDone();
    },
  });
}
