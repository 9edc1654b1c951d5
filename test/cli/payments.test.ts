/** Looking after payments from the command line, beside a centre that runs. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { setApp } from '../../src/flows/configure-app.ts';
import type { CallbackState } from '../../src/store/callback-list.ts';
import { listCallbacks } from '../../src/store/listings.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { freePort } from '../ports.ts';
import { paycenter, paycenterJson } from './paycenter.ts';

let centre: TestCentre;
let merchant: Awaited<ReturnType<typeof startMerchant>>;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
});
afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

/** A merchant that can be told not to acknowledge an order's callbacks. */
async function startMerchant() {
  const deaf = new Set<string>();
  const heard: string[] = [];
  const server = createServer(async (request, reply) => {
    const body = new URLSearchParams(await text(request));
    const orderId = body.get('user_id') ?? '';
    heard.push(`${orderId} ${body.get('status')} ${body.get('gross')}`);
    reply.end(deaf.has(orderId) ? '3,null' : `3,${orderId}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/callback`,
    deaf,
    heard,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

const run = (...argv: string[]) => paycenter(centre.environment, ...argv);
const json = <Printed = Record<string, unknown>>(...argv: string[]) =>
  paycenterJson<Printed>(centre.environment, ...argv);

type Shop = { readonly appId: string; readonly account: string };

/** An app whose callbacks are sent once and not again. */
async function newShop(appId: string): Promise<Shop> {
  const shop = await appWithSandbox(centre, { appId, callbackUrl: merchant.url });
  await setApp(centre.running.centre.db, appId, new Map([['callback_delays', '']]));
  return shop;
}

/** A payment of 30.14 USD; its trans_id. */
async function pay(
  { appId, account }: Shop,
  orderId: string,
  order: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const query = new URLSearchParams({
    ...{ mod: 'do_payment', act: 'mall', app_id: appId, channel: 'sandbox', item: 'Kettle' },
    ...{ order_id: orderId, gross: '30.14', currency: 'USD' },
  });
  const opened = await fetch(`${centre.url}/v2/index.php?${query}`, { redirect: 'manual' });
  expect(opened.status).toBe(302);
  const paid = await fetch(`${centre.url}/channels/sandbox/${account}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_id: orderId, action: 'pay', ...order }),
  });
  expect(paid.ok).toBe(true);
  return ((await paid.json()) as { trans_id: string }).trans_id;
}

type Listed = {
  payments: { trans_id: string; order_id: string }[];
  callbacks: { id: string; order_id: string; state: string }[];
  next: string | null;
};

/** Waits for a callback of the order to be so; its id. */
async function callbackIn(state: CallbackState, orderId: string): Promise<string> {
  const { db } = centre.running.centre;
  const look = async () => (await listCallbacks(db, { orderId, state })).callbacks;
  await expect.poll(look, { timeout: 20_000 }).toHaveLength(1);
  return (await look())[0]?.id ?? '';
}

test('payments are listed page by page, and shown with everything that came of them', async () => {
  const shop = await newShop('looking');
  const first = await pay(shop, 'look-1');
  const second = await pay(shop, 'look-2');
  await callbackIn('acknowledged', 'look-1');

  const page = await json<Listed>('payment', 'list', '--app', 'looking', '--limit', '1');
  expect(page.payments.map((each) => each.trans_id)).toEqual([second]);
  const last = await json<Listed>(
    ...['payment', 'list', '--app', 'looking', '--limit', '1', '--cursor', String(page.next)],
  );
  expect(last).toEqual({
    payments: [
      {
        trans_id: first,
        app_id: 'looking',
        order_id: 'look-1',
        state: 'paid',
        gross: '30.14',
        currency: 'USD',
        channel: 'sandbox',
        test: true,
        created_at: expect.any(String),
      },
    ],
    next: null,
  });

  const shown = await json<{ timeline: { kind: string }[] }>('payment', 'show', first);
  expect(shown).toMatchObject({
    ...last.payments[0],
    attempts: [{ state: 'paid', channel: 'sandbox' }],
    refunds: [],
    disputes: [],
    callbacks: [{ status: 'SUCCESS', state: 'acknowledged', sends: 1, url: merchant.url }],
  });
  expect(shown.timeline.map(({ kind }) => kind)).toEqual([
    'payment_opened',
    'attempt_started',
    'notice',
    'event',
    'transfer',
    'callback_send',
  ]);
  const forPeople = await run('payment', 'show', first);
  expect(forPeople.stdout).toMatch(/order +look-1\n[\s\S]*Callback SUCCESS, send 1: acknowledged/);
});

test('a payment that does not exist is refused', async () => {
  const ended = await run('payment', 'show', 'nothing', '--json');
  expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toContain('PAYMENT_NOT_FOUND');
});

test('a channel is asked now, and the payment is printed as it stands then', async () => {
  const shop = await newShop('syncing');
  // The bank has the money, and its notice is not sent before tomorrow.
  const transId = await pay(shop, 'sync-1', { delay_ms: 86_400_000 });
  const nowhere = { ...centre.environment, PAYCENTER_PORT: String(await freePort()) };
  const unheard = await paycenter(nowhere, 'payment', 'sync', transId, '--json');
  expect(unheard).toMatchObject({ exitCode: 1, stdout: '' });
  expect(unheard.stderr).toMatch(/^The channel could not say [^\n]+\(CHANNEL_UNAVAILABLE\)\n$/);

  const shown = await json('payment', 'sync', transId);
  expect(shown).toMatchObject({ trans_id: transId, state: 'paid', attempts: [{ state: 'paid' }] });
  expect(Object.keys(await json('payment', 'show', transId))).toEqual(Object.keys(shown));
  await callbackIn('acknowledged', 'sync-1');
  const unknown = await run('payment', 'sync', 'nothing');
  expect(unknown).toMatchObject({ exitCode: 1, stdout: '' });
  expect(unknown.stderr).toContain('PAYMENT_NOT_FOUND');
});

test('payments that no channel has told of for a day can be listed', async () => {
  await newShop('silent');
  expect(await json('payment', 'list', '--app', 'silent', '--silent')).toEqual({
    payments: [],
    next: null,
  });
});

test('a refund is printed with its state, and the running centre tells the merchant', async () => {
  const shop = await newShop('refunding');
  const transId = await pay(shop, 'refund-1');
  await callbackIn('acknowledged', 'refund-1');

  const refund = await json('refund', transId, '--gross', '10.04', '--reason', 'one mug broken');
  expect(refund).toEqual({
    id: expect.any(String),
    trans_id: transId,
    gross: '10.04',
    currency: 'USD',
    state: expect.stringMatching(/^(sent|succeeded|unknown)$/),
    reason: 'one mug broken',
    created_at: expect.any(String),
  });
  await expect.poll(() => merchant.heard, { timeout: 20_000 }).toContain('refund-1 REFUND -10.04');

  const tooMuch = await run('refund', transId, '--gross', '20.11', '--json');
  expect(tooMuch).toMatchObject({ exitCode: 1, stdout: '' });
  expect(tooMuch.stderr).toContain('REFUND_TOO_LARGE');
  const unreadable = await run('refund', transId, '--gross', '1e3', '--json');
  expect(unreadable).toMatchObject({ exitCode: 2, stdout: '' });
});

test('failed callbacks are found, counted and sent again', async () => {
  const shop = await newShop('resending');
  for (const order of ['resend-1', 'resend-2']) merchant.deaf.add(order);
  await pay(shop, 'resend-1');
  await pay(shop, 'resend-2');
  const failed = await callbackIn('failed', 'resend-1');
  await callbackIn('failed', 'resend-2');

  const listed = await json<Listed>('callback', 'list', '--app', 'resending', '--status', 'failed');
  expect(listed.callbacks).toMatchObject([
    { order_id: 'resend-2', sends: 1, last_error: expect.any(String) },
    { order_id: 'resend-1', sends: 1, last_error: expect.any(String) },
  ]);

  const all = ['callback', 'resend', '--app', 'resending', '--status', 'failed', '--since', '1h'];
  expect(await json(...all, '--dry-run')).toMatchObject({ dry_run: true, count: 2 });
  merchant.deaf.clear();
  expect(await json('callback', 'resend', failed)).toMatchObject({ callbacks: [failed] });
  await callbackIn('acknowledged', 'resend-1');
  expect(await json(...all)).toMatchObject({ dry_run: false, count: 1 });
  await callbackIn('acknowledged', 'resend-2');
});

test('a callback that does not exist is refused, and so is naming none', async () => {
  const unknown = await run('callback', 'resend', 'nothing');
  expect(unknown).toMatchObject({ exitCode: 1, stdout: '' });
  expect(unknown.stderr).toContain('CALLBACK_NOT_FOUND');
  expect(await run('callback', 'resend')).toMatchObject({ exitCode: 2, stdout: '' });
  expect(await run('callback', 'list', '--limit', '0')).toMatchObject({ exitCode: 2, stdout: '' });
});

test('the books of an app balance, and its statement tells every transfer, for spreadsheets too', async () => {
  const shop = await newShop('booked');
  const transId = await pay(shop, '=1+1');
  await json('refund', transId, '--gross', '10.00');
  const { balances } = await json<{ balances: { account: string; balance: string }[] }>(
    ...['ledger', 'balance', 'booked'],
  );
  expect(Object.fromEntries(balances.map((each) => [each.account, each.balance]))).toEqual({
    payable: '-30.14',
    receivable: '20.14',
    refunded: '10.00',
  });
  const { transfers } = await json<{ transfers: Record<string, string>[] }>(
    ...['ledger', 'statement', 'booked', '--from', '1h'],
  );
  expect(transfers.map(({ kind, amount }) => `${kind} ${amount}`)).toEqual([
    'collected 30.14',
    'refunded 10.00',
  ]);
  const csv = await run('ledger', 'statement', 'booked', '--csv');
  expect(csv.stdout.split('\r\n')).toHaveLength(4);
  expect(csv.stdout).toContain("'=1+1");
  expect((await run('ledger', 'balance', 'nobody')).exitCode).toBe(1);
});
