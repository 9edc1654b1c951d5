/** What is known of a payment, beside its story. */
import { Anchor, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Attempt, PaymentWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { Empty } from '../../parts/data-list.tsx';
import { TextLink } from '../../parts/link.tsx';
import { StateMark } from '../../parts/mark.tsx';
import { FromNow, Moment } from '../../parts/moment.tsx';
import { Section } from '../../parts/page.tsx';

type Props = { readonly payment: PaymentWhole };

export function Facts({ payment }: Props) {
  const { say } = useReading();
  return (
    <Stack gap="md">
      <dl className="facts">
        <Fact word={say('order')}>
          <Copyable text={payment.order_id}>{payment.order_id}</Copyable>
        </Fact>
        <Fact word={say('app')}>{payment.app_name}</Fact>
        <Fact word={say('created')}>
          <Moment at={payment.created_at} />
        </Fact>
        <Fact word={say('paidAt')}>{payment.paid_at && <Moment at={payment.paid_at} />}</Fact>
        <Fact word={say('payer')}>{payment.payer_email}</Fact>
        <Fact word="custom_data">{payment.custom_data}</Fact>
        <Fact word="activityid">{payment.activityid}</Fact>
        <Fact word={say('payment.page')}>
          <Anchor href={payment.payment_url} target="_blank" rel="noreferrer" size="sm">
            {say('open')}
          </Anchor>
        </Fact>
      </dl>
      {payment.attempts.map((attempt) => (
        <AttemptFacts key={attempt.id} attempt={attempt} />
      ))}
    </Stack>
  );
}

function AttemptFacts({ attempt }: { readonly attempt: Attempt }) {
  const { say } = useReading();
  return (
    <dl className="facts attempt">
      <Fact word={say('channel')}>
        {attempt.channel} <StateMark of="attempt" state={attempt.state} />
      </Fact>
      <Fact word={say('received')}>{attempt.received && <Amount of={attempt.received} />}</Fact>
      <Fact word={say('fee')}>{attempt.fee && <Amount of={attempt.fee} />}</Fact>
      <Fact word={say('refundable')}>
        {attempt.refundable && <Amount of={attempt.refundable} />}
      </Fact>
      <Fact word={say('ourReference')}>
        <Copyable text={attempt.id} />
      </Fact>
      <Fact word={say('channelReference')}>
        {attempt.channel_reference && <Copyable text={attempt.channel_reference} />}
      </Fact>
      <Fact word={say('channelTransaction')}>
        {attempt.channel_transaction && <Copyable text={attempt.channel_transaction} />}
      </Fact>
      <Fact word={say('reason')}>{attempt.reason}</Fact>
    </dl>
  );
}

/** Nothing at all where there is nothing to say. */
export function Fact(props: { readonly word: string; readonly children: ReactNode }) {
  const { children } = props;
  if (children === null || children === undefined || children === '') return null;
  return (
    <>
      <dt>{props.word}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Refunds, disputes and reversals: money that goes, or may go, back. */
export function Returns({ payment }: Props) {
  const { say } = useReading();
  const { refunds, disputes, reversals } = payment;
  if (refunds.length + disputes.length + reversals.length === 0) return null;
  return (
    <Section title={say('returns')}>
      <ul className="plain lines">
        {refunds.map((refund) => (
          <li key={refund.id}>
            {say('refund')} <Amount of={refund.gross} />{' '}
            <StateMark of="refund" state={refund.state} />
            {refund.reason && <small>{refund.reason}</small>}
          </li>
        ))}
        {disputes.map((dispute) => (
          <li key={dispute.id}>
            {say('dispute')} {dispute.gross && <Amount of={dispute.gross} />}{' '}
            <StateMark of="dispute" state={dispute.state} />
            {dispute.state === 'open' && dispute.due_at && (
              <small>
                {say('dispute.due')} <FromNow at={dispute.due_at} />
              </small>
            )}
            {dispute.reason && <small>{dispute.reason}</small>}
          </li>
        ))}
        {reversals.map((reversal) => (
          <li key={reversal.id}>
            {say('reversal')} {reversal.gross && <Amount of={reversal.gross} />}{' '}
            <StateMark of="reversal" state={reversal.state} />
            {reversal.reason && <small>{reversal.reason}</small>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** What the merchant was told of it. */
export function Callbacks({ payment }: Props) {
  const { say } = useReading();
  if (payment.callbacks.length === 0) return <Empty>{say('payment.noCallbacks')}</Empty>;
  return (
    <ul className="plain lines">
      {payment.callbacks.map((callback) => (
        <li key={callback.id}>
          <TextLink to="/callbacks/$callbackId" params={{ callbackId: callback.id }} size="sm">
            {callback.status}
          </TextLink>{' '}
          <Amount of={callback.gross} /> <StateMark of="callback" state={callback.state} />
          {callback.last_error && <small>{callback.last_error}</small>}
        </li>
      ))}
    </ul>
  );
}
