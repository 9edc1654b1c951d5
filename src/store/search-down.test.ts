import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../domain/id.ts';
import { searchPayments, totalPayments } from './payment-list.ts';
import { openPayments } from './payments.ts';
import { walkDown } from './search-down.ts';
import { newPayment, openTestDatabase } from './store.test-support.ts';

let store: Awaited<ReturnType<typeof openTestDatabase>>;
/** Oldest first: every thousandth is in euros. */
const ids: string[] = [];
const ROWS = 5_000;

beforeAll(async () => {
  store = await openTestDatabase();
  const payments = Array.from({ length: ROWS }, (_, at) =>
    newPayment({
      id: newId(Date.now() - (ROWS - at) * 1_000),
      appId: at % 2 === 0 ? 'even' : 'odd',
      currency: at % 1_000 === 0 ? 'EUR' : 'USD',
    }),
  );
  ids.push(...payments.map(({ id }) => id));
  await openPayments(store.db, payments);
});
afterAll(() => store.close());

const rare = { apps: null, currency: 'EUR' } as const;

test('what is rare is found to the end, however far down', async () => {
  const { rows, next, searchedTo } = await searchPayments(store.db, rare, { limit: 10 });
  const wanted = ids.filter((_, at) => at % 1_000 === 0).toReversed();
  expect(rows.map(({ id }) => id)).toEqual(wanted);
  expect([next, searchedTo]).toEqual([null, null]);
});

test('so it is among some apps alone, each by its own index', async () => {
  const even = await searchPayments(store.db, { ...rare, apps: ['even', 'none'] }, {});
  expect(even.rows).toHaveLength(5);
  const odd = await searchPayments(store.db, { ...rare, apps: ['odd'] }, {});
  expect(odd.rows).toEqual([]);
});

test('a search that runs out of time says how far it came, and goes on from there', async () => {
  const seen: string[] = [];
  const walk = {
    ...({ table: 'payments', apps: null, budgetMs: 0 } as const),
    within: { from: '', before: '~' },
    read: async ({ from, before }: { from: string; before: string }) => {
      seen.push(...ids.filter((id) => id >= from && id < before).toReversed());
      return [];
    },
  };
  const first = await walkDown(store.db, walk, 1);
  expect(first.stoppedAt).toBe(seen.at(-1));
  let { stoppedAt } = first;
  while (stoppedAt !== null) {
    const within = { from: '', before: stoppedAt };
    ({ stoppedAt } = await walkDown(store.db, { ...walk, within }, 1));
  }
  expect(seen).toEqual(ids.toReversed());
});

test('totals count what a search finds', async () => {
  const counted = await totalPayments(store.db, rare);
  expect(counted).toEqual({
    count: 5,
    sums: [{ gross: '500.00', currency: 'EUR' }],
    atLeast: false,
  });
});
