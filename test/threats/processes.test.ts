/** Several processes, and the end of one. */
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { appWithSandbox, centreForTest, type TestCentre } from '../centre.ts';
import { startServer } from '../crash/server-process.ts';
import { acknowledge, type Merchant, type MerchantOptions, startMerchant } from '../merchant.ts';
import { freePort } from '../ports.ts';
import { control, happen, heard, newOrderId, openPayment, verify } from '../shopper.ts';

async function merchantForTest(options: MerchantOptions = {}): Promise<Merchant> {
  const merchant = await startMerchant(options);
  onTestFinished(() => merchant.close());
  return merchant;
}

async function allAcknowledged(centre: TestCentre, count: number): Promise<void> {
  await vi.waitFor(
    async () => {
      const { rows } = await sql<{ state: string; sends: number; count: number }>`
        select state, sends, count(*)::int as count from callbacks group by 1, 2`.execute(
        centre.running.centre.db,
      );
      expect(rows).toEqual([{ state: 'acknowledged', sends: 1, count }]);
    },
    { timeout: 20_000, interval: 100 },
  );
}

describe('two processes on one database', () => {
  test('deliver each callback once, whoever took the notice', async () => {
    const merchant = await merchantForTest();
    const one = await centreForTest();
    const two = await centreForTest({ beside: one });
    const { account } = await appWithSandbox(one, { appId: 'shop', callbackUrl: merchant.url });
    await heard(two, 'shop', (app) => app.accounts.length === 1);
    const orders = await Promise.all(
      Array.from({ length: 60 }, (_, at) => openPayment(at % 2 === 0 ? one : two)),
    );
    await Promise.all(
      orders.map(({ orderId }, at) => happen(at % 3 === 0 ? one : two, account, orderId, 'pay')),
    );
    await merchant.waitFor(60);
    await allAcknowledged(one, 60);
    expect(merchant.callbacks).toHaveLength(60);
  });

  test('a web process leaves sending to a worker, and the worker answers for its health alone', async () => {
    const merchant = await merchantForTest();
    const web = await centreForTest({ role: 'web' });
    const { account } = await appWithSandbox(web, { appId: 'shop', callbackUrl: merchant.url });
    const { orderId } = await openPayment(web);
    await happen(web, account, orderId, 'pay');
    expect(merchant.callbacks).toEqual([]);
    const worker = await centreForTest({ role: 'worker', beside: web });
    const [callback] = await merchant.waitFor(1, orderId);
    expect(await verify(web, callback?.fields ?? {})).toBe('OK');
    expect((await fetch(`${worker.url}/readyz`)).status).toBe(200);
    for (const path of ['/v2/index.php?mod=verify', '/pay/x', '/']) {
      expect((await fetch(worker.url + path)).status).toBe(404);
    }
    await allAcknowledged(web, 1);
  });

  test('a change of the configuration is heard by the other one', async () => {
    const one = await centreForTest();
    const two = await centreForTest({ beside: one });
    await appWithSandbox(one, { appId: 'shop', callbackUrl: 'https://shop.invalid/' });
    await heard(two, 'shop', (app) => app.accounts.length === 1);
  });
});

describe('SIGTERM', () => {
  test('lets callbacks under way end, answers their verify, and gives up what has not begun', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const answers: string[] = [];
    const centre = await centreForTest({ role: 'web' });
    const url = `http://127.0.0.1:${await freePort()}`;
    const merchant = await merchantForTest({
      reply: async (callback) => {
        await held;
        answers.push(await verify({ url }, callback.fields));
        return acknowledge(callback);
      },
    });
    const { account } = await appWithSandbox(centre, {
      appId: 'shop',
      callbackUrl: merchant.url,
    });
    const { port } = new URL(url);
    const server = await startServer({ ...centre.environment, PAYCENTER_PORT: port }, url);
    onTestFinished(async () => {
      release();
      await server.kill();
    });
    const orders = Array.from({ length: 5 }, newOrderId);
    for (const order_id of orders) await openPayment({ ...centre, url }, { order_id });
    for (const orderId of orders) {
      await control({ url }, account, { order_id: orderId, action: 'pay' });
    }
    await merchant.waitFor(orders.length);
    const ended = server.stop();
    // It is at its end, and still there for those who wait for it.
    await vi.waitFor(() => expect(server.output()).toContain('stopping'), { timeout: 5_000 });
    release();
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(0);
    // At its first start it names the one-time password there, and says nothing else.
    expect(stderr.replace(/^\n {2}First start\.[\s\S]* makes another\.\n\n$/, '')).toBe('');
    expect(answers).toEqual(orders.map(() => 'OK'));
    await allAcknowledged(centre, orders.length);
    await expect(fetch(url)).rejects.toThrow();
    const { rows } = await sql<{ leased: number }>`
      select count(*)::int as leased from callbacks where lease_owner is not null`.execute(
      centre.running.centre.db,
    );
    expect(rows).toEqual([{ leased: 0 }]);
  });
});
