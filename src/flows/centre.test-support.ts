/** A centre on a database of its own with one shop and two tills, for tests of the flows. */
import { randomBytes } from 'node:crypto';
import type { AppSettings } from '../domain/app.ts';
import type { ChannelAccount, Fact } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { usd } from '../domain/payment.test-support.ts';
import type { Payment } from '../domain/payment.ts';
import type { Log } from '../log.ts';
import { createSealer } from '../sealing.ts';
import { insertApp, putCallbackUrl, saveAccount, updateApp } from '../store/configuration.ts';
import { openDirectory } from '../store/directory.ts';
import { found, openTestDatabase } from '../store/store.test-support.ts';
import { type Centre, hotStatements, NO_OUTBOX } from './centre.ts';
import { createChannelHealth } from './channel-health.ts';
import { openPayment, type PaymentRequest } from './open-payment.ts';
import { receiveNotice } from './receive-notice.ts';
import { createTestChannel, signedNotice, TILL_SECRET } from './test-channel.test-support.ts';

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

function till(id: string): ChannelAccount {
  return {
    id,
    appId: 'shop',
    channel: 'till',
    publicName: id,
    displayName: null,
    enabled: true,
    position: 0,
    test: false,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings: { secret: TILL_SECRET },
  };
}

export async function openTestCentre(
  options: {
    /** By activity; the shop's own under the empty name. */
    callbackUrls?: Readonly<Record<string, string>>;
    settings?: Partial<AppSettings>;
    masterKey?: Buffer;
  } = {},
) {
  const store = await openTestDatabase();
  const { db } = store;
  const sealer = createSealer([options.masterKey ?? randomBytes(32)]);
  const account = till('till-1');
  const otherAccount = till('till-2');
  await db.transaction().execute(async (tx) => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    await insertApp(tx, sealer, { id: 'shop', name: 'Shop', secret });
    await updateApp(tx, 'shop', { settings: options.settings ?? {} });
    const urls = options.callbackUrls ?? { '': 'https://shop.example.com/n' };
    for (const [activity, url] of Object.entries(urls)) {
      await putCallbackUrl(tx, 'shop', activity, url);
    }
    for (const each of [account, otherAccount]) await saveAccount(tx, sealer, each, () => true);
  });
  const directory = openDirectory({ db, url: store.url, sealer });
  const channel = createTestChannel();
  const centre: Centre = {
    db,
    sealer,
    directory,
    channels: new Map([
      ['till', channel.adapter],
      ['other', createTestChannel('other').adapter],
    ]),
    outbox: NO_OUTBOX,
    health: createChannelHealth(),
    log: SILENT,
    publicUrl: 'https://pay.example.com',
    ...hotStatements(db),
  };
  const app = await directory.app('shop');
  if (!app) throw new Error('The shop was just made.');
  return {
    centre,
    app,
    account,
    otherAccount,
    channel,
    url: store.url,
    async close() {
      await directory.close();
      await store.close();
    },
  };
}

export type TestCentre = Awaited<ReturnType<typeof openTestCentre>>;

export function paymentRequest(over: Partial<PaymentRequest> = {}): PaymentRequest {
  return {
    item: 'example',
    orderId: newId(),
    gross: usd(100_00),
    customData: null,
    activityId: '',
    returnUrl: null,
    ...over,
  };
}

/** A payment that has been opened with its first attempt at the first till. */
export async function opened(
  { centre, app, account }: TestCentre,
  over: Partial<PaymentRequest> = {},
): Promise<Payment> {
  const result = await openPayment(centre, app, paymentRequest(over), account);
  if (result.kind !== 'created') throw new Error(`The payment was ${result.kind}.`);
  return found(centre.db, result.paymentId);
}

export function attemptOf(payment: Payment): string {
  return payment.attempts[0]?.id ?? '';
}

/** News of the payment's first attempt; `second` orders what happened. */
export function said(payment: Payment, news: Record<string, unknown>, second = 1): Fact {
  const subject = { reference: attemptOf(payment) };
  return { subject, occurredAtMs: Date.UTC(2026, 0, 1) + second * 1_000, ...news } as Fact & object;
}

export function paidNews(payment: Payment, channelTransaction = newId()): Fact {
  return said(payment, { kind: 'paid', gross: payment.gross, channelTransaction }, 0);
}

/** The first till sends a notice. */
export function notify({ centre, account }: TestCentre, facts: readonly Fact[], key = newId()) {
  return receiveNotice(centre, 'till', account.id, signedNotice(key, facts));
}

export async function paid(test: TestCentre): Promise<Payment> {
  const payment = await opened(test);
  await notify(test, [paidNews(payment)]);
  return found(test.centre.db, payment.id);
}

/** What the merchant is told of a payment, in order, as `STATUS amount`. */
export async function toldOf({ centre }: TestCentre, payment: Payment): Promise<readonly string[]> {
  const rows = await centre.db
    .selectFrom('callbacks as c')
    .innerJoin('events as e', 'e.id', 'c.event_id')
    .select(['e.status', 'e.gross_minor'])
    .where('c.payment_id', '=', payment.id)
    .orderBy('c.turn')
    .execute();
  return rows.map((row) => `${row.status} ${row.gross_minor}`);
}
