/** What is asked of channels leaves a transcript, and counts for the health of the account. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { currentRecording, type Exchange } from '../exchanges.ts';
import { countRecentCalls } from '../store/channel-calls.ts';
import { findPaymentWhole } from '../store/payment-whole.ts';
import { askChannel } from './ask-channel.ts';
import { attemptOf, opened, openTestCentre, paid, type TestCentre } from './centre.test-support.ts';
import { listChannels } from './channel-view.ts';
import { refundPayment } from './refund-payment.ts';
import { startAnotherAttempt } from './start-attempt.ts';
import { TILL_SECRET } from './test-channel.test-support.ts';

let test_: TestCentre;
beforeEach(async () => {
  test_ = await openTestCentre();
});
afterEach(() => test_.close());

/** What the till's server replies, as its client would tell it. */
function replies(status: number | null, over: Partial<Exchange> = {}): void {
  currentRecording()?.exchanges.push({
    ...{ method: 'GET', address: 'till.example/orders/1', asked: null, status },
    ...{ answered: '{"status":"OPEN"}', tookMs: 5, ...over },
  });
}

async function calls(paymentId: string) {
  const whole = await findPaymentWhole(test_.centre.db, paymentId);
  return whole?.timeline.filter(({ kind }) => kind === 'channel_call') ?? [];
}

async function ask(payment: Awaited<ReturnType<typeof opened>>) {
  const [attempt] = payment.attempts;
  if (!attempt) throw new Error('It has an attempt.');
  return askChannel(test_.centre, test_.app, payment, attempt);
}

test('a question and its answer stand in the story of the payment', async () => {
  const payment = await opened(test_);
  test_.channel.onQuery = async () => {
    replies(503, { answered: null });
    return { kind: 'unknown', why: 'status 503' };
  };
  await ask(payment);
  expect(await calls(payment.id)).toMatchObject([
    {
      ...{ operation: 'query', outcome: 'unknown', why: 'status 503', failed: true },
      text: 'till-1 was asked how it stands: GET till.example/orders/1 503 in 5 ms; unknown, status 503.',
      exchanges: [{ status: 503, answered: null, took_ms: 5 }],
    },
  ]);
});

test('the same answer to the same question is counted, and not written again and again', async () => {
  const payment = await opened(test_);
  let status = 200;
  test_.channel.onQuery = async () => {
    replies(status, { tookMs: Math.round(performance.now()), channelTrace: `${Math.random()}` });
    return { kind: 'facts', facts: [] };
  };
  for (let n = 0; n < 5; n += 1) await ask(payment);
  status = 500;
  await ask(payment);
  const kept = await calls(payment.id);
  // At the turn of the ten minutes, a second row begins.
  const answered = kept.filter(({ failed }) => failed === false);
  expect(answered.length).toBeLessThan(3);
  expect(answered.reduce((sum, { times }) => sum + Number(times), 0)).toBe(5);
  expect(kept).toHaveLength(answered.length + 1);
});

test('two refunds that were answered alike are two calls', async () => {
  const payment = await paid(test_);
  test_.channel.onRefund = async (_, made) => {
    replies(200);
    return made;
  };
  await refundPayment(test_.centre, payment.id, { gross: '1.00' });
  await refundPayment(test_.centre, payment.id, { gross: '1.00' });
  expect(await calls(payment.id)).toHaveLength(2);
});

test('a call that goes over no wire costs nothing, and leaves nothing', async () => {
  const payment = await opened(test_);
  await ask(payment);
  expect(await calls(payment.id)).toEqual([]);
});

test('an adapter that breaks has still asked what it asked', async () => {
  const payment = await opened(test_);
  test_.channel.onQuery = async () => {
    replies(200);
    throw new Error('it cannot read its own reply');
  };
  await expect(ask(payment)).rejects.toThrow('its own reply');
  expect(await calls(payment.id)).toMatchObject([{ outcome: 'broken_off' }]);
});

test('the adapter is given the secrets that no transcript may show', async () => {
  const payment = await opened(test_);
  let secrets: readonly string[] | undefined;
  test_.channel.onQuery = async () => {
    secrets = currentRecording()?.secrets;
    return { kind: 'facts', facts: [] };
  };
  await ask(payment);
  expect([...new Set(secrets)]).toEqual([TILL_SECRET]);
  expect(currentRecording()).toBeUndefined();
});

test('a transcript that cannot be kept does not lose what the channel said', async () => {
  const payment = await paid(test_);
  test_.channel.onRefund = async (_, made) => {
    replies(200, { answered: 'x' });
    return made;
  };
  const centre = {
    ...test_.centre,
    keepCall: async () => {
      throw new Error('the table is away');
    },
  };
  expect(await refundPayment(centre, payment.id)).toMatchObject({ state: 'succeeded' });
});

test('what a channel writes into its replies never keeps a transcript out of the database', async () => {
  const payment = await opened(test_);
  test_.channel.onQuery = async () => {
    replies(200, { answered: 'half \ud800 and \0 nothing' });
    return { kind: 'facts', facts: [] };
  };
  await ask(payment);
  expect(await calls(payment.id)).toHaveLength(1);
});

test('an account whose calls fail is in trouble, in this process and in the books of all', async () => {
  const { account, otherAccount, centre } = test_;
  test_.channel.onStart = async () => {
    replies(null, { why: 'connect refused' });
    return { kind: 'refused', why: 'connect refused', retryable: true };
  };
  const payment = await opened(test_);
  const shopper = { returnUrl: null, language: 'en' };
  for (let n = 0; n < 3; n += 1) {
    expect(centre.health.isTroubled(account.id)).toBe(false);
    await startAnotherAttempt(centre, test_.app, payment, account, shopper);
  }
  expect(centre.health.isTroubled(account.id)).toBe(true);
  expect(centre.health.isTroubled(otherAccount.id)).toBe(false);
  expect(centre.health.troubled()).toEqual([{ id: account.id, channel: 'till' }]);
  const channels = await listChannels(centre, 'shop');
  expect(channels.map(({ account: id, health }) => [id, health])).toEqual([
    [account.id, { calls: 3, failures: 3, troubled: true }],
    [otherAccount.id, { calls: 0, failures: 0, troubled: false }],
  ]);
});

test('a decline is no trouble of the channel, nor is a mistake of ours', async () => {
  const payment = await opened(test_);
  const statuses = [400, 401, 403, 422, 422, 402];
  test_.channel.onQuery = async () => {
    replies(statuses.shift() ?? 400);
    return { kind: 'unknown', why: 'INSTRUMENT_DECLINED' };
  };
  for (let n = 0; n < 6; n += 1) await ask(payment);
  expect(test_.centre.health.isTroubled(test_.account.id)).toBe(false);
  const recent = await countRecentCalls(test_.centre.db, [test_.account.id], 600_000);
  expect(recent.get(test_.account.id)).toEqual({
    ...{ calls: 6, failures: 0, lastFailureAtMs: null, repliesSinceFailure: 6 },
  });
});

test('an adapter that breaks at the start has led nobody anywhere: the attempt has failed', async () => {
  const payment = await opened(test_);
  test_.channel.onStart = async () => {
    throw new Error('a mistake of ours');
  };
  const shopper = { returnUrl: null, language: 'en' };
  const start = await startAnotherAttempt(
    ...[test_.centre, test_.app, payment, test_.account, shopper],
  );
  expect(start).toMatchObject({ kind: 'ready', way: { kind: 'refused', retryable: true } });
  const now = await findPaymentWhole(test_.centre.db, payment.id);
  const states = now?.attempts.map(({ id, state }) =>
    id === attemptOf(payment) ? 'first' : state,
  );
  expect(states).toEqual(['first', 'failed']);
});
