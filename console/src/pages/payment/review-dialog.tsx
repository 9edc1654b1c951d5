/** Money that came otherwise than it was asked for: does it pay the order? */
import { Radio, Stack } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading, wordOf } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useOnce } from '../../query/once.ts';
import { AttemptChoice } from './attempt-choice.tsx';
import { Fact } from './facts.tsx';

type Decision = 'accept' | 'reject';

export function ReviewDialog(props: {
  readonly payment: PaymentWhole;
  readonly onClose: () => void;
}) {
  const { say } = useReading();
  const { payment, onClose } = props;
  const inReview = payment.attempts.filter(({ state }) => state === 'review');
  const [attempt, setAttempt] = useState(inReview[0]);
  const [decision, setDecision] = useState<Decision | ''>('');
  const [reason, setReason] = useState('');
  const settle = useSettle(payment, onClose);
  if (!attempt) return null;
  return (
    <Dialog title={say('review.title')} onClose={onClose} stays={settle.isPending}>
      <DialogForm
        submit={() => {
          if (decision !== '')
            settle.mutate({ attempt: attempt.id, decision, reason: reason.trim() });
        }}
        submitLabel={say('review.go')}
        cancel={onClose}
        error={settle.error}
        isPending={settle.isPending}
        disabled={decision === ''}
      >
        <AttemptChoice attempts={inReview} chosen={attempt} choose={setAttempt} />
        <dl className="facts">
          <Fact word={say('review.asked')}>
            <Amount of={payment.gross} />
          </Fact>
          <Fact word={say('review.came')}>
            {attempt.received && <Amount of={attempt.received} />}
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
        <TextField
          label={say('review.reason')}
          maxLength={500}
          value={reason}
          onChange={setReason}
        />
      </DialogForm>
    </Dialog>
  );
}

function useSettle({ trans_id }: PaymentWhole, onDone: () => void) {
  const client = useQueryClient();
  const once = useOnce();
  return useMutation({
    mutationFn: (wish: { attempt: string; decision: Decision; reason: string }) =>
      answerOf(
        api.POST('/payments/{trans_id}/review', {
          params: { path: { trans_id }, header: once.header },
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
    onError: once.onError,
  });
}
