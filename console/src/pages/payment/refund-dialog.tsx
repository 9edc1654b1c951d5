/** Paying back: how much of what, why, and a second look before it goes. */
import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { AnswerTo, Attempt, PaymentWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { DialogForm } from '../../parts/dialog-form.tsx';
import { StateMark } from '../../parts/mark.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TextField } from '../../parts/text-field.tsx';
import { useOnce } from '../../query/once.ts';
import { AttemptChoice } from './attempt-choice.tsx';

type Props = { readonly payment: PaymentWhole; readonly onClose: () => void };
type Wish = { readonly attempt: Attempt; readonly amount: string; readonly reason: string };

export function RefundDialog({ payment, onClose }: Props) {
  const { say } = useReading();
  const refundable = payment.attempts.filter(hasMoneyLeft);
  const [attempt, setAttempt] = useState(refundable[0]);
  const [amount, setAmount] = useState(attempt?.refundable?.amount ?? '');
  const [reason, setReason] = useState('');
  const [looking, setLooking] = useState(false);
  const refund = useRefund(payment);
  if (!attempt) return null;
  const wish = { attempt, amount: amount.trim(), reason: reason.trim() };
  if (refund.data) {
    return (
      <Dialog title={say('refund.title')} onClose={onClose}>
        <Outcome outcome={refund.data} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title={say('refund.title')} onClose={onClose} stays={refund.isPending}>
      {looking ? (
        <SecondLook
          wish={wish}
          error={refund.error}
          isPending={refund.isPending}
          back={() => {
            refund.reset();
            setLooking(false);
          }}
          send={() => refund.mutate(wish)}
        />
      ) : (
        <DialogForm
          submit={() => setLooking(true)}
          submitLabel={say('refund.look')}
          cancel={onClose}
        >
          <AttemptChoice
            attempts={refundable}
            chosen={attempt}
            choose={(chosen) => {
              setAttempt(chosen);
              setAmount(chosen.refundable?.amount ?? '');
            }}
          />
          <AmountField payment={payment} attempt={attempt} amount={amount} onChange={setAmount} />
          <TextField
            label={say('refund.reason')}
            description={say('refund.reasonAbout')}
            maxLength={500}
            value={reason}
            onChange={setReason}
          />
        </DialogForm>
      )}
    </Dialog>
  );
}

function hasMoneyLeft({ refundable }: Attempt): boolean {
  return refundable !== null && Number(refundable.amount) > 0;
}

function AmountField(props: {
  readonly payment: PaymentWhole;
  readonly attempt: Attempt;
  readonly amount: string;
  readonly onChange: (amount: string) => void;
}) {
  const { say, format } = useReading();
  const left = props.attempt.refundable;
  if (!left) return null;
  const partial = props.payment.may.partial_refund;
  const about = say(partial ? 'refund.left' : 'refund.onlyWhole', { left: format.money(left) });
  return (
    <TextInput
      label={say('refund.amount', { currency: left.currency })}
      description={about}
      inputMode="decimal"
      required
      withAsterisk={false}
      readOnly={!partial}
      pattern="[0-9]+([.][0-9]+)?"
      title={say('refund.amountForm')}
      value={props.amount}
      onChange={(event) => props.onChange(event.currentTarget.value)}
    />
  );
}

function SecondLook(props: {
  readonly wish: Wish;
  readonly error: unknown;
  readonly isPending: boolean;
  readonly back: () => void;
  readonly send: () => void;
}) {
  const { say, format } = useReading();
  const { attempt, amount, reason } = props.wish;
  const currency = attempt.refundable?.currency ?? '';
  const shown = format.money({ amount, currency });
  return (
    <Stack gap="md">
      <Text fz={28} fw={650}>
        {shown}
      </Text>
      <Text>{say('refund.second', { channel: attempt.channel })}</Text>
      {reason && <Text c="dimmed">{reason}</Text>}
      <ProblemNote error={props.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={props.back} disabled={props.isPending}>
          {say('back')}
        </Button>
        <Button onClick={props.send} loading={props.isPending} autoFocus>
          {say('refund.go', { amount: shown })}
        </Button>
      </Group>
    </Stack>
  );
}

/** However often it is sent, it is one refund. */
function useRefund({ trans_id }: PaymentWhole) {
  const client = useQueryClient();
  const once = useOnce();
  return useMutation({
    mutationFn: ({ attempt, amount, reason }: Wish) =>
      answerOf(
        api.POST('/payments/{trans_id}/refunds', {
          params: { path: { trans_id }, header: once.header },
          body: { attempt: attempt.id, amount, ...(reason !== '' && { reason }) },
        }),
      ),
    // Also when the answer was lost: then the payment's page says what has come of it.
    onSettled: () => client.invalidateQueries({ queryKey: ['payment', trans_id] }),
    onError: once.onError,
  });
}

function Outcome(props: {
  readonly outcome: AnswerTo<'createRefund'>;
  readonly onClose: () => void;
}) {
  const { say, format } = useReading();
  const { refund, approval } = props.outcome;
  return (
    <Stack gap="md" role="status">
      {refund && (
        <Group>
          <Text fw={650}>{format.money(refund.gross)}</Text>
          <StateMark of="refund" state={refund.state} />
        </Group>
      )}
      {refund && <Text>{say(`refund.after.${refund.state}`)}</Text>}
      {approval && (
        <Alert color="yellow" styles={{ message: { color: 'var(--ink)' } }}>
          {say('refund.waits', { amount: format.money(approval.gross) })}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button onClick={props.onClose} autoFocus>
          {say('close')}
        </Button>
      </Group>
    </Stack>
  );
}
