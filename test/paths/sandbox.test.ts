/** The sandbox as people and scripts use it: from the payment link to what the merchant hears. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';

let centre: TestCentre;
let shop: Awaited<ReturnType<typeof startShop>>;
let account: string;
let orders = 0;

beforeAll(async () => {
  centre = await startTestCentre();
  shop = await startShop();
  const app = {
    appId: 'shop',
    callbackUrl: `${shop.url}/callback`,
    settings: { simulate: 'paypal' },
  };
  ({ account } = await appWithSandbox(centre, app));
});

afterAll(async () => {
  await centre.stop();
  await shop.close();
});

type Callback = Readonly<Record<string, string>>;

/** A merchant that acknowledges every callback and remembers it. */
async function startShop() {
  const heard: Callback[] = [];
  const server = createServer(async (request, reply) => {
    const body = Object.fromEntries(new URLSearchParams(await text(request)));
    heard.push(body);
    reply.end(`3,${body.user_id}`);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    heardOf: (orderId: string) => heard.filter(({ user_id }) => user_id === orderId),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** Waits for so many callbacks of an order, and says what they told. */
async function told(orderId: string, count: number): Promise<readonly string[]> {
  await expect.poll(() => shop.heardOf(orderId).length, { timeout: 10_000 }).toBe(count);
  return shop.heardOf(orderId).map(({ status, gross }) => `${status} ${gross}`);
}

/** Opens a payment of 30.14 USD at the sandbox; where its shopper is sent. */
async function openPayment(fields: Readonly<Record<string, string>> = {}) {
  orders += 1;
  const order = { order_id: `order-${orders}`, gross: '30.14', currency: 'USD', ...fields };
  const query = new URLSearchParams({
    ...{ mod: 'do_payment', act: 'mall', app_id: 'shop', channel: 'sandbox', item: 'Tea & "cake"' },
    ...order,
  });
  const reply = await fetch(`${centre.url}/v2/index.php?${query}`, { redirect: 'manual' });
  expect(reply.status).toBe(302);
  return { orderId: order.order_id, page: reply.headers.get('location') ?? '' };
}

async function control(order: object) {
  const reply = await fetch(`${centre.url}/channels/sandbox/${account}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  return { status: reply.status, body: (await reply.json()) as Record<string, unknown> };
}

async function ordered(order: object): Promise<string> {
  const { status, body } = await control(order);
  expect({ status, accepted: body.accepted }).toEqual({ status: 200, accepted: true });
  return String(body.trans_id);
}

function press(page: string, action: string): Promise<Response> {
  return fetch(page, {
    method: 'POST',
    body: new URLSearchParams({ action }),
    redirect: 'manual',
  });
}

async function paymentOf(transId: string) {
  const payment = await findPayment(centre.running.centre.db, transId);
  if (!payment) throw new Error('no such payment');
  return payment;
}

describe('the payer page', () => {
  test('shows what is to be paid, marked as a test, and sends the payer back to PayCenter as paid', async () => {
    const { orderId, page } = await openPayment();
    const shown = await fetch(page);
    expect(shown.status).toBe(200);
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'");
    const html = await shown.text();
    expect(html).toContain('30.14');
    expect(html).toContain('Tea &amp; &quot;cake&quot;');
    const paid = await press(page, 'pay');
    expect(paid.status).toBe(303);
    const back = await fetch(paid.headers.get('location') ?? '');
    expect(back.url).toMatch(new RegExp(`^${centre.url}/pay/return/[0-9a-z]{32}`));
    expect(await told(orderId, 1)).toEqual(['SUCCESS 30.14']);
    const [callback] = shop.heardOf(orderId);
    expect(callback?.channel_data).toBe('{"payer_email":"payer@sandbox.example"}');
  });

  test('declines, cancels and leaves pending without telling the merchant', async () => {
    for (const [action, state] of [
      ['decline', 'failed'],
      ['cancel', 'canceled'],
      ['pend', 'pending'],
    ] as const) {
      const { page } = await openPayment();
      const left = await press(page, action);
      expect(left.headers.get('location')?.endsWith('&canceled=1')).toBe(action === 'cancel');
      const transId = new URL(page).searchParams.get('trans') ?? '';
      expect((await paymentOf(transId)).state).toBe(state);
    }
  });

  test('is there again for what happens afterwards, also without the shop’s link', async () => {
    const { orderId, page } = await openPayment();
    await press(page, 'pay');
    expect((await press(page, 'dispute')).status).toBe(303);
    const bare = page.slice(0, page.indexOf('?'));
    expect(await (await fetch(bare)).text()).toContain('value="dispute_won"');
    await press(bare, 'dispute_won');
    expect((await press(bare, 'refund_half')).status).toBe(303);
    expect(await told(orderId, 4)).toEqual([
      'SUCCESS 30.14',
      'IN_CASE 30.14',
      'CANCEL_REVERSAL 30.14',
      'REFUND -15.07',
    ]);
    expect((await press(page, 'dispute_lost')).status).toBe(409);
  });

  test('is found by what the shop knows of the payment, and leads back to it', async () => {
    const { orderId, page } = await openPayment();
    const [place] = page.split('?');
    const transId = new URL(page).searchParams.get('trans') ?? '';
    const found = await fetch(`${centre.url}/channels/sandbox/payments/${transId}`);
    expect(found.url).toBe(place);
    const back = `${centre.url}/pay/return/${place?.split('/').at(-1)}`;
    expect(await found.text()).toContain(`href="${back}"`);
    expect((await press(found.url, 'pay')).headers.get('location')).toBe(back);
    expect(await told(orderId, 1)).toEqual(['SUCCESS 30.14']);
    for (const stranger of ['0'.repeat(32), 'x', '%00', "'"]) {
      const missed = await fetch(`${centre.url}/channels/sandbox/payments/${stranger}`);
      expect(missed.status, stranger).toBe(404);
    }
  });

  test('says that a forged notice was refused, and stays', async () => {
    const { page } = await openPayment();
    const reply = await press(page, 'pay_forged');
    expect(reply.status).toBe(200);
    expect(await reply.text()).toContain('PayCenter refused the forged notice');
    const transId = new URL(page).searchParams.get('trans') ?? '';
    expect((await paymentOf(transId)).state).toBe('created');
  });

  test('refuses a link in which anything was changed', async () => {
    const { page } = await openPayment();
    for (const changed of [
      page.replace('30.14', '3.14'),
      page.replace(/sign=./, 'sign='),
      `${page}&gross=1`.replace('&sign=', '&nosign='),
    ]) {
      expect((await fetch(changed)).status).toBe(403);
      expect((await press(changed, 'pay')).status).toBe(403);
    }
  });
});

describe('the control door', () => {
  test('every action becomes the word that the merchant is to hear', async () => {
    const { orderId } = await openPayment();
    for (const action of [
      'pay',
      'dispute',
      'dispute_lost',
      'dispute_won',
      'reverse',
      'reverse_won',
      'refund',
    ]) {
      await ordered({ order_id: orderId, action });
    }
    expect(await told(orderId, 7)).toEqual([
      'SUCCESS 30.14',
      'IN_CASE 30.14',
      'APP_REVERSE -30.14',
      'CANCEL_REVERSAL 30.14',
      'APP_REVERSE -30.14',
      'CANCEL_REVERSAL 30.14',
      'REFUND -30.14',
    ]);
  });

  test('a notice that is repeated many times at once counts once', async () => {
    const { orderId } = await openPayment();
    const { body } = await control({ order_id: orderId, action: 'pay', times: 50 });
    expect(body.replies).toEqual(Array(50).fill(200));
    await ordered({ order_id: orderId, action: 'refund', gross: '10.00', times: 20 });
    expect(await told(orderId, 2)).toEqual(['SUCCESS 30.14', 'REFUND -10.00']);
  });

  test('a delayed notice is overtaken, and both are told in their order', async () => {
    const { orderId } = await openPayment();
    const late = await control({ order_id: orderId, action: 'pay', delay_ms: 700 });
    expect(late.status).toBe(202);
    await ordered({ order_id: orderId, action: 'refund', gross: '5' });
    await ordered({ order_id: orderId, action: 'dispute' });
    expect(await told(orderId, 3)).toEqual(['SUCCESS 30.14', 'REFUND -5.00', 'IN_CASE 25.14']);
  });

  test('a forged notice of any kind is refused and changes nothing', async () => {
    const { orderId } = await openPayment();
    for (const forge of [true, 'signature', 'unsigned', 'stale', 'other_account', 'amount']) {
      const { status, body } = await control({ order_id: orderId, action: 'pay', forge });
      expect({ status, accepted: body.accepted, replies: body.replies }).toEqual({
        status: 200,
        accepted: false,
        replies: [400],
      });
      expect((await paymentOf(String(body.trans_id))).state).toBe('created');
    }
    const transId = await ordered({ order_id: orderId, action: 'pay' });
    expect((await paymentOf(transId)).state).toBe('paid');
    const refund = await control({ order_id: orderId, action: 'refund', forge: true });
    expect(refund.body.replies).toEqual([400]);
    expect((await paymentOf(transId)).refunds).toEqual([]);
  });

  test('other money than was asked for goes to review', async () => {
    for (const other of [{ gross: '30.13' }, { gross: '30.15' }, { currency: 'EUR' }]) {
      const { orderId } = await openPayment();
      const transId = await ordered({ order_id: orderId, action: 'pay', ...other });
      expect((await paymentOf(transId)).state).toBe('review');
    }
  });

  test('pays in currencies without decimals and with three', async () => {
    for (const [gross, currency] of [
      ['500', 'JPY'],
      ['1.234', 'KWD'],
    ] as const) {
      const { orderId } = await openPayment({ gross, currency });
      await ordered({ order_id: orderId, action: 'pay' });
      expect(await told(orderId, 1)).toEqual([`SUCCESS ${gross}`]);
    }
  });
});

describe('calls of PayCenter to the bank', () => {
  test('a refund of ours lands once, whichever of its answer and its notice comes first', async () => {
    const { orderId } = await openPayment();
    const transId = await ordered({ order_id: orderId, action: 'pay' });
    const refund = await refundPayment(centre.running.centre, transId, { gross: '12.00' });
    expect(refund.state).toBe('succeeded');
    expect(await told(orderId, 2)).toEqual(['SUCCESS 30.14', 'REFUND -12.00']);
    await ordered({ order_id: orderId, action: 'refund' });
    expect(await told(orderId, 3)).toContain('REFUND -18.14');
    expect((await paymentOf(transId)).refunds).toHaveLength(2);
  });

  test('a shopper who returns before any notice finds the payment paid: PayCenter asks the bank', async () => {
    const { orderId, page } = await openPayment();
    await control({ order_id: orderId, action: 'pay', delay_ms: 600_000 });
    const reference = new URL(page).pathname.split('/').at(-1);
    await fetch(`${centre.url}/pay/return/${reference}`);
    expect(await told(orderId, 1)).toEqual(['SUCCESS 30.14']);
  });
});
