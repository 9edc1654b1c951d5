/** Callbacks copied to a developer's machine, by a command beside a centre that runs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { verifySignature } from '@paycenter/sdk';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { paycenter } from './paycenter.ts';

const BIN = join(import.meta.dirname, '../../bin/paycenter.js');
let centre: TestCentre;
let shop: Merchant;
let developer: Merchant;
let account: string;
let secret: string;

beforeAll(async () => {
  centre = await startTestCentre();
  shop = await startMerchant();
  developer = await startMerchant({ reply: () => ({ status: 500, body: 'in the debugger' }) });
  ({ account, secret } = await appWithSandbox(centre, { appId: 'shop', callbackUrl: shop.url }));
});
afterAll(async () => {
  await centre.stop();
  await shop.close();
  await developer.close();
});

async function pay(orderId: string): Promise<void> {
  const query = new URLSearchParams({
    ...{ mod: 'do_payment', act: 'mall', app_id: 'shop', channel: 'sandbox', item: 'Kettle' },
    ...{ order_id: orderId, gross: '30.14', currency: 'USD' },
  });
  await fetch(`${centre.url}/v2/index.php?${query}`, { redirect: 'manual' });
  const paid = await fetch(`${centre.url}/channels/sandbox/${account}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order_id: orderId, action: 'pay' }),
  });
  expect(paid.status).toBe(200);
}

/** `paycenter listen`, once it says that it does. */
async function listening(...more: string[]) {
  const argv = ['listen', '--app', 'shop', '--forward-to', developer.url, ...more];
  const child = spawn(process.execPath, [BIN, ...argv], {
    // As a developer would: with the same database and key, and with no network allowed.
    env: { PATH: process.env.PATH ?? '', ...centre.environment, PAYCENTER_CALLBACK_NETWORKS: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = await once(createInterface(child.stderr), 'line');
  expect(said).toContain('Ctrl+C ends it');
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  return {
    lines,
    async interrupt(): Promise<number | null> {
      child.kill('SIGINT');
      const [exitCode] = await once(child, 'close');
      return exitCode;
    },
  };
}

test('each callback that comes is copied as it is, freshly signed, and the shop is not disturbed', async () => {
  await pay('before');
  await shop.waitFor(1, 'before');
  const listener = await listening();
  await pay('A-1');
  await pay('A-2');
  const [copy] = await developer.waitFor(1, 'A-1');
  const [original] = await shop.waitFor(1, 'A-1');
  await developer.waitFor(1, 'A-2');
  expect(copy?.body).toBe(original?.body);
  expect(copy?.headers['webhook-id']).toBe(original?.headers['webhook-id']);
  const { headers = {}, body = '' } = copy ?? {};
  expect(verifySignature({ headers, body, secret }).ok).toBe(true);

  await expect.poll(() => listener.lines).toHaveLength(2);
  expect(listener.lines[0]).toMatch(
    /^\S+Z {2}SUCCESS 30\.14 USD {2}order A-1: it replied 500 "in the debugger"$/,
  );
  expect(await listener.interrupt()).toBe(0);
  expect(developer.of('before')).toEqual([]);
  expect(shop.callbacks).toHaveLength(3);
});

test('scripts get a document a line', async () => {
  const listener = await listening('--json');
  await pay('B-1');
  await expect.poll(() => listener.lines, { timeout: 10_000 }).toHaveLength(1);
  expect(JSON.parse(listener.lines[0] ?? '')).toMatchObject({
    order_id: 'B-1',
    status: 'SUCCESS',
    gross: '30.14',
    currency: 'USD',
    status_code: 500,
  });
  await listener.interrupt();
});

test.each([
  [1, 'UNKNOWN_APP', ['--app', 'nobody', '--forward-to', 'http://localhost:1/']],
  [2, '--forward-to must be', ['--app', 'shop', '--forward-to', 'localhost:8080']],
])('it ends with %i and says %s', async (exitCode, said, argv) => {
  const ended = await paycenter(centre.environment, 'listen', ...argv);
  expect(ended).toMatchObject({ exitCode, stdout: '' });
  expect(ended.stderr).toContain(said);
});

test('where no centre runs, it says so', async () => {
  const nowhere = { PAYCENTER_DATA_DIR: '/nonexistent/paycenter' };
  const argv = ['listen', '--app', 'shop', '--forward-to', 'http://localhost:1/'];
  const ended = await paycenter(nowhere, ...argv);
  expect(ended).toMatchObject({ exitCode: 1, stdout: '' });
  expect(ended.stderr).toMatch(/^PayCenter does not run on [^\n]+\n$/);
});
