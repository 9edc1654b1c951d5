import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { createMoneybookersSimulator } from './index.ts';

/** A shop that takes no report, at an address of its own. */
async function startShop() {
  const came: URLSearchParams[] = [];
  const server = createServer(async (request, reply) => {
    came.push(new URLSearchParams(await text(request)));
    reply.writeHead(503).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => void server.close());
  return { came, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

async function setScene() {
  const simulator = await createMoneybookersSimulator({ timesFaster: 1_000_000 });
  onTestFinished(() => simulator.close());
  const post = async (path: string, fields: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(fields);
    return (await fetch(`${simulator.url}${path}`, { method: 'POST', body })).text();
  };
  const { pay_to_email = '' } = simulator.settings;
  const asked = { prepare_only: '1', pay_to_email, amount: '10', currency: 'EUR' };
  const prepare = (change: Readonly<Record<string, string>> = {}) =>
    post('/', { ...asked, transaction_id: 'T1', ...change });
  return { simulator, post, prepare };
}

test('posts a report ten times, and gives up', async () => {
  const { simulator, prepare } = await setScene();
  const shop = await startShop();
  await prepare({ status_url: shop.url, merchant_fields: 'colour', colour: 'red' });
  await simulator.control({ action: 'approve', reference: 'T1' });
  const { sender } = simulator.api.reports;
  await expect.poll(() => sender.deliveries()[0]?.state).toBe('given up');
  expect(shop.came).toHaveLength(10);
  expect(Object.fromEntries(shop.came[9] ?? [])).toMatchObject({
    ...{ transaction_id: 'T1', mb_amount: '10.00', mb_currency: 'EUR', status: '2' },
    ...{ colour: 'red', md5sig: expect.stringMatching(/^[0-9A-F]{32}$/) },
  });
});

test.each([
  ['amount', { amount: '10,00' }],
  ['currency', { currency: 'XXX' }],
  ['pay_to_email', { pay_to_email: 'nobody@example.com' }],
  ['transaction_id', { transaction_id: 'T'.repeat(101) }],
  ['status_url', { status_url: 'ftp://shop.example' }],
  ['merchant_fields', { merchant_fields: 'a,b,c,d,e,f' }],
])('opens no session for a wrong %s', async (name, change) => {
  const { prepare } = await setScene();
  const answer = JSON.parse(await prepare(change));
  expect(answer).toEqual({ code: 'BAD_REQUEST', message: expect.stringContaining(name) });
});

test('leads to its page for 15 minutes', async () => {
  const { simulator, prepare } = await setScene();
  const sid = await prepare();
  expect((await fetch(`${simulator.url}/?sid=${sid}`)).status).toBe(200);
  await simulator.control({ action: 'expire', reference: 'T1' });
  expect((await fetch(`${simulator.url}/app/?sid=${sid}`)).status).toBe(410);
});

test('answers questions to its merchant, and to nobody else', async () => {
  const { simulator, post, prepare } = await setScene();
  await prepare();
  await simulator.control({ action: 'approve', reference: 'T1' });
  const { pay_to_email: email = '', api_password = '' } = simulator.settings;
  const password = createHash('md5').update(api_password).digest('hex');
  const ask = (fields: object) =>
    post('/app/query.pl', { email, password, action: 'status_trn', ...fields });
  const answer = await ask({ trn_id: 'T1' });
  expect(answer).toMatch(/^200\t\tOK\n.*&status=2&/s);
  const [, id = ''] = /mb_transaction_id=(\d+)/.exec(answer) ?? [];
  expect(await ask({ mb_trn_id: id })).toBe(answer);
  expect(await ask({ trn_id: 'T2' })).toBe('403\t\tTransaction not found: T2');
  expect(await ask({ trn_id: 'T1', password: password.toUpperCase() })).toMatch(/^401/);
});
