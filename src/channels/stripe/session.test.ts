import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { amount, setScene } from './stripe.test-support.ts';

const HOUR_MS = 3_600_000;
const FEE_MINOR = 43n;

describe('a payment begins', () => {
  test('with a session of our reference, at its page', async () => {
    const scene = await setScene();
    const way = await scene.start();
    expect(way).toMatchObject({ kind: 'redirect' });
    const { url, channelReference = '' } = way as { url: string; channelReference?: string };
    expect(url).toBe(`${scene.simulator.url}/c/pay/${channelReference}`);
    const marks = {
      ...{ paycenter_reference: scene.reference, paycenter_account: 'acc_1' },
      order_id: 'order-1',
    };
    expect(scene.simulator.api.state.sessions.get(channelReference)).toMatchObject({
      ...{ clientReferenceId: scene.reference, metadata: marks, intentMetadata: marks },
      ...{ amount: { currency: 'eur', units: 1234 }, name: 'Tea', locale: 'de' },
      successUrl: 'https://pay.example/pay/return/1?lang=de',
      cancelUrl: 'https://pay.example/pay/return/1?lang=de&canceled=1',
    });
    expect(await (await fetch(url)).text()).toContain('12.34 EUR');
  });

  test('once, however often it is begun and whenever', async () => {
    const scene = await setScene();
    const first = await scene.start();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
    onTestFinished(() => void vi.useRealTimers());
    expect(await scene.start()).toEqual(first);
    expect(scene.simulator.api.state.sessions.size).toBe(1);
  });

  test.each([
    ['zh-CN', 'zh'],
    ['zh-TW', 'zh-TW'],
    ['pt', 'pt-BR'],
    // Stripe has no Arabic page: the browser decides.
    ['ar', 'auto'],
  ])('in the payer’s language, as far as Stripe speaks it: %s', async (language, locale) => {
    const scene = await setScene();
    await scene.start({ language });
    const [session] = scene.simulator.api.state.sessions.values();
    expect(session?.locale).toBe(locale);
  });

  test.each([
    ['x'.repeat(255), 250],
    ['🍵'.repeat(255), 500],
    ['   ', 'order-1'.length],
  ])('with a name that Stripe takes', async (item, length) => {
    const scene = await setScene();
    expect(await scene.start({ item })).toMatchObject({ kind: 'redirect' });
    const [session] = scene.simulator.api.state.sessions.values();
    expect(session?.name).toHaveLength(length);
  });

  test('never with fractions that Stripe does not take', async () => {
    const scene = await setScene();
    expect(await scene.start({ gross: amount('1.234', 'KWD') })).toMatchObject({
      ...{ kind: 'refused', retryable: false },
    });
    expect(scene.calls('session')).toEqual([]);
  });

  test('not when Stripe refuses', async () => {
    const scene = await setScene();
    expect(await scene.start({ gross: amount('0.10', 'USD') })).toEqual({
      ...{ kind: 'refused', why: 'amount_too_small', retryable: false },
    });
  });

  test('not while Stripe is away', async () => {
    const scene = await setScene();
    await scene.control('answer', { operation: 'session', how: 'fail', status: 503 });
    expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: true });
  });
});

describe('asking', () => {
  test('finds the money, with its fee, and the same again', async () => {
    const scene = await setScene();
    const { sessionId, intentId } = await scene.paid();
    const outcome = await scene.query(sessionId);
    expect(outcome).toMatchObject({
      kind: 'facts',
      facts: [
        {
          ...{ kind: 'paid', gross: amount('12.34'), feeMinor: FEE_MINOR },
          channelTransaction: intentId,
          subject: { reference: scene.reference, channelTransaction: intentId },
        },
      ],
    });
    expect(outcome.kind === 'facts' && outcome.facts[0]).not.toHaveProperty('payerEmail');
    expect(await scene.query(sessionId)).toMatchObject({ facts: [{ kind: 'paid' }] });
  });

  test.each(['permission', 'parameter_invalid'])(
    'by a key that may not see the fee finds the money without it: %s',
    async (issue) => {
      const scene = await setScene();
      const { sessionId, intentId } = await scene.paid();
      await scene.control('answer', { operation: 'read', how: 'refuse', issue });
      const outcome = await scene.query(sessionId);
      expect(outcome).toMatchObject({ facts: [{ kind: 'paid', channelTransaction: intentId }] });
      expect(outcome.kind === 'facts' && outcome.facts[0]).not.toHaveProperty('feeMinor');
    },
  );

  test('says nothing of a session that waits for its payer', async () => {
    const scene = await setScene();
    const sessionId = await scene.opened();
    expect(await scene.query(sessionId)).toEqual({ kind: 'facts', facts: [] });
  });

  test('closes a session whose order is paid already: nobody pays twice', async () => {
    const scene = await setScene();
    const sessionId = await scene.opened();
    const paidAlready = { collect: false };
    expect(await scene.query(sessionId, paidAlready)).toMatchObject({
      facts: [{ kind: 'canceled' }],
    });
    expect(scene.simulator.api.state.sessions.get(sessionId)?.status).toBe('expired');
    expect(await scene.query(sessionId, paidAlready)).toMatchObject({
      facts: [{ kind: 'expired' }],
    });
  });

  test('does not take a session for closed that cannot be', async () => {
    const scene = await setScene();
    const sessionId = await scene.opened();
    const answer = { operation: 'expire', how: 'refuse', issue: 'checkout_session_not_open' };
    await scene.control('answer', answer);
    expect(await scene.query(sessionId, { collect: false })).toEqual({ kind: 'facts', facts: [] });
    await scene.control('answer', { operation: 'expire', how: 'lose' });
    expect(await scene.query(sessionId, { collect: false })).toMatchObject({ kind: 'unknown' });
  });

  test('of a session that has expired, that Stripe has forgotten, or that never was', async () => {
    const scene = await setScene();
    const sessionId = await scene.opened();
    await scene.control('expire', { reference: sessionId });
    expect(await scene.query(sessionId)).toMatchObject({ facts: [{ kind: 'expired' }] });
    await scene.control('forget_session', { reference: sessionId });
    const long = { startedAtMs: Date.now() - 4 * HOUR_MS };
    expect(await scene.query(sessionId)).toMatchObject({ kind: 'unknown' });
    expect(await scene.query(sessionId, long)).toMatchObject({ facts: [{ kind: 'expired' }] });
    expect(await scene.query(null)).toEqual({ kind: 'facts', facts: [] });
    expect(await scene.query(null, long)).toMatchObject({ facts: [{ kind: 'expired' }] });
  });

  test('follows money that takes days: on its way, come, or not', async () => {
    const scene = await setScene();
    const sessionId = await scene.opened();
    await scene.control('approve_bank', { reference: sessionId });
    expect(await scene.query(sessionId)).toMatchObject({
      facts: [{ kind: 'pending', reason: 'processing' }],
    });
    await scene.control('capture_denied', { reference: sessionId });
    expect(await scene.query(sessionId)).toMatchObject({
      facts: [{ kind: 'failed', reason: 'insufficient_funds' }],
    });
  });

  test('tells what has become of the money since', async () => {
    const scene = await setScene();
    const { sessionId, intentId } = await scene.paid();
    await scene.refund(intentId, { gross: amount('4.00'), full: false });
    await scene.control('refund', {
      reference: sessionId,
      amount: { currency_code: 'EUR', value: '1.00' },
    });
    await scene.control('refund_fails', { reference: sessionId });
    await scene.control('dispute', { reference: sessionId });
    expect(await scene.query(sessionId)).toMatchObject({
      facts: [
        { kind: 'paid' },
        { kind: 'refund', gross: amount('1.00'), outcome: 'failed' },
        {
          ...{ kind: 'refund', gross: amount('4.00'), outcome: 'succeeded' },
          refundId: 'f'.repeat(32),
        },
        { kind: 'dispute', gross: amount('12.34'), outcome: 'open' },
      ],
    });
  });

  test('does not keep new money waiting for what came after it, and does not pretend to know', async () => {
    const scene = await setScene();
    const { sessionId, intentId } = await scene.paid();
    const known = { channelTransaction: intentId };
    await scene.control('answer', { operation: 'list', how: 'fail', times: 4 });
    expect(await scene.query(sessionId)).toMatchObject({ facts: [{ kind: 'paid' }] });
    expect(await scene.query(sessionId, known)).toMatchObject({ kind: 'unknown' });
    const hidden = [
      { how: 'refuse', issue: 'permission' },
      { how: 'fail', status: 404 },
    ];
    for (const answer of hidden) {
      await scene.control('answer', { operation: 'list', times: 2, ...answer });
      expect(await scene.query(sessionId, known)).toMatchObject({ facts: [{ kind: 'paid' }] });
    }
  });

  test('finds a session that asked for nothing, which is not what we asked for', async () => {
    const scene = await setScene();
    const { sessionId } = await scene.paid();
    const session = scene.simulator.api.state.sessions.get(sessionId);
    if (session?.intent)
      Object.assign(session.intent, { id: '', amount: { currency: 'eur', units: 0 } });
    expect(await scene.query(sessionId)).toMatchObject({
      facts: [{ kind: 'paid', gross: { minor: 0n }, channelTransaction: sessionId }],
    });
    expect(await scene.query(sessionId, { channelTransaction: 'pi_1' })).toMatchObject({
      facts: [{ kind: 'paid', channelTransaction: 'pi_1' }],
    });
  });

  test.each(['lose', 'fail'])('is answered later: %s', async (how) => {
    const scene = await setScene();
    const { sessionId } = await scene.paid();
    await scene.control('answer', { operation: 'read', how });
    expect(await scene.query(sessionId)).toMatchObject({ kind: 'unknown' });
    expect(await scene.query(sessionId)).toMatchObject({ facts: [{ kind: 'paid' }] });
  });
});
