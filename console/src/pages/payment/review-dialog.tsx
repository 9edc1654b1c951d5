/** Money that came otherwise than it was asked for: does it pay the order? */
import { Button, Group, Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api, onceWith } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { Fact } from './facts.tsx';

type Decision = 'accept' | 'reject';

export function ReviewDialog(props: {
  readonly payment: PaymentWhole;
  readonly onClose: () => void;
}) {
  const { say } = useReading();
  const { payment, onClose } = props;
  const inReview = payment.attempts.filter(({ state }) => state === 'review');
  const [attemptId, setAttemptId] = useState(inReview[0]?.id ?? '');
  const [decision, setDecision] = useState<Decision | ''>('');
  const [reason, setReason] = useState('');
  const settle = useSettle(payment, onClose);
  const attempt = inReview.find(({ id }) => id === attemptId);
  return (
    <Dialog title={say('review.title')} onClose={onClose} stays={settle.isPending}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (decision !== '')
            settle.mutate({ attempt: attemptId, decision, reason: reason.trim() });
        }}
      >
        <Stack gap="md">
          {inReview.length > 1 && (
            <Select
              label={say('refund.which')}
              data={inReview.map((each) => ({
                value: each.id,
                label: `${each.channel} · ${each.id}`,
              }))}
              value={attemptId}
              onChange={(id) => setAttemptId(id ?? '')}
              comboboxProps={{ withinPortal: false }}
            />
          )}
          <dl className="facts">
            <Fact word={say('review.asked')}>
              <Amount of={payment.gross} />
            </Fact>
            <Fact word={say('review.came')}>
              {attempt?.received && <Amount of={attempt.received} />}
            </Fact>
            <Fact word={say('review.why')}>
              {payment.alerts.map((alert) => wordOf(say, 'alert', alert)).join(' ')}
            </Fact>
          </dl>
          <Radio.Group
            label={say('review.decision')}
            value={decision}
            onChange={(value) => setDecision(value as Decision)}
          >
            <Stack gap="sm" mt="xs">
              <Radio
                value="accept"
                label={say('review.accept')}
                description={say('review.acceptAbout')}
              />
              <Radio
                value="reject"
                label={say('review.reject')}
                description={say('review.rejectAbout')}
              />
            </Stack>
          </Radio.Group>
          <TextInput
            label={say('review.reason')}
            maxLength={500}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <ProblemNote error={settle.error} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {say('cancel')}
            </Button>
            <Button type="submit" disabled={decision === ''} loading={settle.isPending}>
              {say('review.go')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function useSettle({ trans_id }: PaymentWhole, onDone: () => void) {
  const client = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  return useMutation({
    mutationFn: (wish: { attempt: string; decision: Decision; reason: string }) =>
      answerOf(
        api.POST('/payments/{trans_id}/review', {
          params: {
            path: { trans_id },
            header: onceWith(`${key}-${wish.decision}-${wish.attempt}`),
          },
          body: {
            attempt: wish.attempt,
            decision: wish.decision,
            ...(wish.reason !== '' && { reason: wish.reason }),
          },
        }),
      ),
    onSuccess: (payment) => {
      client.setQueryData(['payment', trans_id], payment);
      onDone();
    },
  });
}
