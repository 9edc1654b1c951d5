/** How business goes, and what needs a person now. */
import { Group, SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import type { Statistics } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';
import { Empty } from '../../parts/data-list.tsx';
import { TestMark } from '../../parts/mark.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useApps } from '../../query/apps.ts';
import { given } from '../../query/search.ts';
import { useAppFilter } from '../../shell/chosen-app.ts';
import { AttentionList } from './attention-list.tsx';
import { ChannelTable } from './channel-table.tsx';
import { Tiles } from './tiles.tsx';

/** Charts come when they are needed: most of what they weigh is a library. */
const TakingsChart = lazy(() => import('./takings-chart.tsx'));

const PERIODS = { today: 1, week: 7, month: 30, quarter: 90 } as const;
type Period = keyof typeof PERIODS;
const DAY_MS = 86_400_000;
const COUNTED_EVERY_MS = 10_000;

export function HomePage() {
  const { say } = useReading();
  const { period, test, change } = useChoices();
  return (
    <Page
      title={say('nav.home')}
      marks={test && <TestMark />}
      actions={
        <>
          <SegmentedControl
            aria-label={say('home.period')}
            data={(Object.keys(PERIODS) as Period[]).map((value) => ({
              value,
              label: say(`home.${value}`),
            }))}
            value={period}
            onChange={(value) => change({ period: value as Period, test })}
          />
          <SegmentedControl
            aria-label={say('filters.money')}
            data={[
              { value: 'live', label: say('home.live') },
              { value: 'test', label: say('test') },
            ]}
            value={test ? 'test' : 'live'}
            onChange={(value) => change({ period, test: value === 'test' })}
          />
        </>
      }
    >
      <AttentionList />
      <Figures period={period} test={test} />
    </Page>
  );
}

/** Where no app is live yet, there is play money to look at and no other. */
function useChoices() {
  const search = useSearch({ from: '/' });
  const navigate = useNavigate();
  const apps = useApps();
  const { app_id } = useAppFilter();
  const seen = apps?.filter((each) => app_id === undefined || each.app_id === app_id);
  const onlyTest = seen?.every(({ mode }) => mode === 'test') ?? false;
  const period = (search.from ?? 'month') as Period;
  return {
    period: period in PERIODS ? period : 'month',
    test: search.test === undefined ? onlyTest : search.test === 'true',
    change: (next: { period: Period; test: boolean }) =>
      void navigate({
        to: '/',
        search: given({ app: app_id, from: next.period, test: String(next.test) }),
      }),
  };
}

function useFigures(period: Period, test: boolean) {
  const app = useAppFilter();
  const day = (back: number) => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);
  const days = PERIODS[period];
  const query = { ...app, test, from: day(days - 1) };
  const before = { ...app, test, from: day(2 * days - 1), to: day(days) };
  const ask = (of: typeof query | typeof before) => ({
    queryKey: ['statistics', of],
    queryFn: () => answerOf(api.GET('/statistics', { params: { query: of } })),
    placeholderData: keepPreviousData,
    // They are counted some seconds after what they count.
    refetchInterval: COUNTED_EVERY_MS,
  });
  return { now: useQuery(ask(query)), before: useQuery(ask(before)) };
}

function Figures({ period, test }: { readonly period: Period; readonly test: boolean }) {
  const { say, format } = useReading();
  const { now, before } = useFigures(period, test);
  const [chosen, choose] = useState('');
  const data = now.data;
  if (now.error && !data) return <ProblemNote error={now.error} again={() => void now.refetch()} />;
  if (!data) return <Skeleton height={520} />;
  const current = data.currencies.find(({ currency }) => currency === chosen) ?? data.currencies[0];
  if (!current) {
    return (
      <div className="card">
        <Empty>{say('home.none')}</Empty>
      </div>
    );
  }
  return (
    <Stack gap="md">
      {data.currencies.length > 1 && (
        <Group>
          <SegmentedControl
            aria-label={say('currency')}
            data={data.currencies.map(({ currency }) => currency)}
            value={current.currency}
            onChange={choose}
          />
        </Group>
      )}
      <Tiles figures={current} callbacks={data.callbacks} />
      <Section title={say('home.takings', { currency: current.currency })}>
        <Suspense fallback={<Skeleton height={260} />}>
          <TakingsChart
            buckets={current.buckets}
            before={bucketsOf(before.data, current.currency)}
            span={data}
          />
        </Suspense>
      </Section>
      <Section title={say('home.channels')}>
        <ChannelTable channels={current.channels} />
      </Section>
      {data.counted_to && (
        <Text size="xs" c="dimmed">
          {say('home.countedTo', { when: format.dateTime(data.counted_to) })}
        </Text>
      )}
    </Stack>
  );
}

function bucketsOf(statistics: Statistics | undefined, currency: string) {
  return statistics?.currencies.find((each) => each.currency === currency)?.buckets ?? [];
}
