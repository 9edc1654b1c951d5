/** §5: did you really send me this callback? Four answers, to the byte. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askVerify } from '../../sdk/src/index.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { exchange, type Fields, happen, openPayment, v2, verify } from '../shopper.ts';

let centre: TestCentre;
let merchant: Merchant;
/** The callback of a payment of 30.10 USD, and of its refund of 10.00. */
let success: Fields;
let refund: Fields;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
  const { account } = await appWithSandbox(centre, { appId: 'shop', callbackUrl: merchant.url });
  const { orderId } = await openPayment(centre, { order_id: 'A 1&é', gross: '30.10' });
  await happen(centre, account, orderId, 'pay', { action: 'refund', gross: '10' });
  const [first, second] = await merchant.waitFor(2, orderId);
  success = first?.fields ?? {};
  refund = second?.fields ?? {};
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

const FIVE = ['trans_id', 'user_id', 'currency', 'gross', 'channel'] as const;

function fiveOf(fields: Fields): Record<string, string> {
  return Object.fromEntries(FIVE.map((name) => [name, fields[name] ?? '']));
}

test.each([
  ['OK', () => success],
  ['unkonwn transaction', () => ({ ...success, trans_id: 'nobody' })],
  ['params error', () => ({ ...success, gross: '30.11' })],
])(
  '§5 (doc): %j is the whole answer: status 200, text/plain, no newline, no redirect, no cookie',
  async (answer, asked) => {
    const five = fiveOf(asked());
    const query = new URLSearchParams({ mod: 'verify', ...five });
    const raw = await exchange(
      centre,
      `GET /v2/index.php?${query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`,
    );
    const [head = '', body] = raw.split('\r\n\r\n');
    expect(body).toBe(answer);
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head).toMatch(/\r\ncontent-type: text\/plain(;|\r|$)/i);
    expect(head).toMatch(new RegExp(`\\r\\ncontent-length: ${answer.length}(\\r|$)`, 'i'));
    expect(head).not.toMatch(/set-cookie|location|ratelimit/i);
  },
);

test('§5 (doc): GET and POST, urlencoded and multipart, give the same answer', async () => {
  const five = fiveOf(success);
  const form = new FormData();
  for (const [name, value] of Object.entries(five)) form.set(name, value);
  for (const init of [
    { method: 'POST', body: new URLSearchParams(five) },
    { method: 'POST', body: form },
  ]) {
    expect(await (await v2(centre, 'mod=verify', init)).text()).toBe('OK');
  }
  expect(await verify(centre, five)).toBe('OK');
});

describe('§5 (doc): params error', () => {
  test.each(FIVE)(
    'when %s is missing, empty or not text, even of an unknown transaction',
    async (name) => {
      const { [name]: _, ...others } = success;
      expect(await verify(centre, others)).toBe('params error');
      expect(await verify(centre, { ...success, [name]: '' })).toBe('params error');
      expect(await verify(centre, { ...success, trans_id: 'nobody', [name]: '' })).toBe(
        'params error',
      );
      const five = new URLSearchParams(fiveOf(success));
      five.delete(name);
      for (const bytes of ['%ff', 'a%00']) {
        const reply = await v2(centre, `mod=verify&${five}&${name}=${bytes}`);
        expect(await reply.text()).toBe('params error');
      }
      const listed = await v2(centre, `mod=verify&${five}&${name}[]=${success[name]}`);
      expect(await listed.text()).toBe('params error');
    },
  );

  test.each<Fields>([
    { gross: '30.1.0' },
    { gross: '30,10' },
    { gross: '+30.10' },
    { gross: '3.01e1' },
    { gross: ' 30.10' },
    { gross: '--30.10' },
    { gross: 'NaN' },
    { currency: 'usd' },
    { currency: 'XXXX' },
  ])('%j is malformed, and looked at before the transaction', async (wrong) => {
    expect(await verify(centre, { ...success, ...wrong })).toBe('params error');
    expect(await verify(centre, { ...success, trans_id: 'nobody', ...wrong })).toBe('params error');
  });

  test.each<Fields>([
    { user_id: 'A 1' },
    { user_id: 'a 1&é' },
    { currency: 'EUR' },
    { gross: '30.11' },
    { gross: '-30.10' },
    { gross: '0' },
    { channel: 'paypal' },
    { channel: 'Sandbox' },
  ])('%j matches no callback of the transaction', async (other) => {
    expect(await verify(centre, { ...success, ...other })).toBe('params error');
  });

  test('of a payment that nobody was told of yet', async () => {
    const { transId, orderId } = await openPayment(centre);
    const asked = { trans_id: transId, user_id: orderId, currency: 'USD', gross: '30.14' };
    expect(await verify(centre, { ...asked, channel: 'sandbox' })).toBe('params error');
  });
});

test.each([
  'x',
  '0',
  ' ',
  '0'.repeat(32),
  'é',
  "' or 1=1 --",
  '<script>',
  'x'.repeat(5_000),
  '__proto__',
])('§5 (doc): %j is a well-formed trans_id that nobody has', async (trans_id) => {
  expect(await verify(centre, { ...success, trans_id })).toBe('unkonwn transaction');
});

test.each(['30.1', '30.10', '30.100', '030.1', '30.10000000'])(
  '§5: gross %s is compared as a decimal',
  async (gross) => {
    expect(await verify(centre, { ...success, gross })).toBe('OK');
  },
);

test('§5: the sign of gross counts, and each callback of the transaction is OK', async () => {
  expect(await verify(centre, refund)).toBe('OK');
  expect(await verify(centre, { ...refund, gross: '-10' })).toBe('OK');
  expect(await verify(centre, { ...refund, gross: '10.00' })).toBe('params error');
});

test('§5 (field): timestamp, amount and anything else are ignored, mangled or repeated', async () => {
  const five = new URLSearchParams(fiveOf(success));
  const junk =
    '×tamp=1&timestamp=abc&timestamp=2&amount=1&amount=2&status=REFUND&item=%ff&custom_data=%00&sign=x&act=list&lang=xx'.replace(
      '×',
      '%C3%97',
    );
  expect(await (await v2(centre, `mod=verify&${five}&${junk}`)).text()).toBe('OK');
});

test('§5: OK holds for repeats, and years later', async () => {
  for (let repeat = 0; repeat < 3; repeat += 1) expect(await verify(centre, success)).toBe('OK');
  const { db } = centre.running.centre;
  await sql`update events set recorded_at = recorded_at - interval '9 years',
    created_at = created_at - interval '9 years'`.execute(db);
  await sql`update payments set created_at = created_at - interval '9 years'`.execute(db);
  expect(await verify(centre, success)).toBe('OK');
});

test('§5: the SDK reads the answers', async () => {
  const question = {
    transId: success.trans_id ?? '',
    orderId: success.user_id ?? '',
    currency: 'USD',
    gross: '30.10',
    channel: 'sandbox',
  };
  expect(await askVerify({ baseUrl: centre.url }, question)).toEqual({ outcome: 'confirmed' });
  expect(await askVerify({ baseUrl: centre.url }, { ...question, gross: '1' })).toMatchObject({
    reason: 'params-error',
  });
  expect(await askVerify({ baseUrl: centre.url }, { ...question, transId: 'x' })).toMatchObject({
    reason: 'unknown-transaction',
  });
});

test('§5: hundreds at once are answered, and none is refused', async () => {
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, at) =>
      verify(centre, at % 3 === 0 ? { ...success, trans_id: `no-${at}` } : success),
    ),
  );
  expect(answers).toEqual(
    Array.from({ length: 300 }, (_, at) => (at % 3 === 0 ? 'unkonwn transaction' : 'OK')),
  );
});
