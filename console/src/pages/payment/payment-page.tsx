/** One payment: what it is, what happened, who says so, and what can be done now. */
import { Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { CopyId } from '../../parts/copy-id.tsx';
import { Icon } from '../../parts/icon.tsx';
import { formatMoney } from '../../parts/money.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { StateBadge, TestMark } from '../../parts/state-badge.tsx';
import { useLanguage, useTexts } from '../../texts/language.tsx';
import { Actions } from './actions.tsx';
import { Facts } from './facts.tsx';
import { Moneys } from './moneys.tsx';
import { Notes } from './notes.tsx';
import { Story } from './story.tsx';

export function PaymentPage() {
  const t = useTexts();
  const { transId } = useParams({ from: '/payments/$transId' });
  const { data: payment, error } = useQuery({
    queryKey: ['payment', transId],
    queryFn: () =>
      answerOf(api.GET('/payments/{trans_id}', { params: { path: { trans_id: transId } } })),
  });
  if (!payment) {
    return (
      <Page title={t.payment.title(transId)}>
        {error ? <ProblemNote error={error} /> : <Skeleton height={320} />}
      </Page>
    );
  }
  return (
    <Page
      title={t.payment.title(payment.order_id)}
      about={`${payment.app_name} · ${payment.item}`}
      actions={<Actions payment={payment} />}
    >
      <ProblemNote error={error} />
      <Alerts payment={payment} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Head payment={payment} />
            <Moneys payment={payment} />
            <Notes payment={payment} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Section title={t.payment.story}>
            <Story payment={payment} />
          </Section>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

type Props = { readonly payment: PaymentWhole };

function Head({ payment }: Props) {
  const { locale } = useLanguage();
  return (
    <section className="card">
      <Stack gap="md">
        <div>
          <Text className="amount amount-large">{formatMoney(payment.gross, locale)}</Text>
          <Group gap="xs" mt="xs">
            <StateBadge state={payment.state} />
            {payment.test && <TestMark />}
          </Group>
        </div>
        <Facts payment={payment} />
        <CopyId id={payment.trans_id} />
      </Stack>
    </section>
  );
}

function Alerts({ payment }: Props) {
  const t = useTexts();
  return payment.alerts.map((alert) => (
    <div key={alert} className="card state-waiting">
      <Group gap="sm" wrap="nowrap">
        <Icon name="warning" />
        <Text size="sm">{t.alerts[alert]}</Text>
      </Group>
    </div>
  ));
}
