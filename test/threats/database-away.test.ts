/** The database goes away and comes back: everybody is told so, nothing is acknowledged that is not kept. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { onDatabase } from '../database.ts';
import { acknowledge, type Merchant, startMerchant } from '../merchant.ts';
import {
  ASKS_JSON,
  control,
  doPayment,
  errorPageOf,
  type Fields,
  happen,
  openPayment,
  problemOf,
  showPayment,
  v2,
  verify,
} from '../shopper.ts';
import { noticeSecret, paidNotice, signed, tell } from './bank.ts';

let centre: TestCentre;
let merchant: Merchant;
let account: string;
let duringCallback: () => Promise<void> = async () => {};
/** A callback of a payment that is paid. */
let told: Fields;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant({
    reply: async (callback) => {
      await duringCallback();
      return acknowledge(callback);
    },
  });
  ({ account } = await appWithSandbox(centre, { appId: 'shop', callbackUrl: merchant.url }));
  const { orderId } = await openPayment(centre);
  await happen(centre, account, orderId, 'pay');
  const [callback] = await merchant.waitFor(1, orderId);
  told = callback?.fields ?? {};
});

afterAll(async () => {
  await bringBack();
  await centre.stop();
  await merchant.close();
});

/** Another database of the same server, from which this one can be closed. */
function maintenance(): { url: string; name: string } {
  const url = new URL(centre.databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  return { url: url.href, name };
}

async function takeAway(): Promise<void> {
  const { url, name } = maintenance();
  await onDatabase(url, `alter database ${name} allow_connections false`);
  await onDatabase(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
  );
}

async function bringBack(): Promise<void> {
  const { url, name } = maintenance();
  await onDatabase(url, `alter database ${name} allow_connections true`);
}

async function ready(): Promise<number> {
  return (await fetch(`${centre.url}/readyz`)).status;
}

describe('while it is away', () => {
  let opened: Awaited<ReturnType<typeof openPayment>>;
  let secret: string;

  beforeAll(async () => {
    opened = await openPayment(centre);
    secret = await noticeSecret(centre, account);
    await takeAway();
  });

  afterAll(async () => {
    await bringBack();
    await vi.waitFor(async () => expect(await ready()).toBe(200), {
      timeout: 15_000,
      interval: 50,
    });
  });

  test('orders are 503 with Retry-After, as a page and as JSON', async () => {
    const error = { status: 503, code: 'SYSTEM_UNAVAILABLE', parameter: undefined };
    for (const request of [doPayment, showPayment]) {
      const reply = await request(centre, {}, ASKS_JSON);
      expect(reply.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await problemOf(reply)).toEqual(error);
      const page = await request(centre, {});
      expect(page.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(await errorPageOf(page)).toEqual(error);
    }
  });

  test('pages of payments are 503 too', async () => {
    const reply = await fetch(`${centre.url}/pay/return/${opened.attemptId}`);
    expect(await errorPageOf(reply)).toMatchObject({ status: 503, code: 'SYSTEM_UNAVAILABLE' });
  });

  test('notices are not 2xx, so that the channel repeats them', async () => {
    const body = JSON.stringify(paidNotice(account, opened.attemptId));
    expect(await tell(centre, `sandbox/${account}`, body, signed(secret, body))).toBe(503);
  });

  test('§5 (doc): verify is `system error`, status 200', async () => {
    expect(await verify(centre, told)).toBe('system error');
    // What is wrong in itself needs no database.
    expect(await verify(centre, { ...told, gross: 'x' })).toBe('params error');
  });

  test('§2 (ours): listchannel is ERROR as JSON, status 200', async () => {
    const reply = await v2(centre, 'mod=listchannel&act=list&app_id=never-heard-of');
    expect(reply.status).toBe(200);
    expect(await reply.json()).toMatchObject({ status: 'ERROR', code: 'SYSTEM_UNAVAILABLE' });
  });

  test('the process is alive and not ready', async () => {
    expect((await fetch(`${centre.url}/healthz`)).status).toBe(200);
    expect(await ready()).toBe(503);
  });
});

test('when it is back everything works again: orders, notices, verify, the list', async () => {
  const { orderId } = await openPayment(centre);
  await happen(centre, account, orderId, 'pay');
  await merchant.waitFor(1, orderId);
  expect(await verify(centre, told)).toBe('OK');
  const list = await v2(centre, 'mod=listchannel&act=list&app_id=shop');
  expect(await list.json()).toMatchObject({ status: 'OK' });
});

test('connections that break under load cost answers, and no money: what the bank heard 2xx for is paid once', async () => {
  const orders = await Promise.all(Array.from({ length: 30 }, () => openPayment(centre)));
  const { url, name } = maintenance();
  const paid = orders.map(async ({ orderId }, at) => {
    await new Promise((resolve) => setTimeout(resolve, at * 10));
    return control(centre, account, { order_id: orderId, action: 'pay' }).catch(() => undefined);
  });
  for (let broken = 0; broken < 4; broken += 1) {
    await onDatabase(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
    );
    await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await Promise.all(paid);
  // Those that got an error are ordered again, as a script would.
  for (const { orderId } of orders) {
    await vi.waitFor(() => happen(centre, account, orderId, 'pay'), { timeout: 15_000 });
    await merchant.waitFor(1, orderId);
  }
  for (const { orderId } of orders) {
    const bodies = new Set(merchant.of(orderId).map(({ body }) => body));
    expect(bodies.size).toBe(1);
  }
});

test('an acknowledgement that comes while the database is away is recorded when it is back', async () => {
  const { orderId } = await openPayment(centre);
  duringCallback = async () => {
    duringCallback = async () => {};
    await takeAway();
    setTimeout(() => void bringBack(), 300);
  };
  await control(centre, account, { order_id: orderId, action: 'pay' });
  await merchant.waitFor(1, orderId);
  const { db } = centre.running.centre;
  const row = await vi.waitFor(
    async () => {
      const found = await db
        .selectFrom('callbacks')
        .select(['state', 'sends'])
        .where('order_id', '=', orderId)
        .executeTakeFirst();
      if (found?.state === 'waiting') throw new Error('Not recorded yet.');
      return found;
    },
    { timeout: 20_000, interval: 100 },
  );
  expect(row).toEqual({ state: 'acknowledged', sends: 1 });
  expect(merchant.of(orderId)).toHaveLength(1);
});
