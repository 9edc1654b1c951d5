/** The money of a payment: what came in, what went back, what is being argued about. */
import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Money, PaymentWhole } from '../../api/shapes.ts';
import { MoneyText } from '../../parts/money.tsx';
import { Section } from '../../parts/page.tsx';
import { StateBadge, type StateWord } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';

export function Moneys({ payment }: { readonly payment: PaymentWhole }) {
  const t = useTexts();
  const { attempts, refunds, disputes, reversals } = payment;
  if (attempts.length === 0) return null;
  return (
    <Section title={t.payment.money}>
      <Stack gap="md">
        {attempts.map((attempt) => (
          <Line
            key={attempt.id}
            about={t.payment.attempt(attempt.channel)}
            state={attempt.state}
            money={attempt.received}
            at={attempt.created_at}
          >
            {attempt.fee && <Small name={t.payment.fee} money={attempt.fee} />}
            {attempt.refundable && <Small name={t.payment.left} money={attempt.refundable} />}
          </Line>
        ))}
        {refunds.map((refund) => (
          <Line
            key={refund.id}
            about={t.payment.refund}
            state={refund.state}
            money={refund.gross}
            at={refund.created_at}
          >
            {refund.reason && <Text size="sm">{refund.reason}</Text>}
          </Line>
        ))}
        {disputes.map((dispute) => (
          <Line
            key={dispute.id}
            about={t.payment.dispute}
            state={dispute.state}
            money={dispute.gross}
            at={dispute.created_at}
          />
        ))}
        {reversals.map((reversal) => (
          <Line
            key={reversal.id}
            about={t.payment.reversal}
            state={reversal.state}
            money={reversal.gross}
            at={reversal.created_at}
          />
        ))}
      </Stack>
    </Section>
  );
}

function Line(props: {
  readonly about: string;
  readonly state: StateWord;
  readonly money: Money | null;
  readonly at: string;
  readonly children?: ReactNode;
}) {
  return (
    <div>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" fw={600}>
          {props.about}
        </Text>
        {props.money && <MoneyText money={props.money} />}
      </Group>
      <Group justify="space-between" mt={4}>
        <StateBadge state={props.state} />
        <Text size="xs" c="dimmed">
          <TimeText at={props.at} />
        </Text>
      </Group>
      {props.children}
    </div>
  );
}

function Small({ name, money }: { readonly name: string; readonly money: Money }) {
  return (
    <Group justify="space-between" mt={4}>
      <Text size="sm" c="dimmed">
        {name}
      </Text>
      <Text size="sm" c="dimmed">
        <MoneyText money={money} />
      </Text>
    </Group>
  );
}
