/** Takings as bars, one for each hour or day. Loaded when somebody looks at it. */
import type { CurrencyFigures } from '../../api/shapes.ts';
import { formatMoney } from '../../parts/money.tsx';
import { useLanguage } from '../../texts/language.tsx';

const WIDTH = 800;
const HEIGHT = 180;
const FOOT = 22;
const HEAD = 20;
const HOUR_MS = 3_600_000;
/** Labels that stand side by side without touching. */
const LABELS_MAX = 8;

type Bar = { readonly at: string; readonly value: number };

/** Sums of all channels. Floats are for drawing alone: the figures beside are exact. */
function barsOf(buckets: CurrencyFigures['buckets']): readonly Bar[] {
  const byTime = Map.groupBy(buckets, ({ at }) => at);
  return [...byTime]
    .map(([at, some]) => ({
      at,
      value: some.reduce((sum, { takings }) => sum + Number(takings.amount), 0),
    }))
    .sort((left, right) => left.at.localeCompare(right.at));
}

export default function TakingsChart(props: {
  readonly buckets: CurrencyFigures['buckets'];
  readonly currency: string;
}) {
  const { t, locale } = useLanguage();
  const bars = barsOf(props.buckets);
  if (bars.length === 0) return null;
  const most = Math.max(...bars.map(({ value }) => value), 0.01);
  const step = WIDTH / bars.length;
  const width = Math.min(step * 0.7, 48);
  const heightOf = (value: number) => (value / most) * (HEIGHT - FOOT - HEAD);
  const nth = Math.ceil(bars.length / LABELS_MAX);
  const label = labelFormat(bars, locale);
  const money = (value: number) =>
    formatMoney(
      { amount: value.toFixed(digitsIn(props.buckets)), currency: props.currency },
      locale,
    );
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      role="img"
      aria-label={t.home.chart(props.currency, money(most))}
    >
      <line x1="0" x2={WIDTH} y1={HEIGHT - FOOT} y2={HEIGHT - FOOT} stroke="var(--line)" />
      {bars.map(({ at, value }, index) => {
        const middle = step * (index + 0.5);
        const top = HEIGHT - FOOT - heightOf(value);
        return (
          <g key={at}>
            <title>{`${label.format(new Date(at))}: ${money(value)}`}</title>
            <rect
              x={middle - width / 2}
              y={top}
              width={width}
              height={heightOf(value)}
              rx="3"
              fill="var(--accent)"
            />
            {value === most && value > 0 && (
              <text
                x={clamp(middle)}
                y={top - 6}
                textAnchor="middle"
                fontSize="12"
                fill="currentColor"
              >
                {money(value)}
              </text>
            )}
            {index % nth === 0 && (
              <text
                x={clamp(middle)}
                y={HEIGHT - 6}
                textAnchor="middle"
                fontSize="12"
                fill="var(--mantine-color-dimmed)"
              >
                {label.format(new Date(at))}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

/** Text that stands in the middle of something must not run over the edge. */
function clamp(x: number): number {
  return Math.min(Math.max(x, 40), WIDTH - 40);
}

function digitsIn(buckets: CurrencyFigures['buckets']): number {
  return buckets[0]?.takings.amount.split('.')[1]?.length ?? 0;
}

/** Days are days in UTC, hours are the reader's. */
function labelFormat(bars: readonly Bar[], locale: string): Intl.DateTimeFormat {
  const [first, second] = bars;
  const isHourly =
    first && second ? Date.parse(second.at) - Date.parse(first.at) <= HOUR_MS : false;
  return new Intl.DateTimeFormat(
    locale,
    isHourly
      ? { hour: '2-digit', minute: '2-digit' }
      : { month: 'short', day: 'numeric', timeZone: 'UTC' },
  );
}
