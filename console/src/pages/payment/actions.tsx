/** What may be done with a payment now: what would be refused is not offered. */
import { Button } from '@mantine/core';
import { IconArrowBackUp, IconRefresh, IconScale } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';
import { RefundDialog } from './refund-dialog.tsx';
import { ReviewDialog } from './review-dialog.tsx';

export function Actions({ payment }: { readonly payment: PaymentWhole }) {
  const { say } = useReading();
  const may = useMay();
  const [open, setOpen] = useState<'refund' | 'review' | undefined>();
  const close = () => setOpen(undefined);
  const sync = useAskChannel(payment);
  return (
    <>
      {payment.may.settle && may('payments:settle') && (
        <Button leftSection={<IconScale size={16} aria-hidden />} onClick={() => setOpen('review')}>
          {say('review.open')}
        </Button>
      )}
      {payment.may.refund && may('refunds:create') && (
        <Button
          variant={payment.may.settle ? 'default' : 'filled'}
          leftSection={<IconArrowBackUp size={16} aria-hidden />}
          onClick={() => setOpen('refund')}
        >
          {say('refund.open')}
        </Button>
      )}
      {payment.may.sync && may('payments:note') && (
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={sync.isPending}
          onClick={() => sync.mutate()}
        >
          {say('payment.sync')}
        </Button>
      )}
      <ProblemNote error={sync.error} />
      {open === 'refund' && <RefundDialog payment={payment} onClose={close} />}
      {open === 'review' && <ReviewDialog payment={payment} onClose={close} />}
    </>
  );
}

function useAskChannel({ trans_id }: PaymentWhole) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      answerOf(api.POST('/payments/{trans_id}/sync', { params: { path: { trans_id } } })),
    onSuccess: (payment) => client.setQueryData(['payment', trans_id], payment),
  });
}
