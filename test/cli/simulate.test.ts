/** A stand-in of a channel, run by itself and used as somebody would who tries a channel. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createApp } from '../../src/flows/configure-app.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { doPayment, newOrderId } from '../shopper.ts';
import { paycenter, paycenterJson } from './paycenter.ts';

const BIN = join(import.meta.dirname, '../../bin/paycenter.js');
let centre: TestCentre;
let merchant: Merchant;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
  const app = { appId: 'shop', name: 'Shop', callbackUrl: merchant.url };
  await createApp(centre.running.centre, app);
});
afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

/** `paycenter simulate`, once it has said where it is. */
async function simulating(...argv: string[]) {
  const child = spawn(process.execPath, [BIN, 'simulate', ...argv], {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await expect.poll(() => printed, { timeout: 25_000 }).toMatch(/\n\}\n$|Ctrl\+C ends it/);
  return {
    printed,
    async interrupt(): Promise<number | null> {
      child.kill('SIGINT');
      const [exitCode] = await once(child, 'close');
      return exitCode;
    },
  };
}

type Announced = { url: string; notice_url: string; settings: object; command: string };

test('it prints a line that gives an app an account, which can be paid at and told of', async () => {
  const made = await paycenterJson<{ notice_url: string }>(
    ...([centre.environment, 'channel', 'set', 'shop', 'paypal'] as const),
  );
  const simulator = await simulating(
    ...['paypal', '--json', '--notice-url', made.notice_url, '--times-faster', '5000'],
  );
  const { command, url, ...more } = JSON.parse(simulator.printed) as Announced;
  expect(more).toMatchObject({
    ...{ channel: 'paypal', notice_url: made.notice_url, settings: { api_base: url } },
  });
  // Pasted into a shell; `npx paycenter` is this checkout.
  const npx = `npx() { shift; "${process.execPath}" "${BIN}" "$@"; }`;
  await promisify(execFile)('/bin/sh', ['-c', `${npx}; ${command.replace('SHOP', 'shop')}`], {
    env: { PATH: dirname(process.execPath), ...centre.environment },
  });
  const orderId = newOrderId();
  await expect
    .poll(async () => (await doPayment(centre, { channel: 'paypal', order_id: orderId })).status)
    .toBe(302);
  const { db } = centre.running.centre;
  const { id: reference } = await db
    .selectFrom('attempts')
    .select('id')
    .where('channel_reference', 'is not', null)
    .executeTakeFirstOrThrow();
  const paid = await fetch(`${url}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'approve', reference }),
  });
  expect(paid.status).toBe(200);
  const [told] = await merchant.waitFor(1, orderId);
  expect(told?.fields).toMatchObject({ status: 'SUCCESS', channel: 'paypal', gross: '30.14' });
  expect(await simulator.interrupt()).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test('people are told where it is, what to paste and how to end it', async () => {
  const simulator = await simulating('paypal');
  expect(simulator.printed).toMatch(/A simulated paypal, at http:\/\/127\.0\.0\.1:\d+\./);
  expect(simulator.printed).toContain('npx paycenter channel set SHOP paypal client_id=');
  expect(simulator.printed).toContain('--notice-url');
  expect(await simulator.interrupt()).toBe(0);
});

test.each([
  ['a channel that nobody plays', ['nobody'], 'no simulator of nobody; there are'],
  ['a port that is none', ['paypal', '--port', '70000'], '--port must be'],
  ['no speed', ['paypal', '--times-faster', '0'], '--times-faster must be'],
  ['an address that is none', ['paypal', '--notice-url', 'acc_1'], '--notice-url must be'],
])('%s is wrong usage', async (_, argv, said) => {
  const ended = await paycenter({}, 'simulate', ...argv);
  expect(ended).toMatchObject({ exitCode: 2, stdout: '' });
  expect(ended.stderr).toContain(said);
});

test('a port that is taken is said, and nothing is left running', async () => {
  const other = createServer();
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const { port } = other.address() as AddressInfo;
  const ended = await paycenter({}, 'simulate', 'paypal', '--port', String(port));
  expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toContain(`Port ${port} is taken`);
  other.close();
});
