import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Fact } from '../domain/channel.ts';
import { usd } from '../domain/payment.test-support.ts';
import {
  notify,
  openTestCentre,
  paid,
  said,
  type TestCentre,
} from '../flows/centre.test-support.ts';
import { reportStatistics } from '../flows/statistics-report.ts';
import { readBalances } from './ledger.ts';
import { countStatistics } from './statistics-count.ts';
import { DAY_MS } from './summed-spans.ts';

const AT_ONCE = { restFactor: 0, restMsMin: 0, budgetMs: 20_000 } as const;
const APP = { appId: 'shop', from: null, to: null } as const;

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre();
});
afterAll(() => shop.close());
beforeEach(async () => {
  const { db } = shop.centre;
  await sql`truncate statistics, ledger_sums`.execute(db);
  await sql`update statistics_watch set final_to = null, days_to = null, counted_at = null`.execute(
    db,
  );
});

async function refunded(): Promise<void> {
  const payment = await paid(shop);
  const refund = { kind: 'refund', channelRefund: `r-${payment.id}`, gross: usd(40_00) };
  await notify(shop, [said(payment, { ...refund, outcome: 'succeeded' }, 2) as Fact]);
}

/** What was booked, and the payments that it is of, as if it had been so many hours ago. */
async function moveBack(hours: number): Promise<void> {
  const { db } = shop.centre;
  const span = `${hours} hours`;
  await sql`update transfers set booked_at = booked_at - ${span}::interval`.execute(db);
  await sql`update payments set created_at = created_at - ${span}::interval`.execute(db);
}

async function today() {
  const nowMs = Date.now();
  const fromMs = Math.floor(nowMs / DAY_MS) * DAY_MS;
  const query = { apps: null, test: false, fromMs, lastMs: fromMs };
  return reportStatistics(shop.centre.db, query, nowMs);
}

test('figures say what was begun, paid and given back, and counting again adds nothing', async () => {
  await refunded();
  for (let round = 0; round < 3; round += 1) await countStatistics(shop.centre.db, AT_ONCE);
  const { currencies } = await today();
  expect(currencies).toMatchObject([
    {
      currency: 'USD',
      now: { started: 1, paid: 1, takenMinor: 100_00n, refunds: 1, refundedMinor: 40_00n },
      channels: [{ channel: 'till-1' }],
    },
  ]);
});

test('a balance is the same whether it is read off sums or transfer by transfer', async () => {
  const { db } = shop.centre;
  await refunded();
  await moveBack(50);
  await refunded();
  await moveBack(3);
  await refunded();
  const oneByOne = await readBalances(db, APP);
  await countStatistics(db, AT_ONCE);
  const { rows } = await sql<{ grain: string }>`
    select distinct grain from ledger_sums order by grain`.execute(db);
  expect(rows.map(({ grain }) => grain)).toEqual(['day', 'hour']);
  expect(await readBalances(db, APP)).toEqual(oneByOne);
  for (const hours of [2, 20, 52.5, 100]) {
    const from = new Date(Date.now() - hours * 3_600_000);
    const summed = await readBalances(db, { ...APP, from });
    await sql`update statistics_watch set final_to = null, days_to = null`.execute(db);
    expect(await readBalances(db, { ...APP, from })).toEqual(summed);
    await sql`truncate statistics, ledger_sums`.execute(db);
    await countStatistics(db, AT_ONCE);
  }
});

test('of two processes that count at once, one does, and nothing is counted twice', async () => {
  const { db } = shop.centre;
  await moveBack(30);
  const before = await readBalances(db, APP);
  await Promise.all([1, 2, 3].map(() => countStatistics(db, AT_ONCE)));
  await countStatistics(db, AT_ONCE);
  expect(await readBalances(db, APP)).toEqual(before);
});
