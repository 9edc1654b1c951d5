import { describe, expect, test } from 'vitest';
import { money } from './money.ts';
import {
  attempt,
  currency,
  fact,
  hear,
  openedPayment,
  paid,
  paidPayment,
  settled,
  usd,
  words,
} from './payment.test-support.ts';
import { settlementRefusal } from './settle.ts';

describe('money that a person accepts', () => {
  test('pays the order, and the merchant is told what really came (threats row 8)', () => {
    const { payment, events } = hear(openedPayment(), [
      paid(0, usd(60_00)),
      settled(1, 'accepted'),
      settled(2, 'accepted'),
    ]);
    expect(payment.state).toBe('paid');
    expect(words(events)).toEqual(['SUCCESS 6000']);
  });

  test('is told in its own currency, and so is what goes back of it', () => {
    const yen = money(100n, currency('JPY'));
    const { events } = hear(openedPayment(), [
      paid(0, yen),
      settled(1, 'accepted'),
      fact(2, { kind: 'refund', channelRefund: 're_1', gross: yen, outcome: 'succeeded' }),
    ]);
    expect(events.map((each) => `${each.status} ${each.grossMinor} ${each.currency}`)).toEqual([
      'SUCCESS 100 JPY',
      'REFUND -100 JPY',
    ]);
  });

  test('keeps the address of its payer', () => {
    const news = { ...paid(0, usd(60_00)), payerEmail: 'payer@example.com' };
    expect(hear(openedPayment(), [news]).payment.payerEmail).toBe('payer@example.com');
  });

  test('may have been refused by mistake before', () => {
    const slip = [paid(0, usd(60_00)), settled(1, 'refused'), settled(2, 'accepted', 'refused')];
    expect(words(hear(openedPayment(), slip).events)).toEqual(['SUCCESS 6000']);
  });
});

test('a word about money that has meanwhile become something else is not heard', () => {
  const both = [paid(0, usd(60_00)), settled(1, 'refused'), settled(2, 'accepted', 'review')];
  const { payment, events } = hear(openedPayment(), both);
  expect(payment.attempts).toMatchObject([{ state: 'refused' }]);
  expect(events).toEqual([]);
});

describe('money that a person refuses', () => {
  const refused = [paid(0, usd(60_00)), settled(1, 'refused')];

  test('pays for nothing, nobody is told, and the shopper may pay again', () => {
    const { payment, events } = hear(openedPayment(), refused);
    expect(payment).toMatchObject({ state: 'failed', attempts: [{ state: 'refused' }] });
    expect(events).toEqual([]);
  });

  test('is not counted anew when the channel tells of it again, or of its end', () => {
    const { payment } = hear(openedPayment(), [
      ...refused,
      paid(2, usd(60_00)),
      fact(3, { kind: 'failed' }),
    ]);
    expect(payment.attempts.map(({ state }) => state)).toEqual(['refused']);
  });

  test('is kept beside the right money that comes after it', () => {
    const { payment, events } = hear(openedPayment(), [
      ...refused,
      paid(2, usd(100_00), 'money-2'),
    ]);
    expect(payment.attempts.map(({ state }) => state)).toEqual(['refused', 'paid']);
    expect(words(events)).toEqual(['SUCCESS 10000']);
  });
});

describe('a person cannot accept', () => {
  const inReview = hear(openedPayment(), [paid(0, usd(60_00))]).payment;
  const refusalOf = (payment: typeof inReview) =>
    settlementRefusal(payment, payment.attempts[0] ?? attempt(), 'accepted');

  test.each([
    ['what nobody has paid', openedPayment()],
    ['what is paid already', paidPayment()],
  ])('%s', (_, payment) => {
    expect(refusalOf(payment)).toBe('NOT_IN_REVIEW');
  });

  test('money for an order that other money has paid: it would be a second SUCCESS', () => {
    expect(refusalOf({ ...inReview, orderPaidElsewhere: true })).toBe('ORDER_PAID_ALREADY');
    const { payment, events } = hear(openedPayment(), [
      paid(0, usd(60_00), 'money-2'),
      paid(1),
      settled(2, 'accepted'),
    ]);
    expect(refusalOf(payment)).toBe('ORDER_PAID_ALREADY');
    expect(words(events)).toEqual(['SUCCESS 10000']);
  });

  test.each([
    [
      'was refunded in part',
      fact(1, { kind: 'refund', channelRefund: 're', gross: usd(1), outcome: 'succeeded' }),
    ],
    ['is disputed', fact(1, { kind: 'dispute', channelDispute: 'case', outcome: 'open' })],
    ['was taken back', fact(1, { kind: 'reversal', channelReversal: 'back', outcome: 'reversed' })],
  ])('money that %s: what the merchant is told would not add up', (_, news) => {
    const { payment, events } = hear(inReview, [news, settled(2, 'accepted')]);
    expect(refusalOf(payment)).toBe('MONEY_WENT_BACK');
    expect(events).toEqual([]);
  });
});
