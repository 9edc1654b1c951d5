import type { CallbackStatus } from '@paycenter/sdk';
import { expect, test } from 'vitest';
import type { Order, OrderEvent } from './order-book.ts';
import { standingOf } from './order-standing.ts';

const order: Order = {
  id: '0000-0000-0000-0000',
  article: 'teapot',
  item: 'Teapot for two',
  gross: '28.00',
  currency: 'USD',
  placedAt: new Date(0),
};

type Told = readonly [status: CallbackStatus, gross: string];

/** Events that happened a second apart, in the order given. */
function eventsOf(told: readonly Told[]): OrderEvent[] {
  return told.map(([status, gross], second) => ({
    orderId: order.id,
    transId: 'T1',
    status,
    gross,
    currency: 'USD',
    channel: 'sandbox',
    occurredAt: new Date(second * 1000),
    receivedAt: new Date(second * 1000),
  }));
}

const PAID: Told = ['SUCCESS', '28.00'];

const STORIES: readonly [state: string, story: string, told: readonly Told[]][] = [
  ['awaiting', 'nothing yet', []],
  ['paid', 'a payment', [PAID]],
  ['partly-refunded', 'a part given back', [PAID, ['REFUND', '-5.00']]],
  ['refunded', 'all given back in two parts', [PAID, ['REFUND', '-5.00'], ['REFUND', '-23.00']]],
  ['paid', 'a refund that failed', [PAID, ['REFUND', '-5.00'], ['CANCEL_REVERSAL', '5.00']]],
  ['disputed', 'a dispute', [PAID, ['IN_CASE', '28.00']]],
  ['paid', 'a dispute won', [PAID, ['IN_CASE', '28.00'], ['CANCEL_REVERSAL', '28.00']]],
  ['reversed', 'a dispute lost', [PAID, ['IN_CASE', '28.00'], ['APP_REVERSE', '-28.00']]],
  ['reversed', 'money taken back', [PAID, ['APP_REVERSE', '-28.00']]],
  ['reversed', 'a part taken back', [PAID, ['APP_REVERSE', '-8.00']]],
  ['paid', 'a reversal ended', [PAID, ['APP_REVERSE', '-28.00'], ['CANCEL_REVERSAL', '28.00']]],
  [
    'paid',
    'a reversal, then its dispute, won',
    [PAID, ['APP_REVERSE', '-28.00'], ['IN_CASE', '28.00'], ['CANCEL_REVERSAL', '28.00']],
  ],
  [
    'partly-refunded',
    'a dispute won after a refund',
    [PAID, ['REFUND', '-5.00'], ['IN_CASE', '5.00'], ['CANCEL_REVERSAL', '5.00']],
  ],
];

test.each(STORIES)('an order is %s after %s', (state, _story, told) => {
  expect(standingOf(order, eventsOf(told)).state).toBe(state);
});

test.each(STORIES)('an order is %s after %s, even told backwards', (state, _story, told) => {
  expect(standingOf(order, eventsOf(told).reverse()).state).toBe(state);
});

test('the parts of an order are counted in its smallest unit', () => {
  const told: Told[] = [PAID, ['REFUND', '-5.01'], ['REFUND', '-0.02'], ['IN_CASE', '20.00']];
  expect(standingOf(order, eventsOf(told))).toEqual({
    state: 'disputed',
    refundedMinor: 503n,
    reversedMinor: 0n,
    disputedMinor: 2000n,
  });
});
