import { describe, expect, test } from 'vitest';
import { amount, REFUND_ID, type Scene, setScene } from './moneybookers.test-support.ts';

const part = { gross: amount('4.00'), full: false };
const made = (scene: Scene) =>
  scene.refunds().map(({ amount: { minor, currency }, status }) => [minor, currency, status]);

describe('a refund', () => {
  test('of all names no amount, and tells where it is to be told of', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    const outcome = await scene.refund(id, { reason: 'broken' });
    const [refund] = scene.refunds();
    expect(outcome).toEqual({ kind: 'succeeded', channelRefund: refund?.id });
    expect(refund?.merchantFields).toEqual({ refund_id: REFUND_ID });
    expect(refund?.statusUrl).toMatch(
      new RegExp(`/refund-notice\\?payment=r{32}&refund=${REFUND_ID}&proof=[0-9a-f]{32}$`),
    );
    expect(made(scene)).toEqual([[1234n, 'EUR', '2']]);
    expect(scene.calls()).toEqual(['prepare', 'refund_prepare', 'refund']);
  });

  test('of the same part with another id is another', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.refund(id, part);
    await scene.refund(id, { ...part, refundId: 'g'.repeat(32) });
    expect(made(scene)).toEqual([
      [400n, 'EUR', '2'],
      [400n, 'EUR', '2'],
    ]);
  });

  test.each([
    ['PENDING', 'sent'],
    ['FAILED', 'failed'],
  ])('that Skrill calls %s is %s', async (status, kind) => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.control('refund_twist', { status });
    expect(await scene.refund(id)).toMatchObject({ kind });
  });

  test.each(['refund_prepare', 'refund'])(
    'that Skrill refuses has failed: %s',
    async (operation) => {
      const scene = await setScene();
      const id = await scene.paid();
      const issues = [
        ...['CANNOT_LOGIN', 'LOGIN_INVALID', 'PAYMENT_DENIED', 'LOCK_LEVEL_9', 'SESSION_EXPIRED'],
        ...['BALANCE_NOT_ENOUGH', 'CC_REFUND_FAILED', 'RESERVE_EXCEEDED', 'MISSING_AMOUNT'],
      ];
      for (const issue of issues) {
        await scene.control('answer', { operation, how: 'refuse', issue });
        expect(await scene.refund(id, { refundId: issue })).toEqual({ kind: 'failed', why: issue });
      }
      expect(made(scene)).toEqual([]);
    },
  );
});

describe('all of a payment is given back once', () => {
  test.each(
    ['refund_prepare', 'refund'].flatMap((operation) =>
      [
        { how: 'lose' },
        { how: 'fail', status: 500 },
        { how: 'refuse', issue: 'GENERIC_ERROR' },
      ].map((twist) => ({ operation, ...twist })),
    ),
  )('although an answer was none: %j', async (twist) => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.control('answer', twist);
    expect(await scene.refund(id)).toMatchObject({ kind: 'unknown' });
    expect(await scene.refund(id)).toMatchObject({ kind: 'succeeded' });
    expect(await scene.refund(id)).toMatchObject({ kind: 'succeeded' });
    expect(made(scene)).toEqual([[1234n, 'EUR', '2']]);
  });

  test('although a later answer is a refusal: the lost one may have been no refusal', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.control('answer', { operation: 'refund', how: 'fail', status: 502 });
    await scene.refund(id);
    for (const operation of ['refund_prepare', 'refund']) {
      await scene.control('answer', { operation, how: 'refuse', issue: 'BALANCE_NOT_ENOUGH' });
      expect(await scene.refund(id)).toMatchObject({ kind: 'unknown' });
    }
    await scene.control('refund_twist', { status: 'FAILED' });
    expect(await scene.refund(id)).toMatchObject({ kind: 'unknown' });
    expect(await scene.refund(id)).toMatchObject({ kind: 'succeeded' });
  });
});

describe('a part of a payment is given back once', () => {
  test('and not again when its answer was lost: Skrill’s notice has to tell', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.control('answer', { operation: 'refund', how: 'lose' });
    expect(await scene.refund(id, part)).toMatchObject({ kind: 'unknown' });
    expect(await scene.refund(id, part)).toMatchObject({ kind: 'unknown' });
    expect(made(scene)).toEqual([[400n, 'EUR', '2']]);
    // What another refund does to the payment says nothing of this one.
    await scene.refund(id, { gross: amount('8.34'), full: false, refundId: 'g'.repeat(32) });
    expect(await scene.refund(id, part)).toMatchObject({ kind: 'unknown' });
    expect(made(scene)).toHaveLength(2);
  });

  test.each([
    { operation: 'query', how: 'lose' },
    { operation: 'query', how: 'refuse', issue: '401\t\tCannot login' },
    { operation: 'refund_prepare', how: 'lose' },
    { operation: 'refund_prepare', how: 'fail', status: 500 },
  ])('and again when nothing had moved: %j', async (twist) => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.control('answer', twist);
    expect(await scene.refund(id, part)).toMatchObject({ kind: 'unknown' });
    expect(await scene.refund(id, part)).toMatchObject({ kind: 'succeeded' });
    expect(made(scene)).toEqual([[400n, 'EUR', '2']]);
  });

  test('by one of two who ask at once', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    const outcomes = await Promise.all([scene.refund(id, part), scene.refund(id, part)]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['succeeded', 'unknown']);
    expect(made(scene)).toEqual([[400n, 'EUR', '2']]);
  });

  test('and has failed when all had gone back before', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.refund(id);
    const late = { ...part, refundId: 'g'.repeat(32) };
    expect(await scene.refund(id, late)).toEqual({ kind: 'failed', why: 'ALREADY_REFUNDED' });
  });
});

describe('of a payment that the account received in another currency', () => {
  test('a part is the same share of it, never more than it in sum', async () => {
    const scene = await setScene();
    await scene.control('account', { currency: 'GBP' });
    const id = await scene.paid();
    for (const refundId of ['a', 'b', 'c']) {
      const third = { gross: amount('4.11'), full: false, refundId: refundId.repeat(32) };
      expect(await scene.refund(id, third)).toMatchObject({ kind: 'succeeded' });
    }
    expect(made(scene)).toEqual(Array(3).fill([357n, 'GBP', '2']));
  });

  test('all is all', async () => {
    const scene = await setScene();
    await scene.control('account', { currency: 'JPY' });
    const id = await scene.paid();
    expect(await scene.refund(id)).toMatchObject({ kind: 'succeeded' });
    expect(made(scene)).toEqual([[2056n, 'JPY', '2']]);
  });

  test('a part that comes to nothing has failed', async () => {
    const scene = await setScene();
    await scene.control('account', { currency: 'GBP' });
    const id = await scene.paid();
    const least = { gross: amount('0.01'), full: false };
    expect(await scene.refund(id, least)).toMatchObject({
      kind: 'failed',
      why: expect.stringMatching(/GBP/),
    });
  });
});
