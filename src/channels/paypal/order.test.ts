import { describe, expect, test } from 'vitest';
import { amount, type Scene, setScene } from './paypal.test-support.ts';

const HOUR_MS = 3_600_000;

describe('a payment begins', () => {
  test('with an order of our reference, at the place where the payer agrees to it', async () => {
    const scene = await setScene();
    const way = await scene.start();
    expect(way).toMatchObject({ kind: 'redirect' });
    const { url, channelReference = '' } = way as { url: string; channelReference?: string };
    expect(url).toBe(`${scene.simulator.url}/checkoutnow?token=${channelReference}`);
    expect(scene.simulator.api.state.orders.get(channelReference)).toMatchObject({
      ...{ customId: 'r'.repeat(32), invoiceId: 'r'.repeat(32), description: 'Tea' },
      amount: { currency: 'EUR', minor: 1234n },
    });
    const page = await (await fetch(url)).text();
    expect(page).toContain('12.34 EUR');
    expect(page).toContain('>Pay now</button>');
  });

  test('once, however often it is begun', async () => {
    const scene = await setScene();
    const ways = [await scene.start(), await scene.start()];
    expect(ways[1]).toEqual(ways[0]);
    expect(scene.simulator.api.state.orders.size).toBe(1);
  });

  test.each([
    ['500', 'JPY', '500'],
    ['500', 'HUF', '500'],
    ['30.10', 'USD', '30.10'],
  ])('%s %s is written %s', async (gross, currency, value) => {
    const scene = await setScene();
    await scene.start({ gross: amount(gross, currency) });
    const [order] = scene.simulator.api.state.orders.values();
    const { currency: code, minor } = order?.amount ?? { currency: '', minor: 0n };
    expect(code).toBe(currency);
    expect(minor).toBe(BigInt(value.replace('.', '')));
  });

  test('never with fractions that PayPal does not take', async () => {
    const scene = await setScene();
    expect(await scene.start({ gross: amount('500.50', 'HUF') })).toMatchObject({
      ...{ kind: 'refused', retryable: false },
    });
    expect(scene.calls('order')).toEqual([]);
  });

  test.each([
    ['DECIMAL_PRECISION', false],
    ['PAYEE_BLOCKED_TRANSACTION', false],
  ])('not when PayPal says %s', async (issue, retryable) => {
    const scene = await setScene();
    await scene.control('answer', { operation: 'order', how: 'refuse', issue });
    expect(await scene.start()).toEqual({ kind: 'refused', why: issue, retryable });
  });

  test('not while PayPal is away', async () => {
    const scene = await setScene();
    await scene.control('answer', { operation: 'order', how: 'fail', status: 503 });
    expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: true });
  });
});

describe('access tokens', () => {
  test('are shared by calls, those at the same time included', async () => {
    const scene = await setScene();
    await Promise.all(Array.from({ length: 8 }, () => scene.start()));
    await scene.start();
    expect(scene.calls('token')).toHaveLength(1);
  });

  test('are fetched anew, once, when PayPal does not take one any more', async () => {
    const scene = await setScene();
    await scene.start();
    const refuse = { operation: 'order', how: 'refuse', issue: 'AUTHENTICATION_FAILURE' };
    await scene.control('answer', refuse);
    expect(await scene.start()).toMatchObject({ kind: 'redirect' });
    expect(scene.calls('token')).toHaveLength(2);
    await scene.control('answer', { ...refuse, times: 2 });
    expect(await scene.start()).toMatchObject({ kind: 'refused' });
    expect(scene.calls('token')).toHaveLength(3);
  });

  test('are not had with wrong credentials', async () => {
    const scene = await setScene({ client_secret: 'wrong' });
    expect(await scene.start()).toMatchObject({
      ...{ kind: 'refused', why: 'no access token: invalid_client', retryable: false },
    });
  });
});

describe('asking', () => {
  test('collects what the payer has agreed to, once, with the payer and the fee', async () => {
    const scene = await setScene();
    const orderId = await scene.approved();
    const outcome = await scene.query(orderId);
    expect(outcome).toMatchObject({
      kind: 'facts',
      facts: [
        {
          ...{ kind: 'paid', gross: amount('12.34'), feeMinor: 92n },
          payerEmail: 'payer@paypal-simulator.example',
          subject: { reference: 'r'.repeat(32) },
        },
      ],
    });
    expect(await scene.query(orderId)).toEqual(outcome);
    expect(scene.calls('capture')).toEqual([
      expect.objectContaining({ key: `cap-${orderId}`, status: 201 }),
    ]);
  });

  test('collects nothing when the order is paid already', async () => {
    const scene = await setScene();
    const orderId = await scene.approved();
    expect(await scene.query(orderId, { collect: false })).toEqual({ kind: 'facts', facts: [] });
    expect(scene.calls('capture')).toEqual([]);
  });

  test('says nothing of an order that nobody has agreed to, until it is too old', async () => {
    const scene = await setScene();
    const way = await scene.start();
    const orderId = 'channelReference' in way ? (way.channelReference ?? null) : null;
    expect(await scene.query(orderId)).toEqual({ kind: 'facts', facts: [] });
    const long = { startedAtMs: Date.now() - 7 * HOUR_MS };
    expect(await scene.query(orderId, long)).toMatchObject({ facts: [{ kind: 'expired' }] });
    expect(await scene.query(null, long)).toMatchObject({ facts: [{ kind: 'expired' }] });
    expect(await scene.query(null)).toEqual({ kind: 'facts', facts: [] });
  });

  test('of an order that PayPal has forgotten', async () => {
    const scene = await setScene();
    const orderId = await scene.approved();
    await scene.control('forget_order', { reference: orderId });
    expect(await scene.query(orderId)).toMatchObject({ kind: 'unknown' });
    const long = { startedAtMs: Date.now() - 7 * HOUR_MS };
    expect(await scene.query(orderId, long)).toMatchObject({ facts: [{ kind: 'expired' }] });
  });

  test('finds out what a completed order came to: it need not be paid', async () => {
    const scene = await setScene();
    const orderId = await scene.approved();
    await scene.control('capture_twist', { status: 'PENDING', reason: 'PENDING_REVIEW' });
    const pending = { facts: [{ kind: 'pending', reason: 'PENDING_REVIEW' }] };
    expect(await scene.query(orderId)).toMatchObject(pending);
    expect(await scene.query(orderId)).toMatchObject(pending);
    await scene.control('capture_denied', { reference: orderId });
    expect(await scene.query(orderId)).toMatchObject({ facts: [{ kind: 'failed' }] });
  });

  test('tells of our own refunds too', async () => {
    const scene = await setScene();
    const { orderId, captureId } = await scene.captured();
    await scene.refund(captureId);
    expect(await scene.query(orderId)).toMatchObject({
      facts: [{ kind: 'paid' }, { kind: 'refund', refundId: 'f'.repeat(32), outcome: 'succeeded' }],
    });
  });
});

describe('a capture that PayPal refuses', () => {
  async function refused(issue: string): Promise<{ scene: Scene; orderId: string }> {
    const scene = await setScene();
    const orderId = await scene.approved();
    await scene.control('answer', { operation: 'capture', how: 'refuse', issue });
    return { scene, orderId };
  }

  test.each([
    'PAYER_CANNOT_PAY',
    'TRANSACTION_REFUSED',
    'COMPLIANCE_VIOLATION',
    'PAYER_ACCOUNT_RESTRICTED',
    'PAYEE_BLOCKED_TRANSACTION',
    'MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED',
  ])('for good has failed: %s', async (issue) => {
    const { scene, orderId } = await refused(issue);
    expect(await scene.query(orderId)).toMatchObject({
      facts: [{ kind: 'failed', reason: issue }],
    });
  });

  test('for now leaves the payer another way', async () => {
    const scene = await setScene();
    const orderId = await scene.approved();
    const about = { reference: orderId };
    await scene.control('approve_declined', about);
    expect(await scene.query(orderId)).toEqual({
      kind: 'facts',
      facts: [],
      payerUrl: `${scene.simulator.url}/checkoutnow?token=${orderId}`,
    });
    expect(await scene.query(orderId)).toEqual({ kind: 'facts', facts: [] });
    await scene.control('approve', about);
    expect(await scene.query(orderId)).toMatchObject({ facts: [{ kind: 'paid' }] });
  });

  test.each([
    'INSTRUMENT_DECLINED',
    'PAYER_ACTION_REQUIRED',
    'REDIRECT_PAYER_FOR_ALTERNATE_FUNDING',
  ])('for now, without a way to go again, has failed: %s', async (issue) => {
    const { scene, orderId } = await refused(issue);
    expect(await scene.query(orderId)).toMatchObject({
      facts: [{ kind: 'failed', reason: issue }],
    });
  });

  test.each(['ORDER_COMPLETION_IN_PROGRESS', 'PREVIOUS_REQUEST_IN_PROGRESS', 'A_NEW_ISSUE'])(
    'in a way that says nothing yet is asked about again: %s',
    async (issue) => {
      const { scene, orderId } = await refused(issue);
      expect(await scene.query(orderId)).toEqual({ kind: 'unknown', why: issue });
      expect(await scene.query(orderId)).toMatchObject({ facts: [{ kind: 'paid' }] });
      expect(new Set(scene.calls('capture').map(({ key }) => key))).toEqual(
        new Set([`cap-${orderId}`]),
      );
    },
  );

  test('because nobody has agreed to it is no news', async () => {
    const { scene, orderId } = await refused('ORDER_NOT_APPROVED');
    expect(await scene.query(orderId)).toEqual({ kind: 'facts', facts: [] });
  });

  test('because the reference was paid before is for a person', async () => {
    const { scene, orderId } = await refused('DUPLICATE_INVOICE_ID');
    expect(await scene.query(orderId)).toMatchObject({
      facts: [{ kind: 'unknown', word: 'DUPLICATE_INVOICE_ID' }],
    });
  });

  test('because it was captured is looked up', async () => {
    const scene = await setScene();
    const orderId = await scene.approved();
    await Promise.all([scene.query(orderId), scene.query(orderId)]);
    await scene.control('answer', { operation: 'capture', how: 'lose' });
    const order = scene.simulator.api.state.orders.get(orderId);
    // As if our reading had been overtaken by somebody else's capture.
    if (order) order.status = 'APPROVED';
    expect(order?.captures).toHaveLength(1);
    expect(await scene.query(orderId)).toMatchObject({ kind: 'unknown' });
    expect(await scene.query(orderId)).toMatchObject({ facts: [{ kind: 'paid' }] });
    expect(order?.captures).toHaveLength(1);
  });
});

describe('the payer’s address', () => {
  test('is read off the order', async () => {
    const scene = await setScene();
    const { orderId } = await scene.captured();
    const find = (reference: string | null) =>
      scene.paypal.findPayerEmail?.({
        ...{ account: scene.account, reference: 'r'.repeat(32), channelReference: reference },
        ...{ channelTransaction: null, gross: amount('12.34'), openRefunds: [] },
        ...{ startedAtMs: 0, collect: false },
      });
    expect(await find(orderId)).toBe('payer@paypal-simulator.example');
    expect(await find(null)).toBeUndefined();
    await scene.control('answer', { operation: 'read', how: 'fail' });
    expect(await find(orderId)).toBeUndefined();
  });
});
