/** The figures of one currency, as a chart and by channel, each against the span before. */
import { Group, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { CurrencyFigures } from '../../api/shapes.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { formatMoney } from '../../parts/money.tsx';
import { Section } from '../../parts/page.tsx';
import { TestMark } from '../../parts/state-badge.tsx';
import { useLanguage } from '../../texts/language.tsx';

const TakingsChart = lazy(() => import('./takings-chart.tsx'));

type Figures = CurrencyFigures['now'];

/** Undefined where nothing was begun. */
function successRate({ started, paid }: Figures): number | undefined {
  return started === 0 ? undefined : paid / started;
}

export function CurrencyCard(props: { readonly figures: CurrencyFigures; readonly test: boolean }) {
  const { t, locale } = useLanguage();
  const { currency, now, before, channels, buckets } = props.figures;
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const rate = (figures: Figures) => {
    const value = successRate(figures);
    return value === undefined ? '–' : percent.format(value);
  };
  return (
    <Section title={`${t.home.takings} ${currency}`} actions={props.test && <TestMark />}>
      <SimpleGrid cols={{ base: 2, md: 4 }} mb="md">
        <Figure
          name={t.home.takings}
          now={formatMoney(now.takings, locale)}
          before={formatMoney(before.takings, locale)}
        />
        <Figure name={t.home.successRate} now={rate(now)} before={rate(before)} />
        <Figure
          name={t.home.refunded(now.refunds)}
          now={formatMoney(now.refunded, locale)}
          before={formatMoney(before.refunded, locale)}
        />
        <Figure
          name={t.home.disputesOpened}
          now={String(now.disputes)}
          before={String(before.disputes)}
        />
      </SimpleGrid>
      <Suspense fallback={<Skeleton height={180} />}>
        <TakingsChart buckets={buckets} currency={currency} />
      </Suspense>
      <div style={{ overflowX: 'auto' }}>
        <DataTable
          label={`${t.home.byChannel} ${currency}`}
          rows={channels}
          keyOf={({ channel }) => channel}
          columns={[
            { key: 'channel', head: t.payments.channel, cell: ({ channel }) => channel },
            {
              key: 'takings',
              head: t.home.takings,
              isNumber: true,
              cell: (row) => formatMoney(row.now.takings, locale),
            },
            {
              key: 'before',
              head: t.home.before,
              isNumber: true,
              wideOnly: true,
              cell: (row) => formatMoney(row.before.takings, locale),
            },
            {
              key: 'rate',
              head: t.home.successRate,
              isNumber: true,
              cell: (row) => rate(row.now),
            },
            {
              key: 'rate-before',
              head: t.home.before,
              isNumber: true,
              wideOnly: true,
              cell: (row) => rate(row.before),
            },
            {
              key: 'refunds',
              head: t.home.refunds,
              isNumber: true,
              wideOnly: true,
              cell: (row) => row.now.refunds,
            },
            {
              key: 'disputes',
              head: t.nav.disputes,
              isNumber: true,
              wideOnly: true,
              cell: (row) => row.now.disputes,
            },
          ]}
        />
      </div>
    </Section>
  );
}

export function Figure(props: {
  readonly name: string;
  readonly now: string;
  readonly before: string;
}) {
  const { t } = useLanguage();
  return (
    <div>
      <Text size="sm" c="dimmed">
        {props.name}
      </Text>
      <Text className="amount" size="lg" fw={650}>
        {props.now}
      </Text>
      <Group gap={4}>
        <Text size="xs" c="dimmed" className="amount">
          {t.home.beforeWas(props.before)}
        </Text>
      </Group>
    </div>
  );
}
