/** One payment: what it is, what can be done, and its whole story. */
import { Grid, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { PaymentWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { TextLink } from '../../parts/link.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { StateMark, TestMark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { Actions } from './actions.tsx';
import { Alerts } from './alerts.tsx';
import { Approvals } from './approvals.tsx';
import { Callbacks, Facts, Returns } from './facts.tsx';
import { NoteForm } from './note-form.tsx';
import { Story } from './story.tsx';

export function PaymentPage() {
  const { say, format } = useReading();
  const { transId } = useParams({ from: '/payments/$transId' });
  const query = useQuery({
    queryKey: ['payment', transId],
    queryFn: () =>
      answerOf(api.GET('/payments/{trans_id}', { params: { path: { trans_id: transId } } })),
  });
  return (
    <Loaded query={query} title={say('payment.title', { order: '' })}>
      {(payment) => (
        <Page
          title={say('payment.title', { order: payment.order_id })}
          actions={<Actions payment={payment} />}
        >
          <Group gap="md" align="center">
            <Text fz={40} lh={1.1} fw={650}>
              {format.money(payment.gross)}
            </Text>
            <StateMark of="payment" state={payment.state} />
            {payment.test && <TestMark />}
          </Group>
          <Group gap="lg">
            <Text>{payment.item}</Text>
            <Copyable text={payment.trans_id} />
          </Group>
          <Alerts payment={payment} />
          <Approvals payment={payment} />
          <Grid gap="md">
            <Grid.Col span={{ base: 12, md: 8 }}>
              <Section title={say('story')}>
                <Story payment={payment} />
                <NoteForm payment={payment} />
              </Section>
            </Grid.Col>
            <Grid.Col span={{ base: 12, md: 4 }}>
              <Aside payment={payment} />
            </Grid.Col>
          </Grid>
        </Page>
      )}
    </Loaded>
  );
}

function Aside({ payment }: { readonly payment: PaymentWhole }) {
  const { say } = useReading();
  return (
    <Stack gap="md">
      <Section title={say('facts')}>
        <Facts payment={payment} />
      </Section>
      <Returns payment={payment} />
      <Section title={say('nav.callbacks')}>
        <Callbacks payment={payment} />
      </Section>
      <TextLink to="/apps/$appId" params={{ appId: payment.app_id }} size="sm">
        {say('payment.toApp', { app: payment.app_name })}
      </TextLink>
    </Stack>
  );
}
