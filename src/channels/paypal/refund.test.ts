import { describe, expect, test } from 'vitest';
import { amount, setScene } from './paypal.test-support.ts';

describe('a refund', () => {
  test('is made once, however often it is asked for with its key', async () => {
    const scene = await setScene();
    const { captureId } = await scene.captured();
    const first = await scene.refund(captureId);
    expect(first).toMatchObject({ kind: 'succeeded' });
    expect(await scene.refund(captureId)).toEqual(first);
    const [order] = scene.simulator.api.state.orders.values();
    expect(order?.captures[0]?.returned).toHaveLength(1);
  });

  test('of the same amount with another key is another', async () => {
    const scene = await setScene();
    const { captureId } = await scene.captured();
    const half = { gross: amount('6.17'), full: false };
    const refunds = [
      await scene.refund(captureId, { ...half, refundId: 'a'.repeat(32) }),
      await scene.refund(captureId, { ...half, refundId: 'b'.repeat(32) }),
    ];
    expect(new Set(refunds.map((each) => 'channelRefund' in each && each.channelRefund)).size).toBe(
      2,
    );
  });

  test.each([
    ['PENDING', 'sent'],
    ['FAILED', 'failed'],
  ])('that PayPal calls %s is %s', async (status, kind) => {
    const scene = await setScene();
    const { captureId } = await scene.captured();
    await scene.control('refund_twist', { status });
    expect(await scene.refund(captureId)).toMatchObject({ kind });
  });

  test.each([
    'REFUND_CAPTURE_CURRENCY_MISMATCH',
    'REFUND_TIME_LIMIT_EXCEEDED',
    'REFUND_FAILED_INSUFFICIENT_FUNDS',
    'PENDING_CAPTURE',
    'PARTIAL_REFUND_NOT_ALLOWED',
    'MAX_NUMBER_OF_REFUNDS_EXCEEDED',
    'REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK',
    'TRANSACTION_DISPUTED',
    'PERMISSION_DENIED',
    'INVALID_RESOURCE_ID',
  ])('that PayPal refuses has failed: %s', async (issue) => {
    const scene = await setScene();
    const { captureId } = await scene.captured();
    await scene.control('answer', { operation: 'refund', how: 'refuse', issue });
    expect(await scene.refund(captureId)).toEqual({ kind: 'failed', why: issue });
  });

  test.each([
    ['lose', {}],
    ['fail', { status: 500 }],
    ['fail', { status: 429 }],
    ['refuse', { issue: 'PREVIOUS_REQUEST_IN_PROGRESS' }],
  ])('whose answer is no answer is unknown, and can be repeated: %s %j', async (how, more) => {
    const scene = await setScene();
    const { captureId } = await scene.captured();
    await scene.control('answer', { operation: 'refund', how, ...more });
    expect(await scene.refund(captureId)).toMatchObject({ kind: 'unknown' });
    expect(await scene.refund(captureId)).toMatchObject({ kind: 'succeeded' });
    const [order] = scene.simulator.api.state.orders.values();
    expect(order?.captures[0]?.returned).toHaveLength(1);
  });

  test.each(['CAPTURE_FULLY_REFUNDED', 'REFUND_AMOUNT_EXCEEDED', 'DUPLICATE_INVOICE_ID'])(
    'whose key PayPal has forgotten is found by our mark: %s',
    async (issue) => {
      const scene = await setScene();
      const { orderId, captureId } = await scene.captured();
      const made = await scene.refund(captureId);
      const forgotten = { operation: 'refund', how: 'refuse', issue };
      await scene.control('answer', { ...forgotten, times: 2 });
      expect(await scene.refund(captureId, { channelReference: orderId })).toEqual(made);
      const other = { channelReference: orderId, refundId: 'o'.repeat(32) };
      expect(await scene.refund(captureId, other)).toEqual({ kind: 'failed', why: issue });
    },
  );
});
