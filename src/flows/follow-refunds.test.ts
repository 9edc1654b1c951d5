/** A refund that the channel has taken ends, whether or not the channel ever tells of it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { QueryRequest } from '../domain/channel.ts';
import { usd } from '../domain/payment.test-support.ts';
import type { Payment, Refund } from '../domain/payment.ts';
import { found } from '../store/store.test-support.ts';
import {
  notify,
  openTestCentre,
  paid,
  said,
  type TestCentre,
  toldOf,
} from './centre.test-support.ts';
import { followRefunds } from './follow-refunds.ts';
import { refundPayment, settleRefunds } from './refund-payment.ts';

let shop: TestCentre;
let asked: QueryRequest[];
beforeAll(async () => {
  shop = await openTestCentre();
  shop.channel.onRefund = async (_, made) =>
    made.kind === 'succeeded' ? { kind: 'sent', channelRefund: made.channelRefund } : made;
});
afterAll(() => shop.close());
beforeEach(() => {
  asked = [];
  shop.channel.refundCalls.length = 0;
  channelSays(() => []);
});

function channelSays(facts: (request: QueryRequest) => readonly object[]): void {
  shop.channel.onQuery = async (request) => {
    asked.push(request);
    return { kind: 'facts', facts: facts(request) as never };
  };
}

/** A payment with a refund that the channel has taken. */
async function underWay(): Promise<{ payment: Payment; refund: Refund }> {
  const payment = await paid(shop);
  const refund = await refundPayment(shop.centre, payment.id, { gross: '40.00' });
  expect(refund.state).toBe('sent');
  return { payment, refund };
}

/** Lets the time come at which refunds are looked at. */
async function letTimePass(sinceRequest = '0 s'): Promise<void> {
  await sql`update refunds set retry_at = now() - interval '1 s',
    created_at = created_at - ${sinceRequest}::interval where retry_at <> 'infinity'`.execute(
    shop.centre.db,
  );
}

function ended(payment: Payment, refund: Refund, outcome: string) {
  const { channelRefund, id } = refund;
  const news = { kind: 'refund', channelRefund, refundId: id, gross: usd(40_00), outcome };
  return said(payment, news, 100_000_000);
}

async function alertsOf({ id }: Payment): Promise<readonly string[]> {
  const row = await shop.centre.db
    .selectFrom('payments')
    .select('alerts')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return row.alerts;
}

test.each([
  ['succeeded', ['SUCCESS 10000', 'REFUND -4000']],
  ['failed', ['SUCCESS 10000']],
])('it is asked about, not sent again, until it has %s', async (outcome, told) => {
  const { payment, refund } = await underWay();
  await letTimePass();
  await settleRefunds(shop.centre);
  await followRefunds(shop.centre);
  expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
  expect(asked).toMatchObject([
    { openRefunds: [{ refundId: refund.id, channelRefund: refund.channelRefund }] },
  ]);

  await followRefunds(shop.centre);
  expect(asked).toHaveLength(1);

  channelSays(() => [ended(payment, refund, outcome)]);
  await letTimePass();
  await followRefunds(shop.centre);
  expect((await found(shop.centre.db, payment.id)).refunds).toMatchObject([{ state: outcome }]);
  expect(await toldOf(shop, payment)).toEqual(told);
  expect(shop.channel.refundCalls).toHaveLength(1);

  await letTimePass();
  await followRefunds(shop.centre);
  expect(asked).toHaveLength(2);
});

test('a channel that cannot be asked now is asked later', async () => {
  const { payment, refund } = await underWay();
  shop.channel.onQuery = () => Promise.reject(new Error('socket hang up'));
  await letTimePass();
  await followRefunds(shop.centre);
  channelSays(() => [ended(payment, refund, 'succeeded')]);
  await letTimePass();
  await followRefunds(shop.centre);
  expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000', 'REFUND -4000']);
});

test('one that is under way for a month is shown to a person, once, and left alone', async () => {
  const { payment } = await underWay();
  await letTimePass('31 days');
  await followRefunds(shop.centre);
  await letTimePass();
  await followRefunds(shop.centre);
  expect(asked).toEqual([]);
  expect(await alertsOf(payment)).toEqual(['refund_unsettled']);
});

test('one from the dashboard is not ours to ask about', async () => {
  const payment = await paid(shop);
  const news = { kind: 'refund', channelRefund: 'theirs', gross: usd(40_00), outcome: 'sent' };
  await notify(shop, [said(payment, news)]);
  await letTimePass();
  await followRefunds(shop.centre);
  expect(asked).toEqual([]);
});
