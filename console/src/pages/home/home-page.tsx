/** How business goes, against the span before, and what needs a person now. */
import { SegmentedControl, Skeleton, Stack, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answerOf, api } from '../../api/client.ts';
import { useChosenApp } from '../../app/app-switcher.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Page, Section } from '../../parts/page.tsx';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TimeText } from '../../parts/time-text.tsx';
import { useTexts } from '../../texts/language.tsx';
import { AttentionCard } from './attention-card.tsx';
import { CallbackFigures } from './callback-figures.tsx';
import { CurrencyCard } from './currency-card.tsx';

const SPANS = [7, 30, 90] as const;
const DAY_MS = 86_400_000;

export function HomePage() {
  const t = useTexts();
  const app = useChosenApp();
  const [days, setDays] = useState<number>(7);
  const [isTest, setTest] = useState(false);
  const query = {
    ...(app === undefined ? {} : { app_id: app }),
    from: new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10),
    test: isTest,
  };
  const { data, error } = useQuery({
    queryKey: ['payments', 'statistics', query],
    queryFn: () => answerOf(api.GET('/statistics', { params: { query } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Page
      title={t.nav.home}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t.payments.money}
            value={isTest ? 'test' : 'live'}
            onChange={(value) => setTest(value === 'test')}
            data={[
              { value: 'live', label: t.home.live },
              { value: 'test', label: t.parts.test },
            ]}
          />
          <SegmentedControl
            size="xs"
            aria-label={t.home.span}
            value={String(days)}
            onChange={(value) => setDays(Number(value))}
            data={SPANS.map((span) => ({ value: String(span), label: t.home.days(span) }))}
          />
        </>
      }
    >
      <AttentionCard app={app} />
      <ProblemNote error={error} />
      {!data && !error && <Skeleton height={280} />}
      {data && (
        <Stack gap="md">
          {data.currencies.map((figures) => (
            <CurrencyCard key={figures.currency} figures={figures} test={isTest} />
          ))}
          {data.currencies.length === 0 && (
            <Section title={t.home.takings}>
              <Empty
                title={t.home.nothing}
                todo={isTest ? t.home.nothingTest : t.home.nothingLive}
              />
            </Section>
          )}
          <CallbackFigures figures={data.callbacks} />
          {data.counted_to && (
            <Text size="xs" c="dimmed">
              {t.home.countedTo} <TimeText at={data.counted_to} full />
            </Text>
          )}
        </Stack>
      )}
    </Page>
  );
}
