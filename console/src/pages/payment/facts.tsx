/** What is known of a payment beside its amount and state. */
import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import type { PaymentWhole } from '../../api/shapes.ts';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

export function Facts({ payment }: { readonly payment: PaymentWhole }) {
  const t = useTexts();
  const { channel, payer_email, created_at, paid_at, activityid, custom_data } = payment;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [t.payments.created, <TimeText key="created" at={created_at} full />],
    [t.payments.paidAt, paid_at && <TimeText key="paid" at={paid_at} full />],
    [t.payments.channel, channel],
    [t.payments.payer, payer_email],
    [t.payment.activity, activityid],
    [t.payment.customData, custom_data],
    [
      t.payment.page,
      <Anchor key="page" href={payment.payment_url} target="_blank" rel="noreferrer" size="sm">
        {t.payment.openPage}
      </Anchor>,
    ],
  ];
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== null && value !== '')
        .map(([name, value]) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
