/** The figures that count, beside those of the period before. */
import { SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Figures, Statistics } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';

type Props = {
  readonly figures: { readonly now: Figures; readonly before: Figures };
  readonly callbacks: Statistics['callbacks'];
};

export function Tiles({ figures: { now, before }, callbacks }: Props) {
  const { say, format } = useReading();
  const share = (part: number, whole: number) => (whole === 0 ? '–' : format.percent(part / whole));
  const heard = ({ acknowledged, failed }: Props['callbacks']['now']) =>
    share(acknowledged, acknowledged + failed);
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} spacing="md">
      <Tile
        word={say('tile.takings')}
        now={format.money(now.takings)}
        before={format.money(before.takings)}
      />
      <Tile
        word={say('tile.success')}
        now={share(now.paid, now.started)}
        before={share(before.paid, before.started)}
        small={say('tile.successOf', {
          paid: format.count(now.paid),
          started: format.count(now.started),
        })}
      />
      <Tile
        word={say('nav.refunds')}
        now={format.money(now.refunded)}
        before={format.money(before.refunded)}
        small={say('tile.count', { count: format.count(now.refunds) })}
      />
      <Tile
        word={say('nav.disputes')}
        now={format.count(now.disputes)}
        before={format.count(before.disputes)}
        small={say('tile.lost', { amount: format.money(now.lost) })}
      />
      <Tile
        word={say('tile.callbacks')}
        now={heard(callbacks.now)}
        before={heard(callbacks.before)}
        small={say('tile.failed', { count: format.count(callbacks.now.failed) })}
      />
    </SimpleGrid>
  );
}

function Tile(props: {
  readonly word: string;
  readonly now: ReactNode;
  readonly before: string;
  readonly small?: string;
}) {
  const { say } = useReading();
  return (
    <div className="card">
      <Text size="sm" c="dimmed">
        {props.word}
      </Text>
      <Text fz={20} fw={650}>
        {props.now}
      </Text>
      <Text size="sm" c="dimmed">
        {props.small && `${props.small} · `}
        {say('tile.before', { value: props.before })}
      </Text>
    </div>
  );
}
