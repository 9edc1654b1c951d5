/** What may be done to a payment now, by whoever looks at it. */
import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { PaymentWhole } from '../../api/shapes.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { useTexts } from '../../texts/language.tsx';
import { RefundDialog } from './refund-dialog.tsx';
import { SettleDialog } from './settle-dialog.tsx';

type Props = { readonly payment: PaymentWhole };

export function Actions({ payment }: Props) {
  const t = useTexts();
  const may = useMay();
  const [isRefunding, refunding] = useDisclosure();
  const [isSettling, settling] = useDisclosure();
  const failed = payment.callbacks.filter(({ state }) => state === 'failed');
  return (
    <>
      {may('callbacks:resend') && failed.length > 0 && (
        <ResendFailed payment={payment} ids={failed.map(({ id }) => id)} />
      )}
      {may('payments:settle') && payment.may.settle && (
        <Button onClick={settling.open}>{t.payment.settle}</Button>
      )}
      {may('refunds:create') && payment.may.refund && (
        <Button variant="default" onClick={refunding.open}>
          {t.payment.toRefund}
        </Button>
      )}
      {isRefunding && <RefundDialog payment={payment} close={refunding.close} />}
      {isSettling && <SettleDialog payment={payment} close={settling.close} />}
    </>
  );
}

function ResendFailed({ payment, ids }: Props & { readonly ids: string[] }) {
  const t = useTexts();
  const say = useSay();
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/callbacks/resend', {
          params: { header: { 'Idempotency-Key': newIdempotencyKey() } },
          body: { ids },
        }),
      ),
    onSuccess: ({ count }) => {
      say(t.callbacks.resent(count));
      return client.invalidateQueries({ queryKey: ['payment', payment.trans_id] });
    },
  });
  return (
    <>
      <ProblemNote error={error} />
      <Button variant="default" loading={isPending} onClick={() => mutate()}>
        {t.payment.resend}
      </Button>
    </>
  );
}
