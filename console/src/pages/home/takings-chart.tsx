/** Takings through the period, beside the period before in grey; the figures are there as a table too. */
import '@mantine/charts/styles.css';
import { LineChart } from '@mantine/charts';
import { Table } from '@mantine/core';
import type { Statistics } from '../../api/shapes.ts';
import { useReading } from '../../i18n/language.tsx';

type Bucket = Statistics['currencies'][number]['buckets'][number];

const STEP_MS = { hour: 3_600_000, day: 86_400_000 } as const;

export default function TakingsChart(props: {
  readonly buckets: readonly Bucket[];
  readonly before: readonly Bucket[];
  readonly span: Pick<Statistics, 'from' | 'to' | 'grain' | 'previous'>;
}) {
  const { say, format } = useReading();
  const { from, to, grain, previous } = props.span;
  const sample = [...props.buckets, ...props.before][0]?.takings ?? {
    amount: '0',
    currency: 'USD',
  };
  const { currency } = sample;
  const digits = sample.amount.split('.')[1]?.length ?? 0;
  const stepMs = STEP_MS[grain];
  const [fromMs, beforeMs] = [Date.parse(from), Date.parse(previous.from)];
  const now = sums(props.buckets, fromMs, stepMs);
  const earlier = sums(props.before, beforeMs, stepMs);
  const length = Math.max(1, Math.ceil((Date.parse(to) - fromMs) / stepMs));
  const points = Array.from({ length }, (_, place) => {
    const at = new Date(fromMs + place * stepMs).toISOString();
    return {
      at: grain === 'day' ? format.day(at) : format.hour(at),
      now: now.get(place) ?? 0,
      before: earlier.get(place) ?? 0,
    };
  });
  const written = (value: number) => format.money({ amount: value.toFixed(digits), currency });
  const words = { now: say('chart.now'), before: say('chart.before') };
  return (
    <>
      <div aria-hidden>
        <LineChart
          h={260}
          data={points}
          dataKey="at"
          withLegend
          withDots={length < 32}
          curveType="linear"
          // The table below is for those who do not see it.
          lineChartProps={{ accessibilityLayer: false }}
          valueFormatter={written}
          yAxisProps={{ width: 64, tickFormatter: (value: number) => format.compact(value) }}
          series={[
            { name: 'before', label: words.before, color: 'gray.5', strokeDasharray: '5 4' },
            { name: 'now', label: words.now, color: 'var(--accent)' },
          ]}
        />
      </div>
      <details>
        <summary>{say('chart.figures')}</summary>
        <div className="list">
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{say('chart.when')}</Table.Th>
                <Table.Th scope="col" className="number">
                  {words.now}
                </Table.Th>
                <Table.Th scope="col" className="number">
                  {words.before}
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {points.map((point) => (
                <Table.Tr key={point.at}>
                  <Table.Td data-label={say('chart.when')}>{point.at}</Table.Td>
                  <Table.Td data-label={words.now} className="number">
                    {written(point.now)}
                  </Table.Td>
                  <Table.Td data-label={words.before} className="number">
                    {written(point.before)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      </details>
    </>
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
