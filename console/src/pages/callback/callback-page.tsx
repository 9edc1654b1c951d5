/** One callback: what is sent, every send with what was answered, and what the shop asked about it. */
import { Anchor, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { answerOf, api, newIdempotencyKey } from '../../api/client.ts';
import { useMay } from '../../api/session.tsx';
import type { CallbackWhole } from '../../api/shapes.ts';
import { MoneyText } from '../../parts/money.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useSay } from '../../parts/say.tsx';
import { StateBadge } from '../../parts/state-badge.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import { Sends } from './sends.tsx';

export function CallbackPage() {
  const t = useTexts();
  const { callbackId } = useParams({ from: '/callbacks/$callbackId' });
  const { data, error } = useQuery({
    queryKey: ['callback', callbackId],
    queryFn: () =>
      answerOf(
        api.GET('/callbacks/{callback_id}', { params: { path: { callback_id: callbackId } } }),
      ),
  });
  if (!data) {
    return (
      <Page title={t.callbacks.title(callbackId)}>
        {error ? <ProblemNote error={error} /> : <Skeleton height={320} />}
      </Page>
    );
  }
  return (
    <Page title={`${data.status} · ${data.order_id}`} actions={<Resend callback={data} />}>
      <ProblemNote error={error} />
      <section className="card">
        <Stack gap="xs">
          <Group>
            <StateBadge state={data.state} />
            <MoneyText money={data.gross} />
            <Text size="sm" c="dimmed">
              {t.callbacks.sendsOf(data.sends, data.sends_max)}
              {data.next_at && (
                <>
                  {' · '}
                  {t.callbacks.next} <TimeText at={data.next_at} full />
                </>
              )}
            </Text>
          </Group>
          <Text className="mono">{data.url}</Text>
          <Anchor
            size="sm"
            component={Link}
            to="/payments/$transId"
            params={{ transId: data.payment } as never}
          >
            {t.callbacks.payment} {data.payment}
          </Anchor>
        </Stack>
      </section>
      <Section title={t.callbacks.answers}>
        <Sends sends={data.send_log} />
      </Section>
      <Section title={t.callbacks.body}>
        <dl className="facts">
          {data.request.parameters.map(({ name, value }) => (
            <div key={name} style={{ display: 'contents' }}>
              <dt className="mono">{name}</dt>
              <dd className="mono">{value}</dd>
            </div>
          ))}
        </dl>
        <details>
          <summary>{t.payment.raw}</summary>
          <pre className="raw">{data.request.body}</pre>
        </details>
      </Section>
      {data.verifies.length > 0 && (
        <Section title={t.callbacks.verifies}>
          {data.verifies.map(({ answer, count, last_at }) => (
            <Text key={answer} size="sm">
              {answer} · {count} · <TimeText at={last_at} full />
            </Text>
          ))}
        </Section>
      )}
    </Page>
  );
}

function Resend({ callback }: { readonly callback: CallbackWhole }) {
  const t = useTexts();
  const may = useMay();
  const say = useSay();
  const client = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/callbacks/{callback_id}/resend', {
          params: {
            path: { callback_id: callback.id },
            header: { 'Idempotency-Key': newIdempotencyKey() },
          },
        }),
      ),
    onSuccess: async () => {
      say(t.callbacks.resent(1));
      await client.invalidateQueries({ queryKey: ['callback', callback.id] });
    },
  });
  if (!may('callbacks:resend') || callback.state === 'waiting') return null;
  return (
    <>
      <ProblemNote error={error} />
      <Button loading={isPending} onClick={() => mutate()}>
        {t.callbacks.resend}
      </Button>
    </>
  );
}
