/** §3: the parameters of do_payment and show_payment, their limits and their errors. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { setActivity } from '../../src/flows/configure-app.ts';
import { setChannel } from '../../src/flows/configure-channel.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  ASKS_JSON,
  doPayment,
  errorPageOf,
  type Fields,
  newOrderId,
  openPayment,
  paymentFields,
  problemOf,
  showPayment,
  v2,
} from '../shopper.ts';

let centre: TestCentre;
let account: string;

beforeAll(async () => {
  centre = await startTestCentre();
  const shop = { appId: 'shop', callbackUrl: 'https://shop.invalid/callback' };
  ({ account } = await appWithSandbox(centre, shop));
  const flows = centre.running.centre;
  await setActivity(flows.db, 'shop', 'tea-sale', 'https://shop.invalid/tea');
  const euro = new Map([['currencies', 'EUR']]);
  await setChannel(flows, 'shop', 'sandbox:euro', euro);
  const small = new Map([['max_gross', 'USD:5']]);
  await setChannel(flows, 'shop', 'sandbox:small', small);
});

afterAll(() => centre.stop());

async function written(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (select count(*) from payments)::int + (select count(*) from attempts)::int as count`.execute(
    centre.running.centre.db,
  );
  return rows[0]?.count ?? 0;
}

async function paymentOf(transId: string) {
  const payment = await findPayment(centre.running.centre.db, transId);
  if (!payment) throw new Error('No such payment.');
  return payment;
}

test('§3 (doc): do_payment answers 302 to the payment page of the channel', async () => {
  const reply = await doPayment(centre);
  expect(reply.status).toBe(302);
  expect(reply.headers.get('cache-control')).toBe('no-store');
  expect(reply.headers.get('location')).toMatch(`${centre.url}/channels/sandbox/${account}/pay/`);
});

describe('§3: gross', () => {
  test.each<[gross: string, currency: string, minor: bigint]>([
    ['0.01', 'USD', 1n],
    ['500', 'USD', 50_000n],
    ['30.14', 'USD', 3_014n],
    ['4500.0', 'USD', 450_000n],
    ['1.1000000', 'USD', 110n],
    [`1.${'0'.repeat(60)}`, 'USD', 100n],
    ['007.50', 'USD', 750n],
    [`${'0'.repeat(40)}7`, 'USD', 700n],
    ['999999999999999.99', 'USD', 99_999_999_999_999_999n],
    ['900719925474099.3', 'USD', 90_071_992_547_409_930n],
    ['500', 'JPY', 500n],
    ['500.000', 'JPY', 500n],
    ['1.234', 'KWD', 1_234n],
    ['1.2', 'KWD', 1_200n],
    ['3', 'CLF', 30_000n],
  ])('(doc) %s %s is exactly that much', async (gross, currency, minor) => {
    const { transId } = await openPayment(centre, { gross, currency });
    expect((await paymentOf(transId)).gross).toEqual({ minor, currency });
  });

  test.each([
    ...['-1', '+5', '0', '0.00', '-0', '.5', '5.', '1e3', '1E3', '1,00', '1.000,00', '1 000'],
    ...[' 5', '5 ', '5\n', '\t5', '5\r\n', '0x10', '0b1', 'NaN', 'Infinity', 'null', 'true', '[1]'],
    ...['0.001', '30.141', '0.0000000001', '１', '٣', '1_000', '1..0', '1.0.0', '--1', '1-', '½'],
    ...[
      '1000000000000000',
      '9'.repeat(16),
      '9'.repeat(400),
      '1'.repeat(70),
      '9007199254740993',
      '18446744073709551617',
    ],
    ...["1'000", '1;2', '1/2', '1%00', '$1', '1USD', '1;drop table payments'],
  ])('threat 10: gross=%j is no amount and writes nothing', async (gross) => {
    const before = await written();
    for (const request of [doPayment, showPayment]) {
      expect(await problemOf(await request(centre, { gross }, ASKS_JSON))).toEqual({
        status: 400,
        code: 'INVALID_GROSS',
        parameter: 'gross',
      });
    }
    expect(await written()).toBe(before);
  });

  test('threat 10: gross as an array is no gross', async () => {
    const before = await written();
    const { gross, ...others } = paymentFields();
    for (const name of ['gross[]', 'gross[0]', 'gross[minor]', 'gross.minor', 'Gross']) {
      const query = { mod: 'show_payment', act: 'mall', ...others, [name]: gross ?? '' };
      expect(await problemOf(await v2(centre, query, ASKS_JSON))).toMatchObject({
        code: 'MISSING_PARAMETER',
        parameter: 'gross',
      });
    }
    expect(await written()).toBe(before);
  });

  test.each([
    ['500.5', 'JPY'],
    ['1.2345', 'KWD'],
  ])('(ours) %s has more digits than %s has', async (gross, currency) => {
    expect(await problemOf(await doPayment(centre, { gross, currency }, ASKS_JSON))).toMatchObject({
      code: 'INVALID_GROSS',
    });
  });
});

describe('§3: every error has its code, its parameter and its status', () => {
  const long = (length: number) => '茶'.repeat(length);
  const errors: readonly [Fields, status: number, code: string, parameter: string][] = [
    [{ app_id: '' }, 400, 'MISSING_PARAMETER', 'app_id'],
    [{ item: '' }, 400, 'MISSING_PARAMETER', 'item'],
    [{ order_id: '' }, 400, 'MISSING_PARAMETER', 'order_id'],
    [{ gross: '' }, 400, 'MISSING_PARAMETER', 'gross'],
    [{ currency: '' }, 400, 'MISSING_PARAMETER', 'currency'],
    [{ app_id: 'nobody' }, 404, 'UNKNOWN_APP', 'app_id'],
    [{ app_id: long(65) }, 400, 'INVALID_PARAMETER', 'app_id'],
    [{ item: long(256) }, 400, 'INVALID_PARAMETER', 'item'],
    [{ order_id: long(128) }, 400, 'INVALID_PARAMETER', 'order_id'],
    [{ custom_data: long(2_001) }, 400, 'INVALID_PARAMETER', 'custom_data'],
    [{ gross: '0' }, 400, 'INVALID_GROSS', 'gross'],
    [{ currency: 'usd' }, 400, 'CURRENCY_NOT_SUPPORTED', 'currency'],
    [{ currency: 'US$' }, 400, 'CURRENCY_NOT_SUPPORTED', 'currency'],
    [{ currency: long(300) }, 400, 'CURRENCY_NOT_SUPPORTED', 'currency'],
    [{ activityid: 'nothing' }, 404, 'UNKNOWN_ACTIVITY', 'activityid'],
    [{ activityid: long(300) }, 404, 'UNKNOWN_ACTIVITY', 'activityid'],
    [{ activityid: '__proto__' }, 404, 'UNKNOWN_ACTIVITY', 'activityid'],
    [{ return_url: 'shop.example' }, 400, 'INVALID_PARAMETER', 'return_url'],
    [{ return_url: `https://shop.example/${long(1_980)}` }, 400, 'INVALID_PARAMETER', 'return_url'],
    [{ sign: 'x', sign_time: '1' }, 403, 'BAD_SIGNATURE', 'sign'],
  ];
  const ofDoPayment: typeof errors = [
    [{ channel: '' }, 400, 'MISSING_PARAMETER', 'channel'],
    [{ channel: 'nothing' }, 404, 'UNKNOWN_CHANNEL', 'channel'],
    [{ channel: long(300) }, 404, 'UNKNOWN_CHANNEL', 'channel'],
    [{ channel: 'Sandbox' }, 404, 'UNKNOWN_CHANNEL', 'channel'],
    [{ channel: 'euro' }, 400, 'CURRENCY_NOT_SUPPORTED', 'currency'],
    [{ channel: 'small' }, 400, 'INVALID_GROSS', 'gross'],
  ];

  test.each(errors)('§3: %j at show_payment', async (fields, status, code, parameter) => {
    await expectError(showPayment, fields, { status, code, parameter });
  });

  test.each([...errors, ...ofDoPayment])(
    '§3: %j at do_payment',
    async (fields, status, code, parameter) => {
      await expectError(doPayment, fields, { status, code, parameter });
    },
  );

  async function expectError(request: typeof doPayment, fields: Fields, error: object) {
    const before = await written();
    expect(await problemOf(await request(centre, fields, ASKS_JSON))).toEqual(error);
    expect(await errorPageOf(await request(centre, fields))).toEqual(error);
    expect(await written()).toBe(before);
  }

  test('§3: a page is in the language that the shopper reads, and no one may script or keep it', async () => {
    for (const [init, query, opening] of [
      [{ headers: { 'accept-language': 'zh-TW,en;q=0.5' } }, {}, '<html lang="zh-TW" dir="ltr">'],
      [{ headers: { 'accept-language': 'xx, ar;q=0.1' } }, {}, '<html lang="ar" dir="rtl">'],
      [{ headers: { 'accept-language': 'de' } }, { lang: 'ja' }, '<html lang="ja" dir="ltr">'],
      [{}, {}, '<html lang="en" dir="ltr">'],
    ] as const) {
      const reply = await showPayment(centre, { gross: 'x', ...query }, init);
      expect(reply.status).toBe(400);
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(reply.headers.get('content-security-policy')).not.toContain('unsafe');
      expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
      expect(await reply.text()).toContain(opening);
    }
  });

  test.each([
    'application/json',
    'application/problem+json',
    'application/json, text/plain, */*',
    'text/html;q=0.1, application/json',
    'application/vnd.api+json',
  ])('§3: Accept: %s asks for JSON', async (accept) => {
    const reply = await showPayment(centre, { gross: 'x' }, { headers: { accept } });
    expect(reply.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(await reply.json()).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status: 400,
      detail: expect.any(String),
      code: 'INVALID_GROSS',
      parameter: 'gross',
    });
  });

  test.each([
    '*/*',
    '',
    'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
    'text/html, application/json;q=0.9',
    'application/json;q=0',
  ])('§3: Accept: %j is a page', async (accept) => {
    const reply = await showPayment(centre, { gross: 'x' }, { headers: { accept } });
    expect(reply.headers.get('content-type')).toBe('text/html; charset=utf-8');
  });

  test('threat 29: what a stranger wrote is on no error page', async () => {
    const words = '"><script>alert(1)</script>';
    for (const name of [
      'gross',
      'currency',
      'channel',
      'activityid',
      'app_id',
      'return_url',
      'lang',
    ]) {
      const html = await (await doPayment(centre, { gross: 'x', [name]: words })).text();
      expect(html).not.toContain('<script>alert');
    }
  });
});

describe('§3: limits that may just be reached', () => {
  test('app_id, item, order_id and custom_data of full length, whatever the alphabet', async () => {
    const fields = {
      item: '🍵'.repeat(255),
      order_id: '订'.repeat(127),
      custom_data: '😀'.repeat(2_000),
      return_url: `https://shop.example/?${'%E8%8C%B6'.repeat(200)}`,
    };
    const { transId } = await openPayment(centre, fields);
    expect(await paymentOf(transId)).toMatchObject({
      item: fields.item,
      orderId: fields.order_id,
      customData: fields.custom_data,
    });
    const body = new URLSearchParams({
      mod: 'do_payment',
      act: 'mall',
      channel: 'sandbox',
      ...paymentFields({ ...fields, order_id: newOrderId() }),
    });
    expect((await v2(centre, '', { method: 'POST', body })).status).toBe(302);
  });

  test('one character is enough for item and order_id, a space or a sign as well', async () => {
    for (const character of [' ', '0', '<', '\u200f', '\n']) {
      const { transId } = await openPayment(centre, { item: character, order_id: character });
      expect(await paymentOf(transId)).toMatchObject({ item: character, orderId: character });
    }
  });

  test.each(['__proto__', '{"__proto__":{"paid":true}}', 'constructor[prototype][state]=paid'])(
    'threat 40: %s is custom_data like any other',
    async (custom_data) => {
      const { transId } = await openPayment(centre, { custom_data, item: '__proto__' });
      const payment = await paymentOf(transId);
      expect(payment).toMatchObject({ customData: custom_data, item: '__proto__' });
      expect(({} as Record<string, unknown>).paid).toBeUndefined();
    },
  );
});

test('§3 (ours): trans_id cannot be guessed, is safe in an address and short', async () => {
  const opened = await Promise.all(Array.from({ length: 20 }, () => openPayment(centre)));
  for (const { transId } of opened) {
    expect(transId).toMatch(/^[\w-]{25,40}$/);
  }
  // What all of them share tells nothing: the random part begins where they differ.
  const tails = new Set(opened.map(({ transId }) => transId.slice(-20)));
  expect(tails.size).toBe(20);
});
