import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { ChannelAccount } from '../domain/channel.ts';
import { bumpConfiguration } from '../store/apps.ts';
import { type BankDistrict, call, control, openDistrict } from './bank.test-support.ts';

let district: BankDistrict;
let bank: Awaited<ReturnType<BankDistrict['openBank']>>;
let account: ChannelAccount;

beforeAll(async () => {
  district = await openDistrict();
  bank = await district.openBank();
  account = await district.openAccount('sandbox');
});

afterEach(() => district.listener.answers(() => 200));
afterAll(() => district.close());

async function paidPayment(orderId: string) {
  const payment = await district.openPayment(account, orderId);
  const { status } = await control(bank, account.id, { order_id: orderId, action: 'pay' });
  expect(status).toBe(200);
  return payment;
}

describe('a notice', () => {
  test('is answered for only when PayCenter has accepted it, however long that takes', async () => {
    await district.openPayment(account, 'slow');
    let left = 2;
    district.listener.answers(() => (left-- > 0 ? 503 : 204));
    const { status, body } = await control(bank, account.id, { order_id: 'slow', action: 'pay' });
    expect([status, body.accepted, body.replies]).toEqual([200, true, [503, 503, 204]]);
  });

  test('that waits is sent by whoever opens next, and keeps its id', async () => {
    await district.openPayment(account, 'restart');
    district.listener.answers(() => 500);
    const first = await district.openBank();
    const order = { order_id: 'restart', action: 'pay', delay_ms: 1 };
    const { status, body } = await control(first, account.id, order);
    expect([status, body.accepted]).toEqual([202, false]);
    await first.close();
    district.listener.answers(() => 200);
    await expect.poll(() => statesOf(body.notices), { timeout: 10_000 }).toEqual(['accepted']);
  });

  test('whose bank stops while it waits is said to be on its way', async () => {
    const { reference } = await district.openPayment(account, 'closing');
    const closing = await district.openBank();
    district.listener.answers(() => 500);
    const answer = control(closing, account.id, { order_id: 'closing', action: 'pay' });
    const isHeard = () => district.listener.heard.some((each) => each.reference === reference);
    await expect.poll(isHeard).toBe(true);
    await closing.close();
    expect(await answer).toMatchObject({
      status: 502,
      body: { code: 'SANDBOX_NOTICE_NOT_ACCEPTED' },
    });
    district.listener.answers(() => 200);
    const again = await control(bank, account.id, { order_id: 'closing', action: 'pay' });
    expect(again.status).toBe(200);
  });

  test('that a dead process held is sent once its lease has run out', async () => {
    await district.openPayment(account, 'dead');
    const order = { order_id: 'dead', action: 'pay', delay_ms: 60_000 };
    const { body } = await control(bank, account.id, order);
    const [id] = body.notices;
    await sql`update sandbox_notices set next_at = now() - interval '1 s', lease_owner = 'dead',
      lease_until = now() - interval '1 s' where id = ${id}`.execute(district.db);
    await expect.poll(() => district.listener.heardOf(id).length, { timeout: 5_000 }).toBe(1);
  });

  test('is sent once, by whichever of several processes leases it', async () => {
    const other = await district.openBank();
    const ids: string[] = [];
    for (let number = 0; number < 60; number += 1) {
      await district.openPayment(account, `shared-${number}`);
      const order = { order_id: `shared-${number}`, action: 'pay', delay_ms: 300 };
      const { body } = await control(number % 2 ? bank : other, account.id, order);
      ids.push(...body.notices);
    }
    const sent = () => ids.map((id) => district.listener.heardOf(id).length);
    await expect.poll(sent, { timeout: 10_000 }).toEqual(ids.map(() => 1));
    await expect.poll(() => statesOf(ids)).toEqual(ids.map(() => 'accepted'));
    expect(sent()).toEqual(ids.map(() => 1));
  });

  test('nobody accepts for a day is given up', async () => {
    await district.openPayment(account, 'hopeless');
    district.listener.answers(({ id }) => (id === hopeless ? 400 : 200));
    let hopeless = '';
    const order = { order_id: 'hopeless', action: 'pay', delay_ms: 60_000 };
    const { body } = await control(bank, account.id, order);
    [hopeless] = body.notices;
    await sql`update sandbox_notices set next_at = now(), due_at = now() - interval '25 hours'
      where id = ${hopeless}`.execute(district.db);
    await expect.poll(() => statesOf([hopeless]), { timeout: 5_000 }).toEqual(['given_up']);
  });
});

async function statesOf(ids: readonly string[]): Promise<readonly string[]> {
  const { rows } = await sql<{ state: string }>`
    select state from sandbox_notices where id = any(${[...ids]}::text[])`.execute(district.db);
  return rows.map(({ state }) => state);
}

describe('the control door', () => {
  test('answers with the book, and where a person can go on', async () => {
    const { transId, reference } = await district.openPayment(account, 'book');
    const pay = { trans_id: transId, action: 'pay', gross: '29.50' };
    const { body } = await control(bank, account.id, pay);
    const ids = { trans_id: transId, order_id: 'book', reference };
    expect(body).toMatchObject({ ...ids, action: 'pay', accepted: true, replies: [200] });
    expect(body.payer_page).toBe(
      `https://pay.example/channels/sandbox/${account.id}/pay/${reference}`,
    );
    await control(bank, account.id, { trans_id: transId, action: 'refund', gross: '9.5' });
    const dispute = await control(bank, account.id, { trans_id: transId, action: 'dispute' });
    expect(dispute.body.book).toMatchObject({
      state: 'paid',
      asked: { gross: '30.00', currency: 'USD' },
      paid: { gross: '29.50', currency: 'USD' },
      left: '20.00',
      refunds: [{ gross: '9.50', currency: 'USD', state: 'succeeded' }],
      disputes: [{ gross: '20.00', currency: 'USD', state: 'open' }],
      reversals: [],
    });
  });

  test('means the newest payment of an order on that account, and its newest attempt there', async () => {
    const other = await district.openAccount('other');
    await district.openPayment(account, 'often');
    const newest = await district.openPayment(account, 'often', 100n);
    const retried = await district.retry(account, newest.transId);
    await district.retry(other, newest.transId);
    await district.openPayment(other, 'often');
    const { body } = await control(bank, account.id, { order_id: 'often', action: 'pay' });
    expect([body.trans_id, body.reference]).toEqual([newest.transId, retried]);
    expect(body.book.paid.gross).toBe('1.00');
  });

  test('does the same thing once, however many ask for it at the same moment', async () => {
    await district.openPayment(account, 'crowd');
    const crowd = Array.from({ length: 20 }, () =>
      control(bank, account.id, { order_id: 'crowd', action: 'pay' }),
    );
    const answers = await Promise.all(crowd);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.flatMap(({ body }) => body.notices)).size).toBe(1);
  });

  test('never lets more go back than came, however many ask at once', async () => {
    await paidPayment('greedy');
    const greedy = Array.from({ length: 20 }, (_, number) =>
      control(bank, account.id, {
        order_id: 'greedy',
        action: (['refund', 'reverse'] as const)[number % 2],
        gross: '4.00',
      }),
    );
    const statuses = (await Promise.all(greedy)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(7);
    expect(statuses.filter((status) => status === 409)).toHaveLength(13);
  });

  test('says what is impossible, and writes nothing', async () => {
    await district.openPayment(account, 'never');
    for (const action of ['dispute', 'dispute_won', 'reverse', 'reverse_won', 'refund']) {
      const { status, body } = await control(bank, account.id, { order_id: 'never', action });
      expect([status, body.code]).toEqual([409, 'SANDBOX_ACTION_IMPOSSIBLE']);
    }
    await paidPayment('some');
    for (const impossible of [
      { action: 'refund', gross: '30.01' },
      { action: 'dispute_won' },
      { action: 'decline' },
    ]) {
      const answer = await control(bank, account.id, { order_id: 'some', ...impossible });
      expect(answer.status).toBe(409);
    }
  });

  test('knows no account of another channel, of a live app, or of nobody; and no stranger’s payment', async () => {
    const other = await district.openAccount('elsewhere');
    const { transId } = await district.openPayment(other, 'theirs');
    for (const order of [
      { order_id: 'theirs' },
      { trans_id: transId },
      { order_id: 'none' },
      { trans_id: transId, order_id: 'none' },
    ]) {
      const { status, body } = await control(bank, account.id, { ...order, action: 'pay' });
      expect([status, body.code]).toEqual([404, 'PAYMENT_NOT_FOUND']);
    }
    const nobody = await control(bank, 'nobody', { order_id: 'theirs', action: 'pay' });
    expect([nobody.status, nobody.body.code]).toEqual([404, 'NOT_FOUND']);
    await changeTo(
      'NOT_FOUND',
      sql`update channel_accounts set channel = 'paypal' where id = ${other.id}`,
    );
    await changeTo(
      'PAYMENT_NOT_FOUND',
      sql`update channel_accounts set channel = 'sandbox' where id = ${other.id}`,
    );
    await changeTo('NOT_FOUND', sql`update apps set mode = 'live' where id = 'shop'`);
    await changeTo('PAYMENT_NOT_FOUND', sql`update apps set mode = 'test' where id = 'shop'`);

    async function changeTo(expected: string, change: ReturnType<typeof sql>) {
      await change.execute(district.db);
      await bumpConfiguration(district.db);
      const code = async () =>
        (await control(bank, other.id, { order_id: 'none', action: 'pay' })).body.code;
      await expect.poll(code, { timeout: 5_000 }).toBe(expected);
    }
  });

  test('names what is malformed', async () => {
    await district.openPayment(account, '7');
    const order = { order_id: '7', action: 'pay' };
    const wrong: [unknown, string, string | undefined][] = [
      ['', 'INVALID_PARAMETER', undefined],
      ['{', 'INVALID_PARAMETER', undefined],
      ['[]', 'INVALID_PARAMETER', undefined],
      ['null', 'INVALID_PARAMETER', undefined],
      [{ action: 'pay' }, 'MISSING_PARAMETER', 'trans_id'],
      [{ order_id: '7' }, 'MISSING_PARAMETER', 'action'],
      [{ ...order, order_id: ['7'] }, 'INVALID_PARAMETER', 'order_id'],
      [{ ...order, order_id: '7\0' }, 'INVALID_PARAMETER', 'order_id'],
      [{ ...order, action: 'toString' }, 'INVALID_PARAMETER', 'action'],
      [{ ...order, gross: '0' }, 'INVALID_GROSS', 'gross'],
      [{ ...order, gross: '-1' }, 'INVALID_GROSS', 'gross'],
      [{ ...order, gross: '1.001' }, 'INVALID_GROSS', 'gross'],
      [{ ...order, gross: '1e3' }, 'INVALID_GROSS', 'gross'],
      [{ ...order, gross: '999999999999999.9999', currency: 'CLF' }, 'INVALID_GROSS', 'gross'],
      ['{"order_id":"7","action":"pay","gross":1e1}', 'INVALID_GROSS', 'gross'],
      [{ ...order, currency: 'usd' }, 'INVALID_PARAMETER', 'currency'],
      [{ ...order, times: 0 }, 'INVALID_PARAMETER', 'times'],
      [{ ...order, times: 1.5 }, 'INVALID_PARAMETER', 'times'],
      [{ ...order, times: 1e9 }, 'INVALID_PARAMETER', 'times'],
      [{ ...order, delay_ms: -1 }, 'INVALID_PARAMETER', 'delay_ms'],
      [{ ...order, delay_ms: '1' }, 'INVALID_PARAMETER', 'delay_ms'],
      [{ ...order, forge: 'magic' }, 'INVALID_PARAMETER', 'forge'],
      [{ ...order, forge: true, delay_ms: 5 }, 'INVALID_PARAMETER', 'delay_ms'],
    ];
    for (const [given, code, parameter] of wrong) {
      const { status, body } = await control(bank, account.id, given);
      expect([given, status, body.code, body.parameter]).toEqual([given, 400, code, parameter]);
    }
    const large = await control(bank, account.id, { ...order, note: 'x'.repeat(70_000) });
    expect([large.status, large.body.code]).toEqual([413, 'REQUEST_TOO_LARGE']);
    // Numbers are taken as they are written, not as floats.
    const { body } = await control(bank, account.id, '{"order_id":7,"action":"pay","gross":30.10}');
    expect(body.book.paid.gross).toBe('30.10');
  });
});

describe('the doors for the account', () => {
  test('open only to its own signature, not long ago', async () => {
    const { reference } = await paidPayment('signed');
    const charge = `charges/${reference}`;
    expect((await call(bank, account, charge)).status).toBe(200);
    const other = await district.openAccount('thief');
    const wrong = [
      { headers: {} },
      { secret: '' },
      { secret: other.settings.notice_secret ?? '' },
      { atMs: Date.now() - 400_000 },
      { atMs: Date.now() + 400_000 },
    ];
    for (const given of wrong) {
      expect((await call(bank, account, charge, given)).status).toBe(403);
      const json = { refund_id: 'r1', gross: '1.00', currency: 'USD' };
      expect((await call(bank, account, `${charge}/refunds`, { ...given, json })).status).toBe(403);
    }
    expect((await call(bank, other, charge)).status).toBe(404);
  });

  test('state everything that has happened, in its order', async () => {
    const { reference } = await paidPayment('stated');
    for (const action of ['dispute', 'reverse', 'dispute_won']) {
      await control(bank, account.id, { order_id: 'stated', action });
    }
    const { body } = await call(bank, account, `charges/${reference}`);
    expect(body.statements.map(({ type }: { type: string }) => type)).toEqual([
      'payment.paid',
      'dispute.opened',
      'reversal.made',
      'dispute.won',
      'reversal.canceled',
    ]);
    const unseen = await district.openPayment(account, 'unseen');
    const answer = await call(bank, account, `charges/${unseen.reference}`);
    expect([answer.status, answer.body.code]).toEqual([404, 'PAYMENT_NOT_FOUND']);
  });

  test('make a refund once for its id, at whatever moment it is repeated, and never more than is left', async () => {
    const { reference } = await paidPayment('returned');
    const refund = (refundId: string, gross = '20.00') =>
      call(bank, account, `charges/${reference}/refunds`, {
        json: { refund_id: refundId, gross, currency: 'USD' },
      });
    const answers = await Promise.all(Array.from({ length: 10 }, () => refund('r2')));
    const [first] = answers;
    expect(first).toMatchObject({ status: 200, body: { refund_id: 'r2', state: 'succeeded' } });
    expect(answers).toEqual(answers.map(() => first));
    expect((await refund('r3')).status).toBe(409);
    expect((await refund('r4', '10.00')).status).toBe(200);
    const told = () =>
      district.listener.heard.filter(
        (notice) => notice.reference === reference && notice.type === 'refund.succeeded',
      );
    await expect.poll(() => new Set(told().map(({ id }) => id)).size).toBe(2);
    for (const json of [{}, { refund_id: 'r5', gross: '1.00', currency: 'EUR' }]) {
      expect((await call(bank, account, `charges/${reference}/refunds`, { json })).status).toBe(
        400,
      );
    }
  });
});
