import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../domain/app.ts';
import type { ChannelAccount, Fact } from '../domain/channel.ts';
import { type Currency, money } from '../domain/money.ts';
import { applyNotice } from '../flows/apply-notice.ts';
import { type Centre, hotStatements } from '../flows/centre.ts';
import { createChannelHealth } from '../flows/channel-health.ts';
import { openTestOffice, refusalOf, type TestOffice } from '../flows/configure.test-support.ts';
import { createApp, setApp } from '../flows/configure-app.ts';
import { setChannel } from '../flows/configure-channel.ts';
import { openPayment } from '../flows/open-payment.ts';
import { loadApp } from './apps.ts';
import { claimDueCallbacks, recordSends } from './callbacks.ts';
import { listCallbacks, listPayments } from './listings.ts';
import { findPaymentWhole } from './payment-whole.ts';

const USD = 'USD' as Currency;
const quiet = () => undefined;
let office: TestOffice;
let centre: Centre;
let apps = 0;

beforeAll(async () => {
  office = await openTestOffice();
  centre = {
    ...office,
    directory: {
      app: (id) => loadApp(office.db, office.sealer, id),
      account: async () => undefined,
      close: async () => undefined,
    },
    outbox: { owner: 'nobody', reserve: () => false, release: quiet, send: quiet },
    health: createChannelHealth(),
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...hotStatements(office.db),
  };
});
afterAll(() => office.close());

type Shop = { app: App; account: ChannelAccount };

async function newShop(settings: Record<string, string> = {}): Promise<Shop> {
  apps += 1;
  const appId = `shop-${apps}`;
  await createApp(office, { appId, name: 'Shop', callbackUrl: 'https://shop.example.com/cb' });
  await setApp(office.db, appId, new Map(Object.entries(settings)));
  const { account } = await setChannel(office, appId, 'till', new Map([['till_secret', 's']]));
  const app = await loadApp(office.db, office.sealer, appId);
  if (!app) throw new Error('The app was not made.');
  return { app, account };
}

async function pay(shop: Shop, orderId: string, grossMinor = 500n) {
  const opened = await openPayment(
    centre,
    shop.app,
    {
      item: 'Kettle',
      orderId,
      gross: money(grossMinor, USD),
      customData: null,
      activityId: '',
      returnUrl: null,
    },
    shop.account,
  );
  if (opened.kind !== 'created') throw new Error(`Payment ${orderId} was not opened.`);
  return { transId: opened.paymentId, attemptId: opened.attemptId ?? '' };
}

let notices = 0;

/** Times are kept to the millisecond: what comes later has to be later. */
async function nextMillisecond() {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
}

async function say(shop: Shop, attemptId: string, news: Record<string, unknown>) {
  notices += 1;
  await nextMillisecond();
  const fact = { subject: { reference: attemptId }, occurredAtMs: Date.now(), ...news } as Fact;
  return applyNotice(centre, {
    ...shop,
    source: 'notice',
    noticeKey: `notice-${notices}`,
    facts: [fact],
    transcript: `${fact.kind}, without the payer`,
    raw: null,
    receivedAtMs: Date.now(),
  });
}

const paid = (minor = 500n) => ({
  kind: 'paid',
  gross: money(minor, USD),
  channelTransaction: `money-${notices}`,
});

async function answerCallback(outcome: 'acknowledged' | 'refused', reply: string) {
  const claim = { owner: 'w', full: [], perEndpointMax: 1, totalMax: 1 };
  const [due] = await claimDueCallbacks(office.db, claim);
  if (!due) throw new Error('No callback was due.');
  await recordSends(office.db, [
    {
      callbackId: due.id,
      owner: 'w',
      number: due.sends,
      url: due.url,
      address: '203.0.113.7',
      outcome,
      statusCode: 200,
      reply: Buffer.from(reply),
      why: outcome === 'refused' ? 'explicit refusal' : null,
      latencyMs: 12,
      sentAtMs: Date.now(),
      againInSeconds: outcome === 'refused' ? 0 : null,
    },
  ]);
}

test('payments are listed newest first, a page at a time, and none is skipped or repeated', async () => {
  const shop = await newShop();
  for (const order of ['a', 'b', 'c', 'd', 'e']) await pay(shop, order);

  const first = await listPayments(office.db, { appId: shop.app.id, limit: 2 });
  await pay(shop, 'came meanwhile');
  const second = await listPayments(office.db, {
    appId: shop.app.id,
    limit: 3,
    cursor: first.next ?? '',
  });

  expect(first.payments.map((each) => each.order_id)).toEqual(['e', 'd']);
  expect(second.payments.map((each) => each.order_id)).toEqual(['c', 'b', 'a']);
  expect(second.next).toBeNull();
});

test('a listed payment has exactly the members that scripts rely on', async () => {
  const shop = await newShop();
  const { transId } = await pay(shop, 'shape', 123_456n);
  const { payments } = await listPayments(office.db, { orderId: 'shape' });

  expect(payments).toEqual([
    {
      trans_id: transId,
      app_id: shop.app.id,
      order_id: 'shape',
      state: 'created',
      gross: '1234.56',
      currency: 'USD',
      channel: 'till',
      test: false,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    },
  ]);
});

test.each(['nonsense', '', Buffer.from("' or 1=1").toString('base64url')])(
  'a cursor that was not given out (%j) is refused',
  async (cursor) => {
    const refused = await refusalOf(listPayments(office.db, { cursor }));
    expect(refused).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'cursor' });
  },
);

test('callbacks are listed by app, order and state, with what the merchant was told', async () => {
  const shop = await newShop();
  const { transId, attemptId } = await pay(shop, 'told');
  const other = await pay(shop, 'other');
  await say(shop, attemptId, paid());
  await say(shop, other.attemptId, paid());

  const { callbacks } = await listCallbacks(office.db, { appId: shop.app.id, orderId: 'told' });
  expect(callbacks).toEqual([
    {
      id: expect.any(String),
      trans_id: transId,
      app_id: shop.app.id,
      order_id: 'told',
      status: 'SUCCESS',
      url: 'https://shop.example.com/cb',
      state: 'waiting',
      sends: 0,
      last_error: null,
    },
  ]);

  await answerCallback('acknowledged', '3,told');
  await answerCallback('acknowledged', '3,other');
  const at = async (state: 'waiting' | 'acknowledged') =>
    (await listCallbacks(office.db, { appId: shop.app.id, state })).callbacks.length;
  expect([await at('waiting'), await at('acknowledged')]).toEqual([0, 2]);
});

test('a payment tells its story in the order of cause and effect', async () => {
  const shop = await newShop();
  const { transId, attemptId } = await pay(shop, 'story');
  await say(shop, attemptId, paid());
  await answerCallback('refused', '3,null\u001b[2J');
  await answerCallback('acknowledged', '3,story');
  await say(shop, attemptId, {
    kind: 'refund',
    channelRefund: 'r1',
    gross: money(200n, USD),
    outcome: 'succeeded',
  });

  const payment = await findPaymentWhole(office.db, transId);
  expect(payment?.timeline.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
    'payment_opened: Opened for order story: 5.00 USD.',
    'attempt_started: The shopper chose till.',
    'notice: till told us: paid; applied.',
    'event: SUCCESS 5.00 USD to be told to the merchant: paid.',
    'transfer: Booked: collected 5.00 USD, debit receivable, credit payable.',
    'callback_send: Callback SUCCESS, send 1: refused (200), explicit refusal.',
    'callback_send: Callback SUCCESS, send 2: acknowledged (200).',
    'notice: till told us: refund succeeded; applied.',
    'refund: Refund of 2.00 USD made at the channel; now succeeded.',
    'event: REFUND -2.00 USD to be told to the merchant: refunded.',
    'transfer: Booked: refunded 2.00 USD, debit refunded, credit receivable.',
  ]);
  expect(payment).toMatchObject({
    trans_id: transId,
    state: 'paid',
    attempts: [{ id: attemptId, state: 'paid', received: { gross: '5.00', currency: 'USD' } }],
    refunds: [{ gross: '2.00', state: 'succeeded', origin: 'channel', channel_refund: 'r1' }],
    disputes: [],
    reversals: [],
    callbacks: [
      { status: 'SUCCESS', state: 'acknowledged', sends: 2 },
      { status: 'REFUND', state: 'waiting', sends: 0 },
    ],
  });
  await answerCallback('acknowledged', '3,story');
});

test('the reply to a callback is kept as text that no terminal obeys', async () => {
  const shop = await newShop();
  const { transId, attemptId } = await pay(shop, 'reply');
  await say(shop, attemptId, paid());
  await answerCallback('acknowledged', `\u001b]0;title\u0007\u202e${'x'.repeat(2_000)}`);

  const payment = await findPaymentWhole(office.db, transId);
  const send = payment?.timeline.find((entry) => entry.kind === 'callback_send');
  const expected = `\ufffd]0;title\ufffd\ufffd${'x'.repeat(1_024 - 13)}`;
  expect(send).toMatchObject({ reply: expected, address: '203.0.113.7', latency_ms: 12 });
});

test('a notice that waits, or was turned away, is part of the story', async () => {
  const shop = await newShop();
  const first = await pay(shop, 'first');
  const money1 = { ...paid(), channelTransaction: 'counted once' };
  await say(shop, first.attemptId, money1);
  await answerCallback('acknowledged', '3,first');
  const second = await pay(shop, 'second');
  expect(await say(shop, second.attemptId, { ...money1, gross: money(500n, USD) })).not.toBe(
    'applied',
  );
  const dispute = { kind: 'dispute', channelDispute: 'd1', outcome: 'open' };
  expect(await say(shop, second.attemptId, dispute)).toBe('parked');

  const payment = await findPaymentWhole(office.db, second.transId);
  const effects = payment?.timeline.filter((entry) => entry.kind === 'notice');
  expect(effects).toMatchObject([{ effect: 'rejected' }, { effect: 'parked' }]);
});

test('a payment that was told under another id is found by that one too', async () => {
  const shop = await newShop({ reversal_trans_id: 'own' });
  const { transId, attemptId } = await pay(shop, 'own-id');
  await say(shop, attemptId, paid());
  await say(shop, attemptId, { kind: 'reversal', channelReversal: 'v1', outcome: 'reversed' });
  const { callbacks } = await listCallbacks(office.db, { appId: shop.app.id });

  const reversal = callbacks.find((callback) => callback.status === 'APP_REVERSE');
  expect(reversal?.trans_id).not.toBe(transId);
  expect((await findPaymentWhole(office.db, reversal?.trans_id ?? ''))?.trans_id).toBe(transId);
  expect(await findPaymentWhole(office.db, 'nothing')).toBeUndefined();
});
