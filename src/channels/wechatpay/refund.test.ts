import { describe, expect, test } from 'vitest';
import {
  REFERENCE,
  REFUND_ID,
  REFUND_NOTICE_URL,
  type Scene,
  setScene,
  yuan,
} from './wechatpay.test-support.ts';

const refunds = ({ simulator }: Scene) =>
  simulator.api.state.orders.get(REFERENCE)?.refunds.map(({ fen, outRefundNo }) => ({
    fen,
    outRefundNo,
  }));

describe('a refund', () => {
  test('has begun by the answer, under our number and with an address for its end', async () => {
    const scene = await setScene();
    const outcome = await scene.refund(await scene.paid(), { reason: '破损'.repeat(40) });
    const [made] = scene.simulator.api.state.orders.get(REFERENCE)?.refunds ?? [];
    expect(outcome).toMatchObject({ kind: 'sent', channelRefund: made?.refundId });
    expect(made).toMatchObject({
      ...{ outRefundNo: REFUND_ID, fen: 1234, notifyUrl: REFUND_NOTICE_URL },
    });
  });

  test('of a part names the whole', async () => {
    const scene = await setScene();
    const transaction = await scene.paid();
    const part = { gross: yuan('4.00'), full: false };
    expect(await scene.refund(transaction, part)).toMatchObject({ kind: 'sent' });
    const again = { ...part, refundId: 'g'.repeat(32) };
    expect(await scene.refund(transaction, again)).toMatchObject({ kind: 'sent' });
    expect(refunds(scene)?.map(({ fen }) => fen)).toEqual([400, 400]);
  });

  test('is made once, however often it is asked for', async () => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.refund(transaction);
    expect(await scene.refund(transaction)).toMatchObject({ kind: 'succeeded' });
    expect(refunds(scene)).toHaveLength(1);
  });

  test.each([
    ['AT_ONCE', { kind: 'succeeded' }],
    ['PROCESSING', { kind: 'sent' }],
  ])('may end before it is answered, or not: %s', async (status, outcome) => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.control('refund_twist', { status });
    expect(await scene.refund(transaction)).toMatchObject(outcome);
  });

  test.each([
    ['ABNORMAL', { kind: 'failed', why: 'ABNORMAL' }],
    ['CLOSED', { kind: 'failed', why: 'CLOSED' }],
  ])('that has ended as %s is told so when it is asked for again', async (status, outcome) => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.control('refund_twist', { status });
    await scene.refund(transaction);
    expect(await scene.refund(transaction)).toEqual(outcome);
  });

  test.each(['NOT_ENOUGH', 'NO_AUTH', 'USER_ACCOUNT_ABNORMAL', 'RESOURCE_NOT_EXISTS'])(
    'that WeChat Pay refuses has failed: %s',
    async (issue) => {
      const scene = await setScene();
      const transaction = await scene.paid();
      await scene.control('answer', { operation: 'refund', how: 'refuse', issue });
      expect(await scene.refund(transaction)).toEqual({ kind: 'failed', why: issue });
    },
  );

  test.each<[how: string, more: object]>([
    ['lose', {}],
    ['fail', { status: 500 }],
    ['fail', { status: 429 }],
    ['refuse', { issue: 'SYSTEM_ERROR' }],
    ['refuse', { issue: 'FREQUENCY_LIMITED' }],
    // Whom WeChat Pay does not know it answers unsigned.
    ['refuse', { issue: 'SIGN_ERROR' }],
    ...['unsigned', 'signature', 'other_key', 'serial', 'stale', 'future'].map(
      (fault): [string, object] => [fault, {}],
    ),
  ])('whose answer is no answer is unknown, and can be repeated: %s %j', async (how, more) => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.control('answer', { operation: 'refund', how, ...more });
    expect(await scene.refund(transaction)).toMatchObject({ kind: 'unknown' });
    expect((await scene.refund(transaction)).kind).toMatch(/^(sent|succeeded)$/);
    expect(refunds(scene)).toEqual([{ fen: 1234, outRefundNo: REFUND_ID }]);
  });

  test('that is refused by an answer that nobody vouches for is unknown', async () => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.control('answer', { operation: 'refund', how: 'refuse', issue: 'NOT_ENOUGH' });
    await scene.missign('refund', 'unsigned');
    expect(await scene.refund(transaction)).toMatchObject({ kind: 'unknown' });
  });
});

describe('a refund that is repeated in other words', () => {
  const moved = { noticeUrl: 'http://127.0.0.1:9/moved' };

  test('is refused, and found to have been made', async () => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.refund(transaction);
    expect(await scene.refund(transaction, moved)).toMatchObject({ kind: 'succeeded' });
    expect(refunds(scene)).toHaveLength(1);
  });

  test('and never was made has failed', async () => {
    const scene = await setScene();
    const tooMuch = { gross: yuan('20.00') };
    expect(await scene.refund(await scene.paid(), tooMuch)).toEqual({
      ...{ kind: 'failed', why: 'INVALID_REQUEST' },
    });
  });

  test('is unknown while it cannot be looked for', async () => {
    const scene = await setScene();
    const transaction = await scene.paid();
    await scene.refund(transaction);
    await scene.control('answer', { operation: 'refund_query', how: 'fail' });
    expect(await scene.refund(transaction, moved)).toEqual({
      ...{ kind: 'unknown', why: 'INVALID_REQUEST' },
    });
  });
});
