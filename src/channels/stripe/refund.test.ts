import { describe, expect, test } from 'vitest';
import { amount, type Scene, setScene } from './stripe.test-support.ts';

const refundsAt = ({ simulator }: Scene) =>
  [...simulator.api.state.sessions.values()].flatMap(({ intent }) => intent?.refunds ?? []);

describe('a refund', () => {
  test('is made once, however often it is asked for with its key', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    const first = await scene.refund(intentId, { reason: 'broken' });
    expect(first).toMatchObject({ kind: 'succeeded' });
    expect(await scene.refund(intentId, { reason: 'broken' })).toEqual(first);
    expect(refundsAt(scene)).toMatchObject([
      {
        amount: { currency: 'eur', units: 1234 },
        metadata: {
          ...{ paycenter_refund: 'f'.repeat(32), paycenter_account: 'acc_1', reason: 'broken' },
          paycenter_reference: scene.reference,
        },
      },
    ]);
  });

  test('of the same amount with another key is another', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    const half = { gross: amount('6.17'), full: false };
    await scene.refund(intentId, { ...half, refundId: 'a'.repeat(32) });
    await scene.refund(intentId, { ...half, refundId: 'b'.repeat(32) });
    expect(new Set(refundsAt(scene).map(({ id }) => id)).size).toBe(2);
  });

  test.each([
    ['PENDING', 'sent'],
    ['FAILED', 'failed'],
  ])('that Stripe calls %s is %s', async (status, kind) => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    await scene.control('refund_twist', { status });
    expect(await scene.refund(intentId)).toMatchObject({ kind });
  });

  test.each([
    'charge_not_refundable',
    'refund_disputed_payment',
    'insufficient_funds',
    'amount_too_small',
    'resource_missing',
    'permission',
  ])('that Stripe refuses has failed: %s', async (issue) => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    await scene.control('answer', { operation: 'refund', how: 'refuse', issue });
    expect(await scene.refund(intentId)).toMatchObject({ kind: 'failed' });
    expect(scene.calls('list')).toEqual([]);
  });

  test('is refused while the payment is disputed, and made while the bank only inquires', async () => {
    const scene = await setScene();
    const disputed = await scene.paid();
    await scene.control('dispute', { reference: disputed.sessionId });
    expect(await scene.refund(disputed.intentId)).toEqual({
      kind: 'failed',
      why: 'charge_disputed',
    });
    const other = await setScene();
    const inquired = await other.paid();
    await other.control('dispute', { reference: inquired.sessionId, stage: 'INQUIRY' });
    expect(await other.refund(inquired.intentId)).toMatchObject({ kind: 'succeeded' });
  });

  test('of fractions that Stripe does not take has failed, and nothing was asked', async () => {
    const scene = await setScene();
    expect(await scene.refund('pi_1', { gross: amount('1.234', 'KWD') })).toMatchObject({
      kind: 'failed',
    });
    expect(scene.calls('refund')).toEqual([]);
  });

  test.each([
    ['lose', {}],
    ['fail', { status: 500 }],
    ['refuse', { issue: 'rate_limit' }],
    ['refuse', { issue: 'idempotency_key_in_use' }],
  ])('whose answer is no answer is unknown, and can be repeated: %s %j', async (how, more) => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    await scene.control('answer', { operation: 'refund', how, ...more });
    expect(await scene.refund(intentId)).toMatchObject({ kind: 'unknown' });
    expect(await scene.refund(intentId)).toMatchObject({ kind: 'succeeded' });
    expect(refundsAt(scene)).toHaveLength(1);
  });

  test('that was made before Stripe failed, and fails again by the same key, is found', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    const made = await scene.refund(intentId);
    await scene.control('answer', { operation: 'refund', how: 'fail' });
    expect(await scene.refund(intentId)).toEqual(made);
  });

  test('whose key Stripe has forgotten is found by our mark', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    const made = await scene.refund(intentId);
    await scene.control('forget_keys');
    expect(await scene.refund(intentId)).toEqual(made);
    const other = { refundId: 'o'.repeat(32) };
    expect(await scene.refund(intentId, other)).toEqual({
      ...{ kind: 'failed', why: 'charge_already_refunded' },
    });
    expect(refundsAt(scene)).toHaveLength(1);
  });

  test('that is more than is left is looked for too, though Stripe has no code for it', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    const most = { gross: amount('12.00'), full: false };
    const made = await scene.refund(intentId, most);
    await scene.control('forget_keys');
    expect(await scene.refund(intentId, most)).toEqual(made);
    expect(await scene.refund(intentId, { ...most, refundId: 'o'.repeat(32) })).toMatchObject({
      kind: 'failed',
    });
  });

  test('whose key was used for something else is not taken for refused', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    await scene.refund(intentId, { gross: amount('4.00'), full: false });
    expect(await scene.refund(intentId)).toMatchObject({ kind: 'unknown' });
    await scene.control('forget_keys');
    const mixed = { operation: 'refund', how: 'refuse', issue: 'idempotency_error' };
    await scene.control('answer', mixed);
    const other = { refundId: 'o'.repeat(32) };
    expect(await scene.refund(intentId, other)).toMatchObject({ kind: 'unknown' });
  });

  test('that cannot be looked for now stays unknown', async () => {
    const scene = await setScene();
    const { intentId } = await scene.paid();
    await scene.refund(intentId);
    await scene.control('forget_keys');
    await scene.control('answer', { operation: 'list', how: 'lose' });
    expect(await scene.refund(intentId)).toMatchObject({ kind: 'unknown' });
  });
});
