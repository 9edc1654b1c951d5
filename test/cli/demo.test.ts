/** The demo as a process: what it starts, what it refuses, and that nothing of it stays behind. */
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { findRunningEmbedded } from '../../src/embedded/index.ts';
import { isRunning } from '../../src/embedded/processes.ts';
import { browser } from '../api/client.ts';
import {
  type DemoPlace,
  type DemoProcess,
  demoPlace,
  postgresPid,
  startDemo,
} from '../demo-process.ts';
import { listenOn } from '../ports.ts';
import { paycenter, paycenterJson } from './paycenter.ts';

let place: DemoPlace & { dispose(): void };

beforeAll(async () => {
  place = await demoPlace();
});

afterAll(() => place?.dispose());

/** The demo, running; ended when the test has finished, however it did. */
async function running(): Promise<DemoProcess> {
  const demo = await startDemo(place);
  onTestFinished(async () => {
    await demo.end();
  });
  return demo;
}

/** Buys a mug with PayPal as a browser would; the order's page, once it says that it is paid. */
async function buyMug(demo: DemoProcess): Promise<string> {
  const body = new URLSearchParams({ article: 'mug', channel: 'paypal' });
  const going = await fetch(`${demo.shopUrl}/orders`, { method: 'POST', body });
  const link = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(await going.text())?.[1] ?? '';
  const payerPage = await fetch(link.replaceAll('&amp;', '&'));
  const [, action = ''] = /action="([^"]+)"><button>Pay now/.exec(await payerPage.text()) ?? [];
  const order = await fetch(new URL(action, payerPage.url), { method: 'POST' });
  expect(await order.text()).toContain('<h1>Paid</h1>');
  return order.url;
}

/** Gone is what neither answers nor is a process any more. */
async function expectNoDatabase(pid: number | null): Promise<void> {
  expect(pid).not.toBeNull();
  expect(isRunning(pid ?? 0)).toBe(false);
  expect(await findRunningEmbedded(place.dataDir)).toBeUndefined();
}

describe('the demo', () => {
  test('says where to begin, where its data is, how to look, and how to stop', async () => {
    const demo = await running();
    const said = demo.printed();
    for (const needed of [demo.shopUrl, demo.url, place.dataDir, 'npx paycenter payment list']) {
      expect(said).toContain(needed);
    }
    expect(said).not.toMatch(/error|warn/i);
  });

  test('prints a password that opens the console, until somebody has chosen another', async () => {
    const demo = await running();
    const [, email, password] =
      /as +(\S+)\s+one-time console password: (\S+)/.exec(demo.printed()) ?? [];
    const visitor = browser(demo.url);
    const { json } = await visitor.call('POST', '/session', { body: { email, password } });
    expect(json).toMatchObject({ stage: 'password', user: { role: 'admin', apps: null } });
  });

  test('shows its payments to a command in another process', async () => {
    const demo = await running();
    const order = new URL(await buyMug(demo));
    const { payments } = await paycenterJson<{ payments: object[] }>(
      demo.environment,
      ...['payment', 'list'],
    );
    expect(payments[0]).toMatchObject({
      app_id: 'demo',
      order_id: order.searchParams.get('order_id'),
      trans_id: order.searchParams.get('trans_id'),
      state: 'paid',
      gross: '12.00',
      currency: 'USD',
      channel: 'paypal',
      test: true,
    });
  });

  test('refuses to be started twice on the same data, and names the process that has it', async () => {
    const demo = await running();
    const other = await demoPlace();
    onTestFinished(other.dispose);
    const second = await paycenter(
      { PAYCENTER_DATA_DIR: place.dataDir, PAYCENTER_PORT: String(other.port) },
      'demo',
    );
    expect(second).toMatchObject({ exitCode: 1, stdout: '' });
    expect(second.stderr).toMatch(new RegExp(`^[^\\n]*in use by process ${demo.pid}: [^\\n]*\\n$`));
    expect((await fetch(demo.shopUrl)).status).toBe(200);
  });

  test.each([
    ['its own', 0],
    ['the shop’s', 1],
    ['a simulator’s', 3],
  ])('names a taken port (%s) in one sentence, and leaves nothing running', async (_, offset) => {
    const free = await demoPlace();
    onTestFinished(free.dispose);
    const taken = await listenOn(free.port + offset);
    onTestFinished(() => void taken.close());
    const refused = await paycenter(
      { PAYCENTER_DATA_DIR: place.dataDir, PAYCENTER_PORT: String(free.port) },
      'demo',
    );
    expect(refused).toMatchObject({ exitCode: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      new RegExp(`^Port ${free.port + offset} is taken [^\\n]*PAYCENTER_PORT[^\\n]*\\n$`),
    );
    expect(await findRunningEmbedded(place.dataDir)).toBeUndefined();
  });
});

describe('the end of the demo', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends the database, too', async (signal) => {
    const demo = await running();
    const database = postgresPid(place);
    expect(await demo.end(signal)).toBe(0);
    await expectNoDatabase(database);
  });

  test('Ctrl+C that arrives twice, from the terminal and through npm, is one Ctrl+C', async () => {
    const demo = await running();
    const database = postgresPid(place);
    process.kill(demo.pid, 'SIGINT');
    await demo.says('Stopping');
    expect(await demo.end('SIGINT')).toBe(0);
    await expectNoDatabase(database);
  });

  test('after kill -9 the next start takes the database over, and the orders are there', async () => {
    const killed = await running();
    const order = await buyMug(killed);
    expect(await killed.end('SIGKILL')).toBeNull();
    const next = await running();
    expect(await (await fetch(order)).text()).toContain('<h1>Paid</h1>');
    const orderId = new URL(order).searchParams.get('order_id') ?? '';
    const { payments } = await paycenterJson<{ payments: object[] }>(
      next.environment,
      ...['payment', 'list', '--order', orderId],
    );
    expect(payments).toMatchObject([{ state: 'paid' }]);
  });
});
