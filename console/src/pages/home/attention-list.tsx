/** What needs a person now, each a way to where it is dealt with. */
import { Skeleton, Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import { answerOf, api } from '../../api/client.ts';
import type { Attention } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Mark } from '../../parts/mark.tsx';
import { Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useMay } from '../../session/session.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';

type Matter = {
  readonly key: string;
  readonly count: number;
  readonly text: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly search?: Readonly<Record<string, string>>;
};

export function AttentionList() {
  const { say } = useReading();
  const app = useAppFilter();
  const { data, error } = useQuery({
    queryKey: ['attention', app],
    queryFn: () => answerOf(api.GET('/attention', { params: { query: app } })),
  });
  const matters = useMatters(data);
  return (
    <Section title={say('attention')}>
      <ProblemNote error={error} />
      {!data && !error && <Skeleton height={32} />}
      {data && matters.length === 0 && (
        <Text>
          <Mark meaning="paid">{say('attention.none')}</Mark>
        </Text>
      )}
      <ul className="plain matters">
        {matters.map(({ key, count, text, to, search }) => (
          <li key={key}>
            <Link to={to} search={(search ?? {}) as never}>
              <Mark meaning="waiting">{count}</Mark>
              <span>{text}</span>
              <IconChevronRight size={16} aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function useMatters(data: Attention | undefined): readonly Matter[] {
  const { say, format } = useReading();
  const approvals = useWaitingApprovals();
  if (!data) return [];
  const { reviews, duplicates, other_alerts, refunds_unsettled, disputes, callbacks } = data;
  const when = (iso: string | null) => (iso === null ? '' : format.fromNow(iso));
  const all: readonly Matter[] = [
    {
      ...{ key: 'reviews', count: reviews.count, to: '/payments', search: { state: 'review' } },
      text: say('attention.reviews', { when: when(reviews.oldest_at) }),
    },
    {
      ...{ key: 'approvals', count: approvals, to: '/refunds' },
      text: say('attention.approvals'),
    },
    {
      ...{ key: 'disputes', count: disputes.open, to: '/disputes', search: { state: 'open' } },
      text:
        disputes.next_due_at === null
          ? say('attention.disputes')
          : say('attention.disputesDue', { when: when(disputes.next_due_at) }),
    },
    {
      ...{ key: 'failed', count: callbacks.failed, to: '/callbacks', search: { state: 'failed' } },
      text: say('attention.callbacks'),
    },
    {
      ...{ key: 'down', count: callbacks.addresses_down, to: '/callbacks' },
      text: say('attention.down'),
    },
    {
      ...{ key: 'duplicates', count: duplicates.count, to: '/payments' },
      ...{ search: { needs_person: 'true' }, text: say('attention.duplicates') },
    },
    {
      ...{ key: 'alerts', count: other_alerts.count, to: '/payments' },
      ...{ search: { needs_person: 'true' }, text: say('attention.alerts') },
    },
    {
      ...{ key: 'refunds', count: refunds_unsettled.count, to: '/refunds' },
      ...{ search: { state: 'unknown' }, text: say('attention.refunds') },
    },
    ...data.channels.map((each) => ({
      key: `${each.app_id} ${each.channel}`,
      count: each.started - each.paid,
      text: say('attention.channel', {
        channel: each.channel,
        now: format.percent(each.paid / each.started),
        usual: format.percent(each.usual_rate ?? 0),
      }),
      to: '/payments' as const,
      search: { app: each.app_id, channel: each.channel },
    })),
  ];
  return all.filter(({ count }) => count > 0);
}

/** Refunds that wait for a second person, whoever asked for them. */
function useWaitingApprovals(): number {
  const may = useMay();
  const app = useAppFilter();
  const { data } = useQuery({
    queryKey: ['refund-approvals', app, 'count'],
    queryFn: () =>
      answerOf(api.GET('/refund-approvals', { params: { query: { ...app, state: 'waiting' } } })),
    enabled: may('refunds:approve'),
  });
  return data?.data.length ?? 0;
}
