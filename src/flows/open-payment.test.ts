import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { money } from '../domain/money.ts';
import { currency, usd } from '../domain/payment.test-support.ts';
import { findQrContent } from '../store/payments.ts';
import { found } from '../store/store.test-support.ts';
import {
  attemptOf,
  notify,
  opened,
  openTestCentre,
  paidNews,
  paymentRequest,
  type TestCentre,
} from './centre.test-support.ts';
import { openPayment } from './open-payment.ts';
import { startAnotherAttempt, startAttempt } from './start-attempt.ts';

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre();
});
afterAll(() => shop.close());

const shopper = { returnUrl: 'https://shop.example.com/back', language: 'en' };

function open(request: ReturnType<typeof paymentRequest>) {
  return openPayment(shop.centre, shop.app, request, shop.account);
}

describe('a request for an order', () => {
  test('sixty times at once is one payment with one attempt', async () => {
    const request = paymentRequest();
    const results = await Promise.all(Array.from({ length: 60 }, () => open(request)));
    const created = results.filter(({ kind }) => kind === 'created');
    expect(created).toHaveLength(1);
    const ids = results.map((each) => (each.kind === 'order_taken' ? '' : each.paymentId));
    expect(new Set(ids).size).toBe(1);
  });

  test.each([
    ['item', { item: 'another' }],
    ['gross', { gross: usd(1) }],
    ['currency (threats row 7)', { gross: money(100_00n, currency('JPY')) }],
    ['custom_data', { customData: 'x' }],
    ['activityid', { activityId: 'spring' }],
  ])('with another %s is another payment (threats row 9)', async (_, change) => {
    const request = paymentRequest();
    const first = await open(request);
    const second = await open({ ...request, ...change });
    expect([first.kind, second.kind]).toEqual(['created', 'created']);
  });

  test('is the same payment wherever the shopper is to return to, and without a custom_data as with an empty one', async () => {
    const request = paymentRequest();
    await open(request);
    const again = await open({ ...request, customData: '', returnUrl: shopper.returnUrl });
    expect(again.kind).toBe('known');
  });

  test('cannot be mistaken for another one by shifting text between its details', async () => {
    const request = paymentRequest({ item: 'a', customData: 'bc' });
    await open(request);
    expect((await open({ ...request, item: 'ab', customData: 'c' })).kind).toBe('created');
  });

  test('interleaved with that of a stranger pays what each of them asked (threats row 9)', async () => {
    const squatter = await opened(shop, { gross: usd(1) });
    const owner = await opened(shop, { orderId: squatter.orderId, gross: usd(100_00) });
    await notify(shop, [paidNews(owner)]);
    const [first, second] = [
      await found(shop.centre.db, squatter.id),
      await found(shop.centre.db, owner.id),
    ];
    expect([first.state, first.gross.minor]).toEqual(['created', 1n]);
    expect([second.state, second.gross.minor]).toEqual(['paid', 100_00n]);
    const later = await open(paymentRequest({ orderId: owner.orderId, gross: usd(2) }));
    expect(later.kind).toBe('order_taken');
  });

  test('without a channel waits for the shopper to choose one', async () => {
    const result = await openPayment(shop.centre, shop.app, paymentRequest(), null);
    expect(result).toMatchObject({ kind: 'created', attemptId: null });
  });
});

describe('an attempt', () => {
  test('stands in the database before the channel is asked, and is what the channel is told', async () => {
    const payment = await opened(shop);
    const attemptId = attemptOf(payment);
    let seen: string | undefined;
    shop.channel.onStart = async (request) => {
      seen = (await found(shop.centre.db, payment.id)).attempts[0]?.state;
      return { kind: 'redirect', url: `https://till.example/${request.reference}` };
    };
    const { centre, app, account } = shop;
    const toStart = { ...payment, paymentId: payment.id };
    const start = await startAttempt(centre, app, toStart, account, attemptId, 'de');
    expect(seen).toBe('started');
    expect(start).toEqual({
      kind: 'ready',
      attemptId,
      way: { kind: 'redirect', url: `https://till.example/${attemptId}` },
    });
    const request = shop.channel.starts.at(-1);
    expect(request).toMatchObject({ reference: attemptId, transId: payment.id, language: 'de' });
    expect(request?.noticeUrl).toBe('https://pay.example.com/channels/till/till-1/notice');
    expect(request?.gross).toEqual(usd(100_00));
  });

  test('that the channel refuses has failed, and another one may be made', async () => {
    const { centre, app, account, channel } = shop;
    const payment = await opened(shop);
    channel.onStart = async () => ({ kind: 'refused', why: 'closed today', retryable: true });
    const toStart = { ...payment, paymentId: payment.id };
    await startAttempt(centre, app, toStart, account, attemptOf(payment), 'en');
    const failed = await found(centre.db, payment.id);
    expect(failed.state).toBe('failed');
    expect(failed.attempts[0]?.reason).toBe('closed today');
    channel.onStart = async () => ({
      kind: 'qr',
      content: 'till://scan',
      channelReference: 'qr-1',
    });
    const second = await startAnotherAttempt(centre, app, failed, account, shopper);
    if (second.kind !== 'ready') throw new Error(second.kind);
    expect(await findQrContent(centre.db, second.attemptId)).toBe('till://scan');
    const now = await found(centre.db, payment.id);
    expect(now.state).toBe('created');
    expect(now.attempts[1]).toMatchObject({ channelReference: 'qr-1', state: 'started' });
  });

  test('is not made for a payment that is paid, nor for an order that is', async () => {
    const { centre, app, account } = shop;
    const payment = await opened(shop);
    const other = await opened(shop, { orderId: payment.orderId, item: 'other' });
    await notify(shop, [paidNews(payment)]);
    const start = (of: typeof payment) => startAnotherAttempt(centre, app, of, account, shopper);
    expect([await start(payment), await start(other)]).toEqual([
      { kind: 'payment_taken' },
      { kind: 'order_taken' },
    ]);
  });

  test('at a channel that is not there is a fault of ours', async () => {
    const payment = await opened(shop);
    const nowhere = { ...shop.account, channel: 'nowhere' };
    await expect(
      startAnotherAttempt(shop.centre, shop.app, payment, nowhere, shopper),
    ).rejects.toThrow('unknown channel nowhere');
  });
});
