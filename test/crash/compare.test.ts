/** The judge is judged: each rule stays silent about books that agree, and speaks when they do not. */
import { expect, test } from 'vitest';
import type { Books } from './books.ts';
import { contradictions, gaps } from './compare.ts';
import type { Heard } from './merchant.ts';

function heard(webhookId: string, status: string, gross: string): Heard {
  const params = new URLSearchParams({ user_id: 'o', status, gross });
  return { webhookId, body: webhookId, params, verified: 'OK', acknowledged: true };
}

const success = heard('s', 'SUCCESS', '30.14');
const refund = heard('f', 'REFUND', '-5.00');

function callback(eventId: string): Books['centre']['callbacks'][number] {
  return { eventId, paymentId: 'p', body: eventId, state: 'acknowledged', sends: 1 };
}

const told = callback('s');
const toldRefund = callback('f');

const paid = { id: 's', paymentId: 'p', orderId: 'o', status: 'SUCCESS', grossMinor: 3014n };
const paidBack = { id: 'f', paymentId: 'p', orderId: 'o', status: 'REFUND', grossMinor: -500n };

/** One order of 30.14, paid, and 5.00 of it refunded by us. */
const AGREEING: Books = {
  bank: {
    charges: [{ reference: 'a', transId: 'p', orderId: 'o', moneyId: 'm', paidMinor: 3014n }],
    refunds: [{ id: 'b', transId: 'p', refundId: 'r', grossMinor: 500n }],
    notices: [{ id: 'n', state: 'accepted' }],
  },
  centre: {
    payments: [{ id: 'p', orderId: 'o', state: 'paid', duplicate: false }],
    attempts: [{ paymentId: 'p', state: 'paid', moneyId: 'm', receivedMinor: 3014n }],
    refunds: [{ id: 'r', paymentId: 'p', state: 'succeeded', grossMinor: 500n }],
    notices: [{ key: 'n', effect: 'applied' }],
    events: [paid, paidBack],
    callbacks: [told, toldRefund],
  },
  merchant: [success, refund],
};

type Change = {
  readonly bank?: Partial<Books['bank']>;
  readonly centre?: Partial<Books['centre']>;
  readonly merchant?: Books['merchant'];
};

function changed({ bank, centre, merchant }: Change): Books {
  return {
    bank: { ...AGREEING.bank, ...bank },
    centre: { ...AGREEING.centre, ...centre },
    merchant: merchant ?? AGREEING.merchant,
  };
}

test('books that agree have nothing against them', () => {
  expect([...contradictions(AGREEING), ...gaps(AGREEING)]).toEqual([]);
});

const neverTrue: readonly (readonly [string, Change])[] = [
  ['is not stored', { centre: { notices: [] } }],
  ['the bank does not have', { bank: { charges: [] } }],
  ['is paid by nothing', { centre: { attempts: [] } }],
  ['a second SUCCESS', { centre: { events: [paid, { ...paid, id: 's2' }, paidBack] } }],
  ['two SUCCESS events', { merchant: [success, { ...success, webhookId: 's2' }] }],
  [
    'is not paid and has a SUCCESS',
    { centre: { payments: [{ id: 'p', orderId: 'o', state: 'created', duplicate: false }] } },
  ],
  ['was told and is not stored', { centre: { callbacks: [told] } }],
  ['under two bodies', { merchant: [success, { ...success, body: 'else' }, refund] }],
  ['verify says', { merchant: [{ ...success, verified: 'params error' }, refund] }],
  ['was heard 2 times, counted 1', { merchant: [success, success, refund] }],
  ['was heard 4 times', { merchant: [success, success, success, success, refund] }],
  ['was counted 4 times', { centre: { callbacks: [{ ...told, sends: 4 }, toldRefund] } }],
  ['before the one before had ended', { merchant: [refund, success] }],
  ['was made twice', { bank: { refunds: [...AGREEING.bank.refunds, ...AGREEING.bank.refunds] } }],
  ['is not in our books', { centre: { refunds: [] } }],
];

test.each(neverTrue)('it is never true that something "%s"', (fault, change) => {
  expect(contradictions(changed(change)).join()).toContain(fault);
});

const notYetTrue: readonly (readonly [string, Change])[] = [
  ['notice n waits', { bank: { notices: [{ id: 'n', state: 'waiting' }] } }],
  ['is parked', { centre: { notices: [{ key: 'n', effect: 'parked' }] } }],
  [
    'the callback of event f waits',
    { centre: { callbacks: [told, { ...toldRefund, state: 'waiting' }] } },
  ],
  [
    'refund r is unknown',
    { centre: { refunds: [{ id: 'r', paymentId: 'p', state: 'unknown', grossMinor: 500n }] } },
  ],
  [
    'came and is not counted',
    {
      centre: {
        attempts: [{ paymentId: 'p', state: 'started', moneyId: null, receivedMinor: null }],
      },
    },
  ],
  ['the bank refunded', { bank: { refunds: [] } }],
  ['there is no event of it', { centre: { events: [] } }],
  ['the REFUND event f is missing', { centre: { callbacks: [told] } }],
  ['the merchant has it: false', { merchant: [success] }],
  ['the merchant has 3014', { merchant: [success, { ...refund, acknowledged: false }] }],
];

test.each(notYetTrue)('in the end nothing is left of which "%s"', (fault, change) => {
  expect(gaps(changed(change)).join()).toContain(fault);
});
