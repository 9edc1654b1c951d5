import { describe, expect, test } from 'vitest';
import { createKeys } from '../../../simulators/wechatpay/keys.ts';
import { money } from '../../domain/money.ts';
import { CODE_LIFE_MS, withinBytes } from './order.ts';
import {
  NOTICE_URL,
  REFERENCE,
  REFUND_ID,
  type Scene,
  setScene,
  yuan,
} from './wechatpay.test-support.ts';

const HOUR_MS = 3_600_000;
const order = ({ simulator }: Scene) => simulator.api.state.orders.get(REFERENCE);

describe('a payment begins', () => {
  test('with an order of our reference, and a code that leads to it', async () => {
    const scene = await setScene();
    const way = await scene.start();
    expect(way).toEqual({
      kind: 'qr',
      content: `${scene.simulator.url}/pay/${order(scene)?.code}`,
    });
    expect(order(scene)).toMatchObject({
      ...{ description: 'Tea', notifyUrl: NOTICE_URL },
      amount: { total: 1234, currency: 'CNY' },
    });
  });

  test('and the code runs out when we say so', async () => {
    const scene = await setScene();
    const before = Date.now();
    await scene.start();
    const lifeMs = (order(scene)?.expiresAtMs ?? 0) - before;
    expect(Math.abs(lifeMs - CODE_LIFE_MS)).toBeLessThan(60_000);
    expect(order(scene)?.timeExpire).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/);
    expect(scene.wechatpay.capabilities.codeLifeMs).toBe(CODE_LIFE_MS);
  });

  test('with as much of the item as fits', async () => {
    const scene = await setScene();
    expect(await scene.start({ item: `${'茶'.repeat(200)}` })).toMatchObject({ kind: 'qr' });
    expect(order(scene)?.description).toBe('茶'.repeat(42));
    expect(withinBytes('a🫖b', 4)).toBe('a');
    expect(withinBytes('a🫖b', 5)).toBe('a🫖');
  });

  test.each([
    ['PARAM_ERROR', false],
    ['NO_AUTH', false],
    ['OUT_TRADE_NO_USED', false],
    ['FREQUENCY_LIMITED', true],
    ['RULE_LIMIT', true],
    ['SYSTEM_ERROR', true],
  ])('not when WeChat Pay says %s', async (issue, retryable) => {
    const scene = await setScene();
    await scene.control('answer', { operation: 'order', how: 'refuse', issue });
    expect(await scene.start()).toEqual({ kind: 'refused', why: issue, retryable });
  });

  test.each([
    ['lose', {}],
    ['fail', { status: 503 }],
  ])('not without an answer: %s', async (how, more) => {
    const scene = await setScene();
    await scene.control('answer', { operation: 'order', how, ...more });
    expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: true });
  });

  test.each(['unsigned', 'signature', 'other_key', 'serial', 'stale', 'future'] as const)(
    'not with a code that nobody vouches for: %s',
    async (fault) => {
      const scene = await setScene();
      await scene.missign('order', fault);
      expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: true });
    },
  );

  test('not with another merchant’s key, which WeChat Pay does not know', async () => {
    const scene = await setScene({ private_key: createKeys().merchantPrivateKey });
    expect(await scene.start()).toMatchObject({ kind: 'refused' });
    expect(scene.calls('order')).toEqual([401]);
    expect(order(scene)).toBeUndefined();
  });

  test('not without a key of our own: nothing is sent', async () => {
    const scene = await setScene({ private_key: '' });
    expect(await scene.start()).toMatchObject({ kind: 'refused' });
    expect(scene.calls('order')).toEqual([]);
  });

  test('never for more than JSON can count', async () => {
    const scene = await setScene();
    const gross = money(2n ** 53n, yuan('1').currency);
    expect(await scene.start({ gross })).toMatchObject({ kind: 'refused', retryable: false });
    expect(scene.calls('order')).toEqual([]);
  });
});

describe('a signature that is sent to try us', () => {
  test('is not believed, and the question is asked once more', async () => {
    const scene = await setScene();
    await scene.missign('order', 'probe');
    expect(await scene.start()).toMatchObject({ kind: 'qr' });
    expect(scene.calls('order')).toEqual([200, 200]);
    expect(scene.simulator.api.state.orders.size).toBe(1);
  });

  test('twice is no answer', async () => {
    const scene = await setScene();
    await scene.paid();
    await scene.missign('query', 'probe', 2);
    expect(await scene.query()).toMatchObject({ kind: 'unknown' });
  });
});

describe('asking', () => {
  test('tells of a payment, by its whole amount whatever coupon was used', async () => {
    const scene = await setScene();
    await scene.start();
    await scene.control('notices', { mode: 'drop' });
    await scene.control('approve', { reference: REFERENCE, payer_total: 1000 });
    const { transactionId = '', atMs = 0 } = order(scene)?.payment ?? {};
    expect(await scene.query()).toEqual({
      kind: 'facts',
      facts: [
        {
          kind: 'paid',
          subject: { reference: REFERENCE, channelTransaction: transactionId },
          occurredAtMs: Math.floor(atMs / 1_000) * 1_000,
          gross: yuan('12.34'),
          channelTransaction: transactionId,
        },
      ],
    });
  });

  test.each([
    ['other money', { amount: { total: 1, currency: 'CNY' } }, { gross: yuan('0.01') }],
    [
      'another currency',
      { amount: { total: 1234, currency: 'HKD' } },
      { gross: yuan('12.34', 'HKD') },
    ],
    ['another merchant', { mchid: '1900000002' }, { wrongReceiver: true }],
    ['another app', { appid: 'wx0000000000000002' }, { wrongReceiver: true }],
  ])('tells of %s as it is', async (_, paid, fact) => {
    const scene = await setScene();
    await scene.start();
    await scene.control('notices', { mode: 'drop' });
    await scene.control('approve', { reference: REFERENCE, ...paid });
    expect(await scene.query()).toMatchObject({ facts: [{ kind: 'paid', ...fact }] });
  });

  test('still finds the payment after money has gone back', async () => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.control('refund', { reference: REFERENCE });
    expect(order(scene)?.state).toBe('REFUND');
    expect(await scene.query()).toMatchObject({
      facts: [{ kind: 'paid', channelTransaction: transaction, gross: yuan('12.34') }],
    });
  });

  test.each([
    ['approve_slowly', { kind: 'pending', reason: 'USERPAYING' }],
    ['approval_fails', { kind: 'failed', reason: 'PAYERROR' }],
    ['close', { kind: 'expired', reason: 'CLOSED' }],
  ])('says how an order stands: %s', async (action, fact) => {
    const scene = await setScene();
    await scene.start();
    await scene.control(action, { reference: REFERENCE });
    expect(await scene.query()).toMatchObject({ kind: 'facts', facts: [fact] });
  });

  test.each([
    ['unsigned', ['unsigned']],
    ['signed by another', ['other_key']],
    ['out of date', ['stale']],
  ] as const)('believes no answer that is %s, and no refusal either', async (_, faults) => {
    const scene = await setScene();
    await scene.paid();
    for (const fault of faults) {
      await scene.missign('query', fault);
      expect(await scene.query()).toMatchObject({ kind: 'unknown' });
      await scene.control('answer', {
        operation: 'query',
        how: 'refuse',
        issue: 'ORDER_NOT_EXIST',
      });
      await scene.missign('query', fault);
      const long = { startedAtMs: Date.now() - HOUR_MS };
      expect(await scene.query(long)).toMatchObject({ kind: 'unknown' });
    }
  });

  test('believes no answer about another order, well signed as it is', async () => {
    const scene = await setScene();
    await scene.paid();
    const other = 'o'.repeat(32);
    const { orders } = scene.simulator.api.state;
    const paid = order(scene);
    if (paid) orders.set(other, paid);
    expect(await scene.query({ reference: other })).toEqual({
      kind: 'unknown',
      why: 'another order',
    });
  });

  test.each([
    [500, 'SYSTEM_ERROR'],
    [429, 'FREQUENCY_LIMITED'],
  ])('that is answered with %i is asked again later', async (status, why) => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('answer', { operation: 'query', how: 'fail', status });
    expect(await scene.query()).toEqual({ kind: 'unknown', why });
  });
});

describe('an order that nobody has paid', () => {
  test('is left alone while its code is good', async () => {
    const scene = await setScene();
    await scene.start();
    expect(await scene.query()).toEqual({ kind: 'facts', facts: [] });
    expect(scene.calls('close')).toEqual([]);
  });

  test('is closed once the code has run out, and has expired by that', async () => {
    const scene = await setScene();
    await scene.start();
    const startedAtMs = Date.now() - HOUR_MS;
    expect(await scene.query({ startedAtMs })).toMatchObject({ facts: [{ kind: 'expired' }] });
    expect(order(scene)?.state).toBe('CLOSED');
    expect(await scene.query({ startedAtMs })).toMatchObject({ facts: [{ kind: 'expired' }] });
  });

  test('is closed when the order was paid in another way, so that nobody pays twice', async () => {
    const scene = await setScene();
    await scene.start();
    const outcome = await scene.query({ collect: false });
    expect(outcome).toMatchObject({ facts: [{ kind: 'canceled' }] });
    expect(order(scene)?.state).toBe('CLOSED');
  });

  test.each([
    ['refuse', { issue: 'ORDER_CLOSED' }, { facts: [{ kind: 'expired' }] }],
    ['fail', {}, { kind: 'unknown' }],
    ['unsigned', {}, { kind: 'unknown' }],
  ])('has ended only when it is closed: %s %j', async (how, more, outcome) => {
    const scene = await setScene();
    await scene.start();
    await scene.control('answer', { operation: 'close', how, ...more });
    const told = await scene.query({ startedAtMs: Date.now() - HOUR_MS });
    expect(told).toMatchObject(outcome);
  });

  test('and cannot be closed yet is asked about again', async () => {
    const scene = await setScene();
    await scene.start();
    const refused = { operation: 'close', how: 'refuse', issue: 'INVALID_REQUEST' };
    await scene.control('answer', refused);
    const told = await scene.query({ startedAtMs: Date.now() - HOUR_MS });
    expect(told).toEqual({ kind: 'facts', facts: [] });
  });

  test('and that WeChat Pay does not know has expired, but not before its time', async () => {
    const scene = await setScene();
    expect(await scene.query()).toEqual({ kind: 'facts', facts: [] });
    const outcome = await scene.query({ startedAtMs: Date.now() - HOUR_MS });
    expect(outcome).toMatchObject({ facts: [{ kind: 'expired' }] });
  });
});

describe('asking about refunds under way', () => {
  const openRefunds = [{ refundId: REFUND_ID, channelRefund: null }];

  test.each([
    ['PROCESSING', 'sent'],
    ['SUCCESS', 'succeeded'],
    ['ABNORMAL', 'failed'],
    ['CLOSED', 'failed'],
  ])('tells what has become of each: %s', async (status, outcome) => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.control('refund_twist', { status });
    await scene.refund(transaction);
    expect(await scene.query({ openRefunds })).toMatchObject({
      facts: [
        { kind: 'paid' },
        {
          ...{ kind: 'refund', refundId: REFUND_ID, gross: yuan('12.34'), outcome },
          subject: { reference: REFERENCE, channelTransaction: transaction },
        },
      ],
    });
  });

  test.each(['unsigned', 'other_key'] as const)('believes no answer that is %s', async (fault) => {
    const scene = await setScene();
    await scene.refund(await scene.paid());
    await scene.missign('refund_query', fault);
    const outcome = await scene.query({ openRefunds });
    expect(outcome.kind === 'facts' && outcome.facts.map(({ kind }) => kind)).toEqual(['paid']);
  });

  test('finds nothing of one that never came there', async () => {
    const scene = await setScene();
    await scene.paid();
    const outcome = await scene.query({ openRefunds });
    expect(outcome.kind === 'facts' && outcome.facts.map(({ kind }) => kind)).toEqual(['paid']);
  });
});
