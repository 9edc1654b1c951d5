/** Takings through the period, beside the period before in grey; the figures are there as a table too. */
import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import type { Statistics } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';

type Bucket = Statistics['currencies'][number]['buckets'][number];

const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;

type Props = {
  readonly buckets: readonly Bucket[];
  readonly before: readonly Bucket[];
  readonly span: Pick<Statistics, 'from' | 'to' | 'grain' | 'previous'>;
};

type Point = { readonly at: string; readonly now: number; readonly before: number };

export default function TakingsChart(props: Props) {
  const { say, format } = useReading();
  const points = usePoints(props);
  const sample = [...props.buckets, ...props.before][0]?.takings;
  const digits = sample?.amount.split('.')[1]?.length ?? 0;
  const written = (value: number) =>
    format.money({ amount: value.toFixed(digits), currency: sample?.currency ?? 'USD' });
  return (
    <>
      <div aria-hidden>
        <LineChart
          h={260}
          data={[...points]}
          dataKey="at"
          withLegend
          withDots={points.length < 32}
          curveType="linear"
          // The table below is for those who do not see it.
          lineChartProps={{ accessibilityLayer: false }}
          valueFormatter={written}
          yAxisProps={{ width: 64, tickFormatter: (value: number) => format.compact(value) }}
          series={[
            { name: 'before', label: say('chart.before'), color: 'gray.5', strokeDasharray: '5 4' },
            { name: 'now', label: say('chart.now'), color: 'var(--accent)' },
          ]}
        />
      </div>
      <details>
        <summary>{say('chart.figures')}</summary>
        <FiguresTable points={points} written={written} />
      </details>
    </>
  );
}

function usePoints({ buckets, before, span }: Props): readonly Point[] {
  const { format } = useReading();
  const stepMs = STEP_MS[span.grain];
  const fromMs = Date.parse(span.from);
  const now = sums(buckets, fromMs, stepMs);
  const earlier = sums(before, Date.parse(span.previous.from), stepMs);
  const length = Math.max(1, Math.ceil((Date.parse(span.to) - fromMs) / stepMs));
  return Array.from({ length }, (_, place) => {
    const at = new Date(fromMs + place * stepMs).toISOString();
    return {
      at: span.grain === 'day' ? format.utcDay(at) : format.hour(at),
      now: now.get(place) ?? 0,
      before: earlier.get(place) ?? 0,
    };
  });
}

function FiguresTable(props: {
  readonly points: readonly Point[];
  readonly written: (value: number) => string;
}) {
  const { say } = useReading();
  const { points, written } = props;
  return (
    <div className="list">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{say('chart.when')}</Table.Th>
            <Table.Th scope="col" className="number">
              {say('chart.now')}
            </Table.Th>
            <Table.Th scope="col" className="number">
              {say('chart.before')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.map((point) => (
            <Table.Tr key={point.at}>
              <Table.Td data-label={say('chart.when')}>{point.at}</Table.Td>
              <Table.Td data-label={say('chart.now')} className="number">
                {written(point.now)}
              </Table.Td>
              <Table.Td data-label={say('chart.before')} className="number">
                {written(point.before)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** All channels together, by the place in the period. For drawing only: books are kept elsewhere. */
function sums(buckets: readonly Bucket[], fromMs: number, stepMs: number): Map<number, number> {
  const byPlace = new Map<number, number>();
  for (const { at, takings } of buckets) {
    const place = Math.floor((Date.parse(at) - fromMs) / stepMs);
    byPlace.set(place, (byPlace.get(place) ?? 0) + Number(takings.amount));
  }
  return byPlace;
}
