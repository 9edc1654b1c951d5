/** One callback: what was sent, what was answered each time, and what that means. */
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { answerOf, api, onceWith } from '../../api/client.ts';
import type { CallbackWhole } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Amount } from '../../parts/amount.tsx';
import { Empty } from '../../parts/data-list.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { StateMark, TestMark } from '../../parts/mark.tsx';
import { FromNow, Moment } from '../../parts/moment.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';
import { Fact } from '../payment/facts.tsx';

export function CallbackPage() {
  const { say } = useReading();
  const { callbackId } = useParams({ from: '/callbacks/$callbackId' });
  const query = useQuery({
    queryKey: ['callback', callbackId],
    queryFn: () =>
      answerOf(
        api.GET('/callbacks/{callback_id}', { params: { path: { callback_id: callbackId } } }),
      ),
  });
  return (
    <Loaded query={query} title={say('callback')}>
      {(callback) => (
        <Page
          title={`${say('callback')} ${callback.status}`}
          marks={
            <>
              <StateMark of="callback" state={callback.state} />
              {callback.test && <TestMark />}
            </>
          }
          actions={<Resend callback={callback} />}
        >
          <Section title={say('callback.sent')}>
            <Request callback={callback} />
          </Section>
          <Section title={say('callback.answered')}>
            <Sends callback={callback} />
          </Section>
        </Page>
      )}
    </Loaded>
  );
}

function Request({ callback }: { readonly callback: CallbackWhole }) {
  const { say } = useReading();
  return (
    <Stack gap="md">
      <dl className="facts">
        <Fact word={say('order')}>
          <Link to="/payments/$transId" params={{ transId: callback.payment }}>
            {callback.order_id}
          </Link>
        </Fact>
        <Fact word={say('amount')}>
          <Amount of={callback.gross} />
        </Fact>
        <Fact word={say('address')}>
          <span className="mono">{callback.url}</span>
        </Fact>
        <Fact word={say('created')}>
          <Moment at={callback.created_at} />
        </Fact>
        <Fact word={say('callback.next')}>
          {callback.next_at && <FromNow at={callback.next_at} />}
        </Fact>
      </dl>
      <details>
        <summary>{say('callback.parameters')}</summary>
        <dl className="facts mono">
          {callback.request.parameters.map(({ name, value }) => (
            <Fact key={name} word={name}>
              {value === '' ? '""' : value}
            </Fact>
          ))}
        </dl>
        <pre className="transcript">{callback.request.body}</pre>
      </details>
    </Stack>
  );
}

function Sends({ callback }: { readonly callback: CallbackWhole }) {
  const { say } = useReading();
  if (callback.send_log.length === 0) return <Empty>{say('callback.notYet')}</Empty>;
  return (
    <ul className="plain lines">
      {callback.send_log.map((send) => (
        <li key={send.number}>
          <Group gap="sm">
            <Text fw={600} size="sm">
              {say('callback.number', { number: send.number })}
            </Text>
            <StateMark of="send" state={send.outcome} />
            <Moment at={send.sent_at} precise />
            <Text size="sm" c="dimmed">
              {send.status_code ?? ''} {send.address ?? ''} {send.latency_ms} ms
            </Text>
          </Group>
          <Text size="sm" mt={4}>
            {send.found}
          </Text>
          {send.todo && (
            <Text size="sm" fw={500}>
              {send.todo}
            </Text>
          )}
          {send.reply !== null && (
            <pre className="transcript">{send.reply || say('callback.empty')}</pre>
          )}
        </li>
      ))}
      {callback.verifies.map((verify) => (
        <li key={`${verify.answer} ${verify.first_at}`}>
          {say('callback.verified', { count: verify.count, answer: verify.answer })}{' '}
          <Moment at={verify.last_at} precise />
        </li>
      ))}
    </ul>
  );
}

function Resend({ callback }: { readonly callback: CallbackWhole }) {
  const { say } = useReading();
  const may = useMay();
  const client = useQueryClient();
  const { id, sends } = callback;
  const resend = useMutation({
    mutationFn: () =>
      answerOf(
        api.POST('/callbacks/{callback_id}/resend', {
          // Pressed twice, it is one send; after that send, it is another.
          params: { path: { callback_id: id }, header: onceWith(`resend-${id}-${sends}`) },
        }),
      ),
    onSuccess: (whole) => client.setQueryData(['callback', id], whole),
  });
  if (!may('callbacks:resend')) return null;
  return (
    <>
      <ProblemNote error={resend.error} />
      <Button
        leftSection={<IconSend size={16} aria-hidden />}
        disabled={callback.state === 'waiting'}
        loading={resend.isPending}
        onClick={() => resend.mutate()}
      >
        {say('resend.one')}
      </Button>
    </>
  );
}
