/** A database of one's own, and payments in it, for tests of the store. */
import { randomBytes } from 'node:crypto';
import { createTestDatabase } from '../../test/database.ts';
import { applyFacts } from '../domain/apply-fact.ts';
import type { Fact } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { money, parseCurrency } from '../domain/money.ts';
import type { Payment } from '../domain/payment.ts';
import type { Change, NewCallback, NewNotice } from './change-rows.ts';
import { type Db, openDatabase } from './database.ts';
import { findPayment, type NewPayment, openPayments } from './payments.ts';

export async function openTestDatabase() {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.url, onError: () => undefined });
  return {
    db,
    url: database.url,
    async close() {
      await db.destroy();
      await database.drop();
    },
  };
}

export const ACCOUNT = 'account-1';

/** A request to pay 100.00 USD for an order of its own, by one channel at once. */
export function newPayment(over: Partial<NewPayment> = {}): NewPayment {
  const test = over.test ?? false;
  return {
    id: newId(),
    appId: 'shop',
    orderId: newId(),
    activityId: '',
    fingerprint: randomBytes(16),
    item: 'example',
    grossMinor: 100_00n,
    currency: 'USD',
    customData: null,
    test,
    attempt: { id: newId(), accountId: ACCOUNT, channel: 'paypal', returnUrl: null, test },
    ...over,
  };
}

/** A payment that stands in the database, as it reads from there. */
export async function openOne(db: Db, over: Partial<NewPayment> = {}): Promise<Payment> {
  const wanted = newPayment(over);
  await openPayments(db, [wanted]);
  return found(db, wanted.id);
}

export async function found(db: Db, id: string): Promise<Payment> {
  const payment = await findPayment(db, id);
  if (!payment) throw new Error(`Payment ${id} is not there.`);
  return payment;
}

export function paidFact(payment: Payment, channelTransaction = newId()): Fact {
  const gross = money(100_00n, parseCurrency('USD') ?? payment.gross.currency);
  const subject = { reference: payment.attempts[0]?.id ?? '' };
  return { kind: 'paid', subject, occurredAtMs: Date.now(), gross, channelTransaction };
}

export function noticeOf(facts: readonly Fact[], over: Partial<NewNotice> = {}): NewNotice {
  return {
    id: newId(),
    accountId: ACCOUNT,
    noticeKey: newId(),
    reference: facts[0]?.subject.reference ?? null,
    channelTransaction: facts[0]?.subject.channelTransaction ?? null,
    source: 'notice',
    effect: 'applied',
    facts: '[]',
    transcript: '',
    rawSealed: null,
    receivedAtMs: Date.now(),
    ...over,
  };
}

/** A change as flows decide it: the facts applied, each event with a callback to one endpoint. */
export function changeBy(
  before: Payment,
  facts: readonly Fact[],
  over: { notice?: NewNotice | null; callback?: Partial<NewCallback> } = {},
): Change {
  const context = { nowMs: Date.now(), newId: () => newId() };
  const {
    payment: after,
    events: told,
    alerts,
  } = applyFacts(before, before.attempts[0]?.id ?? '', facts, context);
  const events = told.map((event) => ({
    ...event,
    transId: before.id,
    currency: before.gross.currency,
  }));
  const callbacks = events.map((event, at) => ({
    id: newId(),
    eventId: event.id,
    url: 'https://shop.example.com/notify',
    endpoint: 'https://shop.example.com',
    body: `status=${event.status}`,
    delaysSeconds: [60, 600],
    ...over.callback,
    leaseTo: at === 0 ? (over.callback?.leaseTo ?? null) : null,
  }));
  const notice = over.notice === undefined ? noticeOf(facts) : over.notice;
  return { before, after, notice, appliedNoticeId: null, events, callbacks, alerts };
}
