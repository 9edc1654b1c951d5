/** A refund: how much and why, then a second look, and only then it goes. */
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import type { Attempt, Money, PaymentWhole } from '../../api/shapes.ts';
import { amountOf, digitsOf, formatMoney, minorOf } from '../../parts/money.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useLanguage } from '../../texts/language.tsx';

type Props = { readonly payment: PaymentWhole; readonly close: () => void };
type Refundable = Attempt & { readonly refundable: Money };

function hasMoneyLeft(attempt: Attempt): attempt is Refundable {
  return attempt.refundable !== null && /[1-9]/.test(attempt.refundable.amount);
}

export function RefundDialog({ payment, close }: Props) {
  const { t, locale } = useLanguage();
  const choices = payment.attempts.filter(hasMoneyLeft);
  // The merchant was told of the one that is no duplicate.
  const [attempt, setAttempt] = useState(choices.find(({ duplicate }) => !duplicate) ?? choices[0]);
  return (
    <Modal opened onClose={close} title={t.refund.title}>
      {attempt ? (
        <Stack>
          {choices.length > 1 && (
            <NativeSelect
              label={t.refund.which}
              value={attempt.id}
              onChange={(event) =>
                setAttempt(choices.find(({ id }) => id === event.currentTarget.value) ?? attempt)
              }
              data={choices.map(({ id, channel, refundable }) => ({
                value: id,
                label: `${channel} · ${formatMoney(refundable, locale)}`,
              }))}
            />
          )}
          <RefundForm key={attempt.id} payment={payment} attempt={attempt} close={close} />
        </Stack>
      ) : (
        <Text>{t.problems.NOTHING_TO_REFUND}</Text>
      )}
    </Modal>
  );
}

function RefundForm({ payment, attempt, close }: Props & { readonly attempt: Refundable }) {
  const { t, locale } = useLanguage();
  const { amount: leftAmount, currency } = attempt.refundable;
  const digits = digitsOf(leftAmount);
  const left = minorOf(leftAmount, digits) ?? 0n;
  const [amount, setAmount] = useState(leftAmount);
  const [reason, setReason] = useState('');
  const [isSure, setSure] = useState(false);
  const wanted = minorOf(amount, digits);
  const isRight = wanted !== undefined && wanted > 0n && wanted <= left;
  const refund = useRefund({ payment, attempt, close });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (wanted === undefined || !isRight) return;
    if (isSure) refund.mutate({ amount: amountOf(wanted, digits), reason: reason.trim() });
    else setSure(true);
  };
  const shown = (minor: bigint) =>
    formatMoney({ amount: amountOf(minor, digits), currency }, locale);
  return (
    <form onSubmit={submit}>
      <Stack>
        {isSure && wanted !== undefined ? (
          <div>
            <Text fw={600}>{t.refund.sure(shown(wanted), payment.order_id)}</Text>
            <Text size="sm" c="dimmed" mt={4}>
              {t.refund.after(shown(left - wanted), attempt.channel)}
            </Text>
            {reason && <Text size="sm">{reason}</Text>}
          </div>
        ) : (
          <>
            <TextInput
              label={t.refund.amount(currency)}
              description={t.refund.left(formatMoney(attempt.refundable, locale))}
              inputMode="decimal"
              value={amount}
              onChange={(event) => setAmount(event.currentTarget.value)}
              disabled={!payment.may.partial_refund}
              error={amount !== '' && !isRight ? t.refund.wrong(shown(left)) : undefined}
              data-autofocus
            />
            <TextInput
              label={t.refund.reason}
              description={t.refund.reasonAbout}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          </>
        )}
        <ProblemNote error={refund.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={isSure ? () => setSure(false) : close}>
            {isSure ? t.parts.back : t.parts.cancel}
          </Button>
          <Button type="submit" disabled={!isRight} loading={refund.isPending}>
            {isSure && wanted !== undefined ? t.refund.go(shown(wanted)) : t.refund.look}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function useRefund({ payment, attempt, close }: Props & { readonly attempt: Refundable }) {
  const { t } = useLanguage();
  const say = useSay();
  const client = useQueryClient();
  // One for as long as the dialog is open: pressed twice, the refund is made once.
  const [keys] = useState(() => new Map<string, string>());
  return useMutation({
    mutationFn: ({ amount, reason }: { amount: string; reason: string }) => {
      const wish = JSON.stringify([amount, reason]);
      const key = keys.get(wish) ?? newIdempotencyKey();
      keys.set(wish, key);
      return answerOf(
        api.POST('/payments/{trans_id}/refunds', {
          params: {
            path: { trans_id: payment.trans_id },
            header: { 'Idempotency-Key': key },
          },
          body: { amount, attempt: attempt.id, ...(reason === '' ? {} : { reason }) },
        }),
      );
    },
    onSuccess: async () => {
      say(t.refund.done);
      close();
      await client.invalidateQueries({ queryKey: ['payment', payment.trans_id] });
    },
  });
}
