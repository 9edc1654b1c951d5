/** What operators do all day besides looking at payments: apps, channels, callbacks, figures, live pages. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import type { ApiClient } from './client.ts';
import { signedIn } from './people.ts';

let centre: TestCentre;
let admin: ApiClient;
let merchant: Server;
let callbackUrl: string;
let account: string;
/** What the merchant replies; the acknowledgement where it says nothing else. */
let reply: string | undefined;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = createServer(async (request, response) => {
    const orderId = new URLSearchParams(await text(request)).get('user_id');
    response.end(reply ?? `3,${orderId}`);
  });
  await new Promise<void>((resolve) => merchant.listen(0, '127.0.0.1', resolve));
  callbackUrl = `http://127.0.0.1:${(merchant.address() as AddressInfo).port}/callback`;
  ({ account } = await appWithSandbox(centre, { appId: 'shop', callbackUrl }));
  admin = await signedIn(centre, { email: 'ada@example.com' });
  await admin.call('PATCH', '/apps/shop', { body: { callback_delays: [] } });
});

afterAll(async () => {
  await centre.stop();
  await new Promise((resolve) => merchant.close(resolve));
});

type Row = Readonly<Record<string, unknown>>;

function rows(json: unknown, member = 'data'): readonly Row[] {
  return (json as Readonly<Record<string, readonly Row[] | undefined>>)[member] ?? [];
}

async function act(orderId: string, action: string): Promise<string> {
  const told = await fetch(`${centre.url}/channels/sandbox/${account}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_id: orderId, action }),
  });
  return ((await told.json()) as { trans_id: string }).trans_id;
}

async function pay(orderId: string): Promise<string> {
  const query = new URLSearchParams({
    ...{ mod: 'do_payment', act: 'mall', app_id: 'shop', channel: 'sandbox', item: 'Kettle' },
    ...{ order_id: orderId, gross: '30.14', currency: 'USD' },
  });
  await fetch(`${centre.url}/v2/index.php?${query}`, { redirect: 'manual' });
  return act(orderId, 'pay');
}

/** The newest callback of an order, once it has ended. */
async function endedCallback(orderId: string): Promise<Row> {
  const look = async () =>
    rows((await admin.call('GET', `/callbacks?app_id=shop&order_id=${orderId}`)).json)[0];
  await expect.poll(async () => (await look())?.state, { timeout: 20_000 }).toMatch(/^[af]/);
  return (await look()) ?? {};
}

describe('apps', () => {
  test('are made, changed and listed; a secret is shown when it is made and never again', async () => {
    const body = { name: 'Tea Shop', callback_url: callbackUrl, app_id: 'tea' };
    const made = await admin.call('POST', '/apps', { body });
    expect(made).toMatchObject({ status: 201, json: { mode: 'test' } });
    expect(made.json.secret).toMatch(/^whsec_/);
    const change = { name: 'Tea & Co', callback_delays: [5], require_sign: true };
    const changed = await admin.call('PATCH', '/apps/tea', { body: change });
    expect(changed.json).toMatchObject({ ...change, secret: { previous_valid_until: null } });
    const back = await admin.call('PATCH', '/apps/tea', { body: { callback_delays: null } });
    expect(back.json.callback_delays).toEqual([60, 600]);
    expect(rows((await admin.call('GET', '/apps')).json).map((app) => app.app_id)).toEqual([
      'shop',
      'tea',
    ]);
    const rotated = await admin.call('POST', '/apps/tea/rotate-secret');
    expect(rotated.json.secret).not.toBe(made.json.secret);
    const shown = await admin.call('GET', '/apps/tea');
    expect(shown.json.secret).toEqual({ previous_valid_until: rotated.json.previous_valid_until });
    expect(shown.text).not.toContain('whsec_');
    const wrong = await admin.call('PATCH', '/apps/tea', { body: { callback_delays: [1, 2, 3] } });
    expect(wrong).toMatchObject({ status: 400, json: { parameter: 'callback_delays' } });
  });

  test('have further addresses', async () => {
    const path = '/apps/shop/activities/spring';
    const set = await admin.call('PUT', path, { body: { url: 'https://shop.example.com/spring' } });
    expect(set.json.activities).toEqual([
      { activityid: 'spring', url: 'https://shop.example.com/spring' },
    ]);
    expect((await admin.call('DELETE', path)).status).toBe(204);
    expect((await admin.call('DELETE', path)).json.code).toBe('UNKNOWN_ACTIVITY');
  });

  test.each([
    ['an acknowledgement', undefined, 'acknowledged', null],
    ['a no', '3,null', 'refused', null],
    ['a page', '<!doctype html><p>Welcome', 'faulty', expect.any(String)],
  ])('a test callback says what %s means', async (_, replied, verdict, todo) => {
    reply = replied;
    const sent = await admin.call('POST', '/apps/shop/test-callback', { body: {} });
    reply = undefined;
    expect(sent.json).toMatchObject({ url: callbackUrl, verdict, todo, status_code: 200 });
    expect(sent.json.body).toContain('status=SUCCESS');
  });

  test('a test callback goes nowhere that callbacks may not go (threats row 15)', async () => {
    const url = 'http://10.0.0.1/inside';
    await admin.call('PUT', '/apps/shop/activities/inside', { body: { url } });
    const body = { activityid: 'inside' };
    const sent = await admin.call('POST', '/apps/shop/test-callback', { body });
    expect(sent.json).toMatchObject({ verdict: 'unanswered', status_code: null });
    expect(sent.json.found).toContain('not public');
  });
});

describe('channel accounts', () => {
  test('are made, set and ordered; their secrets are written and never read back', async () => {
    const body = {
      channel: 'paypal',
      settings: { client_id: 'id', client_secret: 'a-very-secret-word', webhook_id: 'WH-1' },
    };
    const made = await admin.call('POST', '/apps/shop/channels', { body });
    expect(made.json).toMatchObject({
      public_name: 'paypal',
      settings: { client_id: 'id', client_secret: 'set' },
      missing: [],
    });
    expect((await admin.call('POST', '/apps/shop/channels', { body })).status).toBe(400);
    const path = `/apps/shop/channels/${made.json.account}`;
    const change = { settings: { display_name: 'PayPal', test: 'true' }, enabled: false };
    const changed = await admin.call('PATCH', path, { body: change });
    expect(changed.json).toMatchObject({ display_name: 'PayPal', enabled: false, test: true });
    const accounts = [String(made.json.account), account];
    const ordered = await admin.call('PUT', '/apps/shop/channel-order', { body: { accounts } });
    expect(rows(ordered.json).map((each) => each.account)).toEqual(accounts);
    const partly = await admin.call('PUT', '/apps/shop/channel-order', {
      body: { accounts: [account] },
    });
    expect(partly).toMatchObject({ status: 400, json: { parameter: 'accounts' } });
    const log = await centre.running.centre.db.selectFrom('audit_log').selectAll().execute();
    expect(log.map(({ action }) => action)).toContain('channel.changed');
    expect(JSON.stringify(log)).not.toContain('a-very-secret-word');
  });

  test('are checked: the sandbox answers', async () => {
    const checked = await admin.call('POST', `/apps/shop/channels/${account}/check`);
    const channel = rows(checked.json, 'findings').find((each) => each.check === 'channel');
    expect(channel).toMatchObject({ state: 'ok' });
  });

  test('the catalogue names each channel with its settings', async () => {
    const channels = rows((await admin.call('GET', '/channels')).json);
    const paypal = channels.find((each) => each.channel === 'paypal');
    expect(rows(paypal, 'settings')).toContainEqual(
      expect.objectContaining({ key: 'client_secret', secret: true, required: true }),
    );
  });
});

describe('callbacks', () => {
  test('that failed are found, explained, counted, and sent again', async () => {
    reply = '<html>3,sent-1</html>';
    await pay('sent-1');
    const failed = await endedCallback('sent-1');
    expect(failed).toMatchObject({ state: 'failed', sends: 1, sends_max: 1 });
    const shown = await admin.call('GET', `/callbacks/${failed.id}`);
    expect(rows(shown.json, 'send_log')).toMatchObject([
      { outcome: 'refused', reply, todo: expect.stringContaining('3,sent-1') },
    ]);
    reply = undefined;
    const dry = { body: { app_id: 'shop', dry_run: true } };
    expect((await admin.call('POST', '/callbacks/resend', dry)).json).toEqual({
      dry_run: true,
      count: 1,
      waiting: [],
    });
    const all = { body: { app_id: 'shop' } };
    expect((await admin.call('POST', '/callbacks/resend', all)).json.count).toBe(1);
    const again = async () => (await admin.call('GET', `/callbacks/${failed.id}`)).json.state;
    await expect.poll(again, { timeout: 20_000 }).toBe('acknowledged');
  });

  test('an address is down since the first of three that it has not acknowledged', async () => {
    const health = async () => {
      const { json } = await admin.call('GET', '/callbacks/health?app_id=shop');
      return rows(json).find((each) => each.endpoint === new URL(callbackUrl).origin);
    };
    await pay('up-1');
    await endedCallback('up-1');
    expect(await health()).toMatchObject({ state: 'up', down_since: null });
    reply = '3,null';
    for (const order of ['down-1', 'down-2', 'down-3']) {
      await pay(order);
      await endedCallback(order);
    }
    reply = undefined;
    const [first] = rows((await admin.call('GET', '/callbacks?order_id=down-1&app_id=shop')).json);
    const log = rows((await admin.call('GET', `/callbacks/${first?.id}`)).json, 'send_log');
    expect(await health()).toMatchObject({ state: 'down', down_since: log[0]?.sent_at });
    const attention = (await admin.call('GET', '/attention?app_id=shop')).json;
    expect(attention.callbacks).toMatchObject({ failed: 3, addresses_down: 1 });
    const failed = await admin.call('GET', '/callbacks?state=failed&limit=2');
    expect(rows(failed.json).map((each) => each.order_id)).toEqual(['down-3', 'down-2']);
  });
});

test('disputes stand by their deadline, and events say what was told', async () => {
  const transId = await pay('disputed-1');
  await act('disputed-1', 'dispute');
  const open = rows((await admin.call('GET', '/disputes?state=open')).json);
  expect(open).toMatchObject([{ trans_id: transId, state: 'open', currency: 'USD' }]);
  const one = await admin.call('GET', `/disputes/${open[0]?.id}`);
  expect(one.json.order_id).toBe('disputed-1');
  const events = rows((await admin.call('GET', `/events?trans_id=${transId}`)).json);
  expect(events.map((each) => each.status)).toEqual(['IN_CASE', 'SUCCESS']);
  const cases = rows((await admin.call('GET', '/events?status=IN_CASE')).json);
  expect(cases.map((each) => each.payment)).toEqual([transId]);
});

test('the books balance, and are given out page by page and as CSV', async () => {
  await pay('booked-1');
  const balances = rows((await admin.call('GET', '/ledger/balances?app_id=shop')).json);
  const cents = balances.map(({ balance }) => (balance as { amount: string }).amount);
  expect(cents.reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n)).toBe(0n);
  const page = await admin.call('GET', '/ledger/transfers?app_id=shop&limit=1');
  expect(rows(page.json)).toMatchObject([{ kind: 'collected', order_id: 'booked-1' }]);
  const next = `/ledger/transfers?app_id=shop&limit=1&cursor=${page.json.next}`;
  expect(rows((await admin.call('GET', next)).json)[0]?.order_id).not.toBe('booked-1');
  const { text: csv } = await admin.call('GET', '/ledger/transfers.csv?app_id=shop');
  expect(csv).toMatch(/^id,booked_at,kind,debit,credit,amount/);
});

test('whoever listens hears of his payments as they change, and of nobody else’s', async () => {
  await appWithSandbox(centre, { appId: 'quiet', callbackUrl });
  const ended = new AbortController();
  const listen = async (path: string) => {
    const stream = await fetch(`${centre.url}/api/v1/live${path}`, {
      headers: { cookie: admin.cookie() },
      signal: ended.signal,
    });
    const heard: string[] = [];
    const hear = async () => {
      for await (const chunk of stream.body ?? []) heard.push(Buffer.from(chunk).toString());
    };
    void hear().catch(() => undefined);
    return () => heard.join('');
  };
  const own = await listen('?app_id=shop');
  const others = await listen('?app_id=quiet');
  const transId = await pay('live-1');
  await expect.poll(own, { timeout: 20_000 }).toContain(transId);
  expect(others()).not.toContain(transId);
  ended.abort();
});
