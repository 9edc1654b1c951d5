import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Fact } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import {
  claimDueCallbacks,
  countResendable,
  type DueCallback,
  expireLeases,
  failExhausted,
  recordSends,
  renewLeases,
  resendCallbacks,
  type SendRecord,
} from './callbacks.ts';
import type { NewCallback } from './change-rows.ts';
import { commitChanges } from './commit-change.ts';
import { changeBy, found, openOne, openTestDatabase, paidFact } from './store.test-support.ts';

let store: Awaited<ReturnType<typeof openTestDatabase>>;
beforeAll(async () => {
  store = await openTestDatabase();
});
afterAll(() => store.close());
beforeEach(() =>
  sql`truncate apps, payments, attempts, events, callbacks, callback_sends, transfers cascade`.execute(
    store.db,
  ),
);

/** A paid payment, its SUCCESS waiting to be sent. */
async function queue(callback: Partial<NewCallback> = {}): Promise<Payment> {
  const payment = await openOne(store.db);
  await commitChanges(store.db, [changeBy(payment, [paidFact(payment)], { callback })]);
  return found(store.db, payment.id);
}

function refundFact(payment: Payment): Fact {
  return {
    kind: 'refund',
    subject: { reference: payment.attempts[0]?.id ?? '' },
    occurredAtMs: Date.now(),
    channelRefund: newId(),
    gross: payment.gross,
    outcome: 'succeeded',
  };
}

async function queueRefund(payment: Payment, callback: Partial<NewCallback> = {}): Promise<void> {
  await commitChanges(store.db, [changeBy(payment, [refundFact(payment)], { callback })]);
}

function claim(over: Partial<Parameters<typeof claimDueCallbacks>[1]> = {}) {
  const limits = { owner: 'me', full: [], perEndpointMax: 100, totalMax: 100 };
  return claimDueCallbacks(store.db, { ...limits, ...over });
}

async function claimOne(owner = 'me'): Promise<DueCallback> {
  const [due] = await claim({ owner });
  if (!due) throw new Error('Nothing was due.');
  return due;
}

function sent(due: DueCallback, over: Partial<SendRecord> = {}): SendRecord {
  return {
    callbackId: due.id,
    owner: 'me',
    number: due.sends,
    url: due.url,
    address: '192.0.2.1',
    outcome: 'failed',
    statusCode: 500,
    reply: Buffer.from('no'),
    why: 'status_not_2xx',
    latencyMs: 12,
    sentAtMs: Date.now(),
    againInSeconds: 0,
    ...over,
  };
}

const ACKNOWLEDGED = {
  outcome: 'acknowledged',
  statusCode: 200,
  why: null,
  againInSeconds: null,
} as const;

function stateOf(id: string) {
  return store.db
    .selectFrom('callbacks')
    .select(['state', 'sends', 'sends_before', 'lease_owner', 'last_error'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

/** As if the holder had been silent for longer than its lease. */
async function outliveLeases(): Promise<void> {
  await store.db
    .updateTable('callbacks')
    .set({ lease_until: new Date(Date.now() - 60_000) })
    .where('lease_until', 'is not', null)
    .execute();
}

describe('a worker claims', () => {
  test('what is due, with all that a send needs, and counts the send before it is made', async () => {
    const payment = await queue();
    const due = await claimOne();
    expect(due).toMatchObject({
      paymentId: payment.id,
      orderId: payment.orderId,
      body: 'status=SUCCESS',
      endpoint: 'https://shop.example.com',
      delaysSeconds: [60, 600],
      sends: 1,
      sendsBefore: 0,
    });
    expect(await stateOf(due.id)).toMatchObject({ state: 'waiting', sends: 1, lease_owner: 'me' });
    expect(await claim({ owner: 'you' })).toEqual([]);
  });

  test('nothing that another worker takes at the same time ("Two workers, one callback")', async () => {
    for (let made = 0; made < 60; made += 1) await queue();
    const workers = Array.from({ length: 8 }, (_, at) =>
      claim({ owner: `worker-${at}`, perEndpointMax: 20 }),
    );
    const taken = (await Promise.all(workers)).flat().map(({ id }) => id);
    const rest = (await claim()).map(({ id }) => id);
    expect(new Set([...taken, ...rest]).size).toBe(60);
    expect(taken.length + rest.length).toBe(60);
  });

  test('around a row that somebody holds, without waiting for it', async () => {
    const [held, free] = [await queue(), await queue()];
    await store.db.transaction().execute(async (tx) => {
      await sql`select from callbacks where payment_id = ${held.id} for update`.execute(tx);
      expect((await claim()).map(({ paymentId }) => paymentId)).toEqual([free.id]);
    });
  });

  test("a payment's callbacks in their order: none while an earlier one waits", async () => {
    const payment = await queue();
    await queueRefund(payment);
    const first = await claimOne();
    expect(first.body).toBe('status=SUCCESS');
    expect(await claim()).toEqual([]);
    await outliveLeases();
    expect((await claim()).map(({ body }) => body)).toEqual(['status=SUCCESS']);
  });

  test('in the order of the events, though one notice told of them all and ids fall as they may', async () => {
    const payment = await openOne(store.db);
    const refund = refundFact(payment);
    const change = changeBy(payment, [paidFact(payment), refund]);
    const ids = change.callbacks.map(({ id }) => id).toSorted();
    const callbacks = change.callbacks.map((each, at) => ({ ...each, id: ids[1 - at] ?? '' }));
    await commitChanges(store.db, [{ ...change, callbacks }]);
    const due = await claimOne();
    expect(due.body).toBe('status=SUCCESS');
    const [next] = await recordSends(store.db, [sent(due, ACKNOWLEDGED)]);
    expect(next?.body).toBe('status=REFUND');
  });

  test('so many per endpoint, none of one that is full, and so many in all', async () => {
    for (const endpoint of ['https://a', 'https://b', 'https://c']) {
      for (let made = 0; made < 3; made += 1) await queue({ endpoint });
    }
    const endpoints = (all: readonly DueCallback[]) =>
      all.map(({ endpoint }) => endpoint).toSorted();
    const first = await claim({ perEndpointMax: 2, full: ['https://b'] });
    expect(endpoints(first)).toEqual(['https://a', 'https://a', 'https://c', 'https://c']);
    expect(await claim({ totalMax: 3 })).toHaveLength(3);
    expect(endpoints(await claim())).toHaveLength(2);
  });

  test('what a silent worker held, once its lease has run out, as a further send', async () => {
    await queue();
    const first = await claimOne('silent');
    await outliveLeases();
    expect(await claimOne()).toMatchObject({ id: first.id, sends: 2 });
  });

  test('nothing before its time', async () => {
    await queue();
    const due = await claimOne();
    await recordSends(store.db, [sent(due, { againInSeconds: 60 })]);
    expect(await claim()).toEqual([]);
  });
});

describe('a callback is sent three times at most', () => {
  test('though every process that held it died before it could say what came of it', async () => {
    await queue();
    for (const number of [1, 2, 3]) {
      expect((await claimOne()).sends).toBe(number);
      await outliveLeases();
    }
    expect(await claim()).toEqual([]);
    expect(await failExhausted(store.db)).toBe(1);
    const row = await store.db.selectFrom('callbacks').selectAll().executeTakeFirstOrThrow();
    expect(row).toMatchObject({ state: 'failed', sends: 3, last_error: 'interrupted' });
    expect(row.ended_at).not.toBeNull();
  });

  test('and fewer times where the app wants fewer', async () => {
    await queue({ delaysSeconds: [] });
    await claimOne();
    await outliveLeases();
    expect(await claim()).toEqual([]);
    expect(await failExhausted(store.db)).toBe(1);
  });

  test('and its last send is left alone while it is under way', async () => {
    await queue({ delaysSeconds: [] });
    await claimOne();
    expect(await failExhausted(store.db)).toBe(0);
  });

  test('also when it is next in line behind one that has just ended', async () => {
    const payment = await queue({ delaysSeconds: [] });
    await queueRefund(payment, { delaysSeconds: [] });
    const success = await claimOne();
    await recordSends(store.db, [sent(success, ACKNOWLEDGED)]);
    // The refund's only send is claimed by that record, and its worker dies.
    await outliveLeases();
    await resendCallbacks(store.db, { ids: [success.id] });
    const again = await claimOne();
    expect(again.id).toBe(success.id);
    expect(await recordSends(store.db, [sent(again, ACKNOWLEDGED)])).toEqual([undefined]);
  });
});

describe('the record of a send', () => {
  test('that was acknowledged ends the callback and hands out the next of the payment', async () => {
    const payment = await queue();
    await queueRefund(payment);
    const due = await claimOne();
    const [next] = await recordSends(store.db, [sent(due, ACKNOWLEDGED)]);
    expect(next).toMatchObject({ body: 'status=REFUND', paymentId: payment.id, sends: 1 });
    expect(await stateOf(due.id)).toMatchObject({ state: 'acknowledged', lease_owner: null });
    expect(await stateOf(next?.id ?? '')).toMatchObject({ lease_owner: 'me' });
  });

  test('that failed sets the time of the next one, and holds the rest of the payment back', async () => {
    const payment = await queue();
    await queueRefund(payment);
    const due = await claimOne();
    expect(await recordSends(store.db, [sent(due)])).toEqual([undefined]);
    expect(await stateOf(due.id)).toMatchObject({ state: 'waiting', last_error: 'status_not_2xx' });
    expect(await claimOne()).toMatchObject({ id: due.id, sends: 2 });
  });

  test('that failed for good lets the next one go', async () => {
    const payment = await queue();
    await queueRefund(payment);
    const due = await claimOne();
    const [next] = await recordSends(store.db, [sent(due, { againInSeconds: null })]);
    expect(next?.body).toBe('status=REFUND');
    expect(await stateOf(due.id)).toMatchObject({ state: 'failed' });
  });

  test('is kept with all that an operator asks about, many in one statement', async () => {
    await queue();
    await queue();
    const [first, second] = await claim();
    if (!first || !second) throw new Error('Two were due.');
    const reply = Buffer.from([0, 0xff, 0x33]);
    await recordSends(store.db, [
      sent(first, { reply, why: 'a "b", {c} \\ d' }),
      sent(second, { reply: null, statusCode: null, address: null }),
    ]);
    const rows = await store.db.selectFrom('callback_sends').selectAll().execute();
    const of = (due: DueCallback) => rows.find((row) => row.callback_id === due.id);
    expect(of(first)).toMatchObject({ number: 1, reply, why: 'a "b", {c} \\ d', status_code: 500 });
    expect(of(second)).toMatchObject({ reply: null, status_code: null, address: null });
  });

  test('by a worker whose lease was taken over is kept and decides nothing', async () => {
    await queue();
    const stale = await claimOne('stale');
    await outliveLeases();
    const due = await claimOne();
    await recordSends(store.db, [sent(stale, { owner: 'stale', againInSeconds: null })]);
    expect(await stateOf(due.id)).toMatchObject({ state: 'waiting', sends: 2, lease_owner: 'me' });
    const sends = await store.db.selectFrom('callback_sends').select('number').execute();
    expect(sends).toEqual([{ number: 1 }]);
  });

  test('unless it is the acknowledgement: then the merchant has it', async () => {
    await queue();
    const stale = await claimOne('stale');
    await outliveLeases();
    await claimOne();
    await recordSends(store.db, [sent(stale, { owner: 'stale', ...ACKNOWLEDGED })]);
    expect(await stateOf(stale.id)).toMatchObject({ state: 'acknowledged' });
  });

  test('of a failure after that acknowledgement changes nothing', async () => {
    await queue();
    const due = await claimOne();
    await recordSends(store.db, [sent(due, ACKNOWLEDGED)]);
    await recordSends(store.db, [sent(due, { number: 2, againInSeconds: 0 })]);
    expect(await stateOf(due.id)).toMatchObject({ state: 'acknowledged' });
  });
});

describe('a lease', () => {
  test('is kept while its send is under way, by its holder alone', async () => {
    await queue();
    const due = await claimOne();
    expect(await renewLeases(store.db, 'you', [due.id])).toEqual([]);
    await outliveLeases();
    expect(await renewLeases(store.db, 'me', [due.id, 'nobody'])).toEqual([due.id]);
    expect(await claim({ owner: 'you' })).toEqual([]);
  });

  test('is given back at once by a process that goes', async () => {
    await queue();
    const due = await claimOne();
    await expireLeases(store.db, 'you');
    expect(await claim({ owner: 'you' })).toEqual([]);
    await expireLeases(store.db, 'me');
    expect(await claimOne('you')).toMatchObject({ id: due.id, sends: 2 });
  });
});

describe('an operator has callbacks sent again', () => {
  async function failed(): Promise<DueCallback> {
    await queue();
    const due = await claimOne();
    await recordSends(store.db, [sent(due, { againInSeconds: null })]);
    return due;
  }

  test('with a full number of sends, numbered on from the earlier ones', async () => {
    const due = await failed();
    expect(await resendCallbacks(store.db, { ids: [due.id] })).toEqual([due.id]);
    for (const number of [2, 3, 4]) {
      const again = await claimOne();
      expect(again).toMatchObject({ sends: number, sendsBefore: 1 });
      await outliveLeases();
    }
    expect(await claim()).toEqual([]);
  });

  test('to the address that is registered now', async () => {
    const due = await failed();
    await sql`insert into apps (id, name, secret_sealed) values ('shop', 'Shop', '')`.execute(
      store.db,
    );
    await sql`insert into callback_urls values ('shop', '', 'https://New.example.com/n?a=1')`.execute(
      store.db,
    );
    await resendCallbacks(store.db, { ids: [due.id] });
    expect(await claimOne()).toMatchObject({
      url: 'https://New.example.com/n?a=1',
      endpoint: 'https://new.example.com',
      body: due.body,
    });
  });

  test('all that failed of an app since a time, and no others', async () => {
    const due = await failed();
    const acknowledged = await queue();
    await recordSends(store.db, [sent(await claimOne(), ACKNOWLEDGED)]);
    const waiting = await queue();
    const past = new Date(Date.now() - 60_000);
    const future = new Date(Date.now() + 60_000);
    expect(await countResendable(store.db, { appId: 'shop', since: past })).toBe(1);
    expect(await countResendable(store.db, { appId: null, since: null })).toBe(1);
    expect(await resendCallbacks(store.db, { appId: 'other', since: null })).toEqual([]);
    expect(await resendCallbacks(store.db, { appId: 'shop', since: future })).toEqual([]);
    expect(await resendCallbacks(store.db, { appId: 'shop', since: past })).toEqual([due.id]);
    expect([acknowledged.state, waiting.state]).toEqual(['paid', 'paid']);
  });

  test('one that is waiting anyway is left as it is', async () => {
    await queue();
    const due = await claimOne();
    expect(await resendCallbacks(store.db, { ids: [due.id] })).toEqual([]);
  });
});
