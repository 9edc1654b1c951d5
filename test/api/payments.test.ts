/** Payments through the API: found, shown whole, settled, refunded, and never those of another app. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import type { ApiClient } from './client.ts';
import { signedIn } from './people.ts';

let centre: TestCentre;
let admin: ApiClient;
/** Sees the app `other` alone. */
let stranger: ApiClient;
let merchant: Server;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = createServer(async (request, reply) => {
    reply.end(`3,${new URLSearchParams(await text(request)).get('user_id')}`);
  });
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  const { port } = merchant.address() as AddressInfo;
  const callbackUrl = `http://127.0.0.1:${port}/callback`;
  ({ account } = await appWithSandbox(centre, {
    ...{ appId: 'shop', callbackUrl, settings: { simulate: 'paypal' } },
  }));
  await appWithSandbox(centre, { appId: 'other', callbackUrl });
  admin = await signedIn(centre, { email: 'ada@example.com' });
  stranger = await signedIn(centre, {
    email: 'eve@example.com',
    role: 'operator',
    apps: ['other'],
  });
});

afterAll(async () => {
  await centre.stop();
  await new Promise((resolve) => merchant.close(resolve));
});

type Row = Readonly<Record<string, unknown>>;

/** The rows that an answer holds under a name. */
function rows(json: unknown, member = 'data'): readonly Row[] {
  return (json as Readonly<Record<string, readonly Row[] | undefined>>)[member] ?? [];
}

/** A payment of 30.14 USD that the payer has paid; its trans_id. */
async function pay(orderId: string, paid: Readonly<Record<string, string>> = {}): Promise<string> {
  const query = new URLSearchParams({
    ...{ mod: 'do_payment', act: 'mall', app_id: 'shop', channel: 'sandbox', item: 'Kettle' },
    ...{ order_id: orderId, gross: '30.14', currency: 'USD' },
  });
  await fetch(`${centre.url}/v2/index.php?${query}`, { redirect: 'manual' });
  const told = await fetch(`${centre.url}/channels/sandbox/${account}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_id: orderId, action: 'pay', ...paid }),
  });
  return ((await told.json()) as { trans_id: string }).trans_id;
}

const list = async (query: string, client = admin) => {
  const { json } = await client.call('GET', `/payments?${query}`);
  return rows(json).map((each) => each.order_id);
};

describe('payments are found', () => {
  test('by each filter, and by all of them together', async () => {
    await pay('filter-1');
    await pay('filter-2', { gross: '1.00' });
    expect(await list('app_id=shop&state=review')).toContain('filter-2');
    expect(await list('state=paid&currency=USD&channel=sandbox&test=true')).toContain('filter-1');
    expect(await list('state=paid&currency=EUR')).toEqual([]);
    expect(await list('currency=USD&amount_min=30.15')).toEqual([]);
    expect(await list('currency=USD&amount_max=30.14&needs_person=true')).toEqual(['filter-2']);
    expect(await list('from=2001-01-01T00:00:00Z&to=2002-01-01T00:00:00Z')).toEqual([]);
    const totals = await admin.call('GET', '/payments/totals?app_id=shop&needs_person=true');
    expect(totals.json).toEqual({
      count: 1,
      sums: [{ amount: '30.14', currency: 'USD' }],
      at_least: false,
    });
  });

  test('by whatever names them exactly', async () => {
    const transId = await pay('named-1');
    const whole = (await admin.call('GET', `/payments/${transId}`)).json;
    const [attempt] = rows(whole, 'attempts');
    const names = [transId, 'named-1', attempt?.id, attempt?.channel_transaction];
    for (const name of names) expect(await list(`q=${name}`)).toEqual(['named-1']);
    const payer = String(whole.payer_email);
    expect(await list(`q=${encodeURIComponent(payer.toUpperCase())}`)).toContain('named-1');
    expect(await list('q=nothing-at-all')).toEqual([]);
    expect(await list('q=named-1', stranger)).toEqual([]);
  });

  test('page by page', async () => {
    for (const order of ['page-1', 'page-2', 'page-3']) await pay(order);
    const first = await admin.call('GET', '/payments?app_id=shop&state=paid&limit=2');
    expect(rows(first.json).map((each) => each.order_id)).toEqual(['page-3', 'page-2']);
    const next = `/payments?app_id=shop&state=paid&limit=2&cursor=${first.json.next}`;
    expect(rows((await admin.call('GET', next)).json)[0]?.order_id).toBe('page-1');
  });

  test('an amount without its currency, and a filter that is none, are refused', async () => {
    const amount = await admin.call('GET', '/payments?amount_min=5');
    expect(amount).toMatchObject({ status: 400, json: { parameter: 'currency' } });
    const unknown = await admin.call('GET', '/payments?colour=red');
    expect(unknown).toMatchObject({ status: 400, json: { parameter: 'colour' } });
  });

  test('all of them as CSV, in which no spreadsheet finds a formula (threats row 30)', async () => {
    await pay('=1+1');
    const { text: csv, headers } = await admin.call('GET', '/payments.csv?app_id=shop&q==1%2B1');
    expect(headers.get('content-disposition')).toContain('payments.csv');
    expect(csv).toContain("'=1+1");
    expect(csv).toMatch(/^trans_id,created_at,/);
  });
});

test('a payment is shown whole: who said what, what was booked, what the merchant was told', async () => {
  const transId = await pay('whole-1');
  const look = async () => (await admin.call('GET', `/payments/${transId}`)).json;
  const isTold = async () => rows(await look(), 'callbacks')[0]?.state;
  await expect.poll(isTold, { timeout: 20_000 }).toBe('acknowledged');
  const five = { trans_id: transId, user_id: 'whole-1', currency: 'USD', gross: '30.14' };
  const asked = new URLSearchParams({ mod: 'verify', ...five, channel: 'sandbox' });
  expect(await (await fetch(`${centre.url}/v2/index.php?${asked}`)).text()).toBe('OK');
  const note = { body: { text: 'rang up <script>alert(1)</script>' } };
  const noted = await admin.call('POST', `/payments/${transId}/notes`, note);
  expect(noted).toMatchObject({ status: 201, json: { author: { name: 'ada@example.com' } } });
  const story = async () =>
    rows(await look(), 'timeline').map((each) => `${each.said_by} ${each.kind}`);
  await expect
    .poll(story, { timeout: 20_000 })
    .toEqual(
      expect.arrayContaining([
        'shopper payment_opened',
        'shopper attempt_started',
        'notice notice',
        'paycenter event',
        'paycenter transfer',
        'merchant callback_send',
        'merchant verify',
        'operator note',
      ]),
    );
  expect(await look()).toMatchObject({
    gross: { amount: '30.14', currency: 'USD' },
    may: { refund: true, partial_refund: true, settle: false, sync: true },
    attempts: [{ state: 'paid', refundable: { amount: '30.14' } }],
    transfers: [{ kind: 'collected', gross: { amount: '30.14', currency: 'USD' } }],
  });
});

test('a payment is opened by a server, and its address leads to the hosted page', async () => {
  const body = {
    ...{ app_id: 'shop', item: 'Kettle', order_id: 'opened-1', custom_data: 'as it is' },
    ...{ gross: { amount: '12.50', currency: 'USD' }, return_url: 'https://shop.example.com/back' },
  };
  const opened = await admin.call('POST', '/payments', { body });
  expect(opened).toMatchObject({ status: 201, json: { state: 'created' } });
  const again = await admin.call('POST', '/payments', { body });
  expect(again.json.trans_id).toBe(opened.json.trans_id);
  const page = await fetch(String(opened.json.payment_url));
  expect(await page.text()).toContain('12.50');
  const wrong = { ...body, gross: { amount: '0.001', currency: 'USD' } };
  expect((await admin.call('POST', '/payments', { body: wrong })).json.code).toBe('INVALID_GROSS');
});

describe('money in review', () => {
  const settle = (transId: string, body: object, client = admin) =>
    client.call('POST', `/payments/${transId}/review`, { body });

  test('is accepted: the merchant is told what really came, and verify agrees', async () => {
    const transId = await pay('review-1', { gross: '20.00' });
    const settled = await settle(transId, { decision: 'accept', reason: 'a discount by phone' });
    expect(settled).toMatchObject({ status: 200, json: { state: 'paid', alerts: [] } });
    expect(settled.json.events).toMatchObject([
      { status: 'SUCCESS', gross: { amount: '20.00', currency: 'USD' } },
    ]);
    const word = rows(settled.json, 'timeline').find((each) => each.said_by === 'operator');
    expect(word?.text).toContain('ada@example.com accepted');
    expect(await settle(transId, { decision: 'reject' })).toMatchObject({
      status: 409,
      json: { code: 'NOT_IN_REVIEW' },
    });
  });

  test('is rejected: it stays in suspense, and can be given back', async () => {
    const transId = await pay('review-2', { gross: '20.00' });
    const settled = await settle(transId, { decision: 'reject' });
    expect(settled.json).toMatchObject({ state: 'failed', attempts: [{ state: 'refused' }] });
    const refund = await admin.call('POST', `/payments/${transId}/refunds`, { body: {} });
    expect(refund).toMatchObject({ status: 201, json: { refund: { gross: { amount: '20.00' } } } });
  });

  test('is decided once, however often the same request comes', async () => {
    const transId = await pay('review-3', { gross: '20.00' });
    const headers = { 'idempotency-key': 'decide-review-3' };
    const call = { body: { decision: 'accept' }, headers };
    const both = [];
    for (let round = 0; round < 2; round += 1) {
      both.push(await admin.call('POST', `/payments/${transId}/review`, call));
    }
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(both[1]?.json.events).toHaveLength(1);
  });
});

test('a refund of a part leaves the rest, and more than is left is refused', async () => {
  const transId = await pay('refund-1');
  const refund = (body: object) => admin.call('POST', `/payments/${transId}/refunds`, { body });
  const made = await refund({ amount: '10.04', reason: 'one mug broken' });
  expect(made.json).toMatchObject({
    refund: { gross: { amount: '10.04' }, order_id: 'refund-1' },
    approval: null,
  });
  const id = made.json.refund?.id;
  expect(await refund({ amount: '20.11' })).toMatchObject({
    status: 409,
    json: { code: 'REFUND_TOO_LARGE' },
  });
  const listed = await admin.call('GET', `/refunds?trans_id=${transId}`);
  expect(listed.json.data).toMatchObject([{ id, reason: 'one mug broken' }]);
  expect((await admin.call('GET', `/refunds/${id}`)).json.trans_id).toBe(transId);
});

test('an alert is taken off by a person, once', async () => {
  const transId = await pay('alert-1', { gross: '1.00' });
  const path = `/payments/${transId}/alerts/amount_mismatch`;
  expect((await admin.call('DELETE', path)).json.alerts).toEqual([]);
  expect(await admin.call('DELETE', path)).toMatchObject({ status: 404 });
});

test('a payment of another app does not exist, whatever one wants of it (threats row 32)', async () => {
  const transId = await pay('mine-1', { gross: '1.00' });
  const told = (await admin.call('GET', `/payments/${await pay('mine-2')}`)).json;
  const callbackId = String(rows(told, 'callbacks')[0]?.id);
  const tries: readonly (readonly [method: string, path: string, body?: object])[] = [
    ['GET', `/payments/${transId}`],
    ['POST', `/payments/${transId}/notes`, { text: 'x' }],
    ['POST', `/payments/${transId}/review`, { decision: 'accept' }],
    ['POST', `/payments/${transId}/refunds`, {}],
    ['POST', `/payments/${transId}/sync`],
    ['DELETE', `/payments/${transId}/alerts/amount_mismatch`],
    ['GET', `/callbacks/${callbackId}`],
    ['POST', `/callbacks/${callbackId}/resend`],
    ['POST', '/callbacks/resend', { ids: [callbackId] }],
    ['POST', '/callbacks/resend', { app_id: 'shop' }],
    ['GET', '/payments?app_id=shop'],
    ['GET', '/payments.csv?app_id=shop'],
    ['GET', '/ledger/balances?app_id=shop'],
    ['GET', '/ledger/transfers.csv?app_id=shop'],
    ['GET', '/statistics?app_id=shop'],
    ['GET', '/live?app_id=shop'],
    ['GET', '/apps/shop'],
    ['PATCH', '/apps/shop', { name: 'Mine now' }],
    ['POST', '/apps/shop/rotate-secret'],
    ['POST', '/apps/shop/test-callback', {}],
    ['PATCH', `/apps/shop/channels/${account}`, { enabled: false }],
    ['PATCH', `/apps/other/channels/${account}`, { enabled: false }],
  ];
  for (const [method, path, body] of tries) {
    const answer = await stranger.call(method, path, body === undefined ? {} : { body });
    expect([method, path, answer.status]).toEqual([method, path, 404]);
  }
  const seen = ['/payments', '/callbacks', '/events', '/refunds', '/disputes'];
  for (const path of seen) {
    expect(rows((await stranger.call('GET', path)).json), path).toEqual([]);
  }
});
