import { describe, expect, test } from 'vitest';
import { REFERENCE, type Scene, setScene, yuan } from './alipay.test-support.ts';

const NUMBER = `refund_${'f'.repeat(32)}`;
const PART = { gross: yuan('4.00'), full: false };

function refundsOf({ simulator }: Scene) {
  return (simulator.gateway.state.trades[0]?.refunds ?? []).map(({ number, fen }) => [
    number,
    Number(fen),
  ]);
}

describe('a refund', () => {
  test('is made once, however often it is asked for with its number', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    const first = await scene.refund(tradeNo, PART);
    expect(first).toEqual({
      ...{ kind: 'succeeded', channelRefund: NUMBER },
      occurredAtMs: expect.any(Number),
    });
    expect(await scene.refund(tradeNo, PART)).toEqual(first);
    expect(refundsOf(scene)).toEqual([[NUMBER, 400]]);
  });

  test('of all there is, asked for again, has been made', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.refund(tradeNo);
    expect(await scene.refund(tradeNo)).toMatchObject({ kind: 'succeeded' });
    expect(scene.calls('refund_query')).toEqual([]);
  });

  test('of the same amount with another number is another', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.refund(tradeNo, PART);
    await scene.refund(tradeNo, { ...PART, refundId: 'g'.repeat(32) });
    expect(refundsOf(scene)).toHaveLength(2);
  });

  test('takes its reason along, as much as fits', async () => {
    const scene = await setScene();
    await scene.refund(await scene.paid(), { reason: '坏'.repeat(300) });
    expect(scene.calls('refund')[0]?.content.refund_reason).toBe('坏'.repeat(256));
  });

  test.each([
    'ACQ.SELLER_BALANCE_NOT_ENOUGH',
    'ACQ.TRADE_HAS_FINISHED',
    'ACQ.REASON_TRADE_BEEN_FREEZEN',
    'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
    'ACQ.TRADE_HAS_CLOSE',
    'ACQ.TRADE_STATUS_ERROR',
    'ACQ.DREAMT_OF',
  ])('that Alipay refuses has failed: %s', async (issue) => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.control('answer', { operation: 'refund', how: 'refuse', issue });
    expect(await scene.refund(tradeNo)).toEqual({ kind: 'failed', why: issue });
    expect(refundsOf(scene)).toEqual([]);
  });

  test.each(['ACQ.TRADE_HAS_CLOSE', 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', 'ACQ.DREAMT_OF'])(
    'that was made is found, when its repeat is refused: %s',
    async (issue) => {
      const scene = await setScene();
      const tradeNo = await scene.paid();
      await scene.control('answer', { operation: 'refund', how: 'lose' });
      expect(await scene.refund(tradeNo)).toMatchObject({ kind: 'unknown' });
      await scene.control('answer', { operation: 'refund', how: 'refuse', issue });
      expect(await scene.refund(tradeNo)).toMatchObject({
        ...{ kind: 'succeeded', channelRefund: NUMBER },
      });
    },
  );

  test('that is refused is unknown while nobody can say whether it was made', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.control('answer', {
      ...{ operation: 'refund', how: 'refuse', issue: 'ACQ.TRADE_HAS_CLOSE' },
    });
    await scene.control('answer', { operation: 'refund_query', how: 'fail' });
    expect(await scene.refund(tradeNo)).toEqual({ kind: 'unknown', why: 'isp.unknow-error' });
  });

  test('that takes its time is unknown until it was made', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.control('refund_twist');
    const unknown = { kind: 'unknown', why: 'not confirmed yet' };
    expect(await scene.refund(tradeNo, PART)).toEqual(unknown);
    expect(await scene.refund(tradeNo, PART)).toEqual(unknown);
    await scene.control('refund_completes', { reference: REFERENCE });
    expect(await scene.refund(tradeNo, PART)).toMatchObject({ kind: 'succeeded' });
    expect(refundsOf(scene)).toEqual([[NUMBER, 400]]);
  });

  test.each([
    ['lose', {}],
    ['fail', {}],
    ['fail', { status: 500 }],
    ['refuse', { issue: 'ACQ.SYSTEM_ERROR' }],
    ['refuse', { issue: 'isv.invalid-signature' }],
  ])('is unknown when its answer is no answer: %s %o', async (how, more) => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.control('answer', { operation: 'refund', how, ...more });
    expect(await scene.refund(tradeNo)).toMatchObject({ kind: 'unknown' });
  });

  test('is unknown when the answer has a wrong signature, and found by a repeat', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    await scene.control('sign_answers', { how: 'wrong' });
    expect(await scene.refund(tradeNo, PART)).toMatchObject({ kind: 'unknown' });
    await scene.control('sign_answers', { how: 'good' });
    expect(await scene.refund(tradeNo, PART)).toMatchObject({ kind: 'succeeded' });
    expect(refundsOf(scene)).toHaveLength(1);
  });
});

describe('a refund from the dashboard', () => {
  const toldOf = async (scene: Scene) =>
    (await scene.told()).map(
      (fact) => fact.kind === 'refund' && [fact.gross, fact.grossMayBeTotal],
    );

  test.each(['total', 'single'])(
    'has its own amount, whether notices tell the %s',
    async (mode) => {
      const scene = await setScene();
      await scene.paid();
      await scene.control('refund_fee', { mode });
      const told = [];
      for (const amount of ['3.00', '4.00', '4.00']) {
        await scene.control('refund', { reference: REFERENCE, amount });
        told.push(...(await toldOf(scene)));
      }
      expect(told).toEqual([
        [yuan('3.00'), undefined],
        [yuan('4.00'), undefined],
        [yuan('4.00'), undefined],
      ]);
    },
  );

  test.each([
    ['lose', {}],
    ['fail', {}],
    ['refuse', { issue: 'ACQ.INVALID_PARAMETER' }],
  ])('is doubtful when Alipay does not say: %s', async (how, more) => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('refund', { reference: REFERENCE, amount: '3.00' });
    await scene.control('refund', { reference: REFERENCE, amount: '4.00' });
    await scene.control('answer', { operation: 'refund_query', how, ...more });
    expect(await toldOf(scene)).toEqual([[yuan('7.00'), true]]);
  });

  test('is told from ours, which nobody is asked about', async () => {
    const scene = await setScene();
    await scene.refund(await scene.paid(), PART);
    expect(await scene.told()).toMatchObject([
      { kind: 'refund', refundId: 'f'.repeat(32), channelRefund: NUMBER },
    ]);
    expect(scene.calls('refund_query')).toEqual([]);
  });
});
