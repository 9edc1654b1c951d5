import { SimpleGrid } from '@mantine/core';
import type { Statistics } from '../../api/shapes.ts';
import { Section } from '../../parts/page.tsx';
import { useLanguage } from '../../texts/language.tsx';
import { Figure } from './currency-card.tsx';

/** How many callbacks came to their end, and how. */
export function CallbackFigures({ figures }: { readonly figures: Statistics['callbacks'] }) {
  const { t, locale } = useLanguage();
  const { now, before } = figures;
  const count = (value: number) => value.toLocaleString(locale);
  return (
    <Section title={t.home.callbacks}>
      <SimpleGrid cols={{ base: 2, md: 4 }}>
        <Figure
          name={t.states.acknowledged}
          now={count(now.acknowledged)}
          before={count(before.acknowledged)}
        />
        <Figure name={t.states.failed} now={count(now.failed)} before={count(before.failed)} />
      </SimpleGrid>
    </Section>
  );
}
