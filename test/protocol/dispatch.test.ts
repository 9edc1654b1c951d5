/** §1: one path, its parameters however they are sent, and nothing else there. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import {
  ASKS_JSON,
  exchange,
  newOrderId,
  openPayment,
  paymentFields,
  problemOf,
  v2,
} from '../shopper.ts';

let centre: TestCentre;

beforeAll(async () => {
  centre = await startTestCentre();
  await appWithSandbox(centre, { appId: 'shop', callbackUrl: 'https://shop.example/callback' });
});

afterAll(() => centre.stop());

const DO = { mod: 'do_payment', act: 'mall', channel: 'sandbox' };

async function paymentsWritten(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from payments`.execute(centre.running.centre.db);
  return rows[0]?.count ?? 0;
}

/** The payment that a request to do_payment opened. */
async function opened(reply: Response) {
  expect({ status: reply.status, page: await reply.text() }).toEqual({ status: 302, page: '' });
  const page = new URL(reply.headers.get('location') ?? '');
  const payment = await findPayment(centre.running.centre.db, page.searchParams.get('trans') ?? '');
  if (!payment) throw new Error('No payment was opened.');
  return payment;
}

function post(query: string, body: string | Buffer, contentType: string): Promise<Response> {
  return v2(centre, query, {
    method: 'POST',
    body: new Uint8Array(Buffer.from(body)),
    headers: { accept: 'application/json', 'content-type': contentType },
  });
}

const FORM = 'application/x-www-form-urlencoded';

describe('§1 (field): parameters count wherever they are sent', () => {
  test('§1 (doc): GET with everything in the query', async () => {
    const fields = paymentFields({ item: 'Tea & "cake"' });
    const payment = await opened(await v2(centre, { ...DO, ...fields }));
    expect(payment).toMatchObject({ item: 'Tea & "cake"', orderId: fields.order_id });
  });

  test('§1 (doc): POST with everything in an urlencoded body', async () => {
    const body = new URLSearchParams({ ...DO, ...paymentFields({ item: 'Tee für zwei 茶' }) });
    expect(await opened(await post('', body.toString(), FORM))).toMatchObject({
      item: 'Tee für zwei 茶',
    });
  });

  test('§1 (field): POST with everything in a multipart body', async () => {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...DO, ...paymentFields({ item: '茶 🍵' }) })) {
      form.set(name, value);
    }
    const reply = await v2(centre, '', { method: 'POST', body: form });
    expect(await opened(reply)).toMatchObject({ item: '茶 🍵' });
  });

  test('§1 (field): query and body are one set, and the body wins', async () => {
    const fields = paymentFields();
    const query = new URLSearchParams({ ...DO, mod: 'verify', act: 'list', custom_data: 'query' });
    const body = new URLSearchParams({ ...fields, mod: DO.mod, act: DO.act, custom_data: 'body' });
    const payment = await opened(await post(query.toString(), body.toString(), FORM));
    expect(payment.customData).toBe('body');
  });

  test('§1 (field): the last of a repeated key wins', async () => {
    const query = new URLSearchParams({ ...DO, ...paymentFields() });
    const payment = await opened(await v2(centre, `custom_data=1&custom_data=2&${query}`));
    expect(payment.customData).toBe('2');
    const twice = `${new URLSearchParams({ ...DO, ...paymentFields() })}&custom_data=a&custom_data=b`;
    expect((await opened(await v2(centre, twice))).customData).toBe('b');
  });

  test.each([
    'APPLICATION/X-WWW-FORM-URLENCODED',
    'application/x-www-form-urlencoded;charset=gbk',
    '\tapplication/x-www-form-urlencoded ;; charset=UTF-8;',
  ])('threat 23: a body is the form that its type %j says', async (contentType) => {
    const body = new URLSearchParams({ ...DO, ...paymentFields() }).toString();
    await opened(await post('', body, contentType));
  });

  test.each([
    ['application/x-www-form-urlencoded-x', 400, 'MISSING_PARAMETER'],
    ['application/json', 400, 'MISSING_PARAMETER'],
    ['text/plain', 400, 'MISSING_PARAMETER'],
    ['form', 415, 'UNSUPPORTED_BODY'],
    ['application/x-www-form-urlencoded x', 415, 'UNSUPPORTED_BODY'],
  ])('threat 23: a body of type %s is not read as a form', async (type, status, code) => {
    const before = await paymentsWritten();
    const body = new URLSearchParams(paymentFields()).toString();
    const reply = await post(new URLSearchParams(DO).toString(), body, type);
    expect(await problemOf(reply)).toMatchObject({ status, code });
    expect(await paymentsWritten()).toBe(before);
  });

  test('§1 (field): a body without any type is a form', async () => {
    const body = new URLSearchParams({ ...DO, ...paymentFields() }).toString();
    const answer = await exchange(
      centre,
      `POST /v2/index.php HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 302 /);
  });
});

describe('§1 (field): values are opaque text', () => {
  test('unknown parameters, keys without a value, and junk are ignored', async () => {
    const query = new URLSearchParams({ ...DO, ...paymentFields() });
    const junk = 'foo=bar&&&lang&sign&paymentmethod&=&==x&%00=1&%ff=1&amp;x&item[]=Cake&gross[]=1';
    const payment = await opened(await v2(centre, `${junk}&${query}`));
    expect(payment).toMatchObject({ item: 'Tea', gross: { minor: 3014n } });
  });

  test('item[] is not item', async () => {
    const { item, ...others } = paymentFields();
    const query = new URLSearchParams({ ...DO, ...others, 'item[]': item ?? '' });
    expect(await problemOf(await v2(centre, query.toString(), ASKS_JSON))).toEqual({
      status: 400,
      code: 'MISSING_PARAMETER',
      parameter: 'item',
    });
  });

  test('an escape that does not decode stays as it is', async () => {
    const query = new URLSearchParams({ ...DO, ...paymentFields({ item: '' }) });
    const payment = await opened(
      await v2(centre, `${query}`.replace('item=', 'item=50%zz%2+%C3%A9%')),
    );
    expect(payment.item).toBe('50%zz%2 é%');
  });

  test.each([
    ['an overlong slash', '%c0%af'],
    ['half a character', '%e8%8c'],
    ['half a surrogate', '%ed%a0%80'],
    ['a byte of Latin-1', 'caf%e9'],
    ['a NUL', 'Tea%00'],
  ])('%s in any known parameter is an error of that parameter', async (_, bytes) => {
    const before = await paymentsWritten();
    for (const parameter of [
      ...['app_id', 'item', 'order_id', 'gross', 'currency', 'channel', 'custom_data'],
      ...['activityid', 'return_url', 'paymentmethod', 'payment_method', 'lang', 'sign'],
    ]) {
      const all = new Map(Object.entries({ ...DO, ...paymentFields() }));
      all.delete(parameter);
      const query = `${new URLSearchParams([...all])}&${parameter}=${bytes}`;
      expect(await problemOf(await v2(centre, query, ASKS_JSON))).toEqual({
        status: 400,
        code: 'INVALID_PARAMETER',
        parameter,
      });
    }
    expect(await paymentsWritten()).toBe(before);
  });

  test('a replacement character that was really sent is text like any other', async () => {
    const payment = await opened(
      await v2(centre, { ...DO, ...paymentFields({ item: 'a\ufffdb' }) }),
    );
    expect(payment.item).toBe('a\ufffdb');
  });

  test('a raw byte above 127 in an address is no HTTP, and is told so in JSON', async () => {
    const before = await paymentsWritten();
    const query = `${new URLSearchParams({ ...DO, ...paymentFields({ item: '' }) })}&item=茶`;
    const answer = await exchange(centre, `GET /v2/index.php?${query} HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({
      status: 400,
      code: 'MALFORMED_REQUEST',
    });
    expect(await paymentsWritten()).toBe(before);
  });

  test('lengths count code points, not bytes and not UTF-16 units', async () => {
    const item = '🍵'.repeat(255);
    const payment = await opened(await v2(centre, { ...DO, ...paymentFields({ item }) }));
    expect(payment.item).toBe(item);
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])(
    'threat 40: a parameter called %s is one that nobody knows',
    async (name) => {
      const body = `${name}=1&${name}[gross]=1&${new URLSearchParams({ ...DO, ...paymentFields() })}`;
      expect((await opened(await post('', body, FORM))).gross.minor).toBe(3014n);
      expect((await v2(centre, { mod: name, act: 'mall' })).status).toBe(404);
    },
  );
});

describe('§1 (ours), threat 11: one payment parameter never says two things', () => {
  const others = {
    app_id: 'other',
    order_id: 'other',
    item: 'Cake',
    gross: '1',
    currency: 'EUR',
    channel: 'paypal',
    trans_id: 'x',
    user_id: 'x',
  };
  const sources = ['query and query', 'body and body', 'query and body'] as const;

  test.each(
    Object.entries(others).flatMap(([name, other]) =>
      sources.map((source) => [name, source, other] as const),
    ),
  )('%s twice, in %s, is refused and writes nothing', async (name, source, other) => {
    const before = await paymentsWritten();
    const all = { ...DO, ...paymentFields(), trans_id: 't', user_id: 'u' };
    const right = new URLSearchParams(all).toString();
    const wrong = new URLSearchParams({ [name]: other }).toString();
    const query = source === 'query and query' ? `${wrong}&${right}` : '';
    const body = source === 'body and body' ? `${right}&${wrong}` : right;
    const reply =
      source === 'query and query'
        ? await v2(centre, query, ASKS_JSON)
        : await post(source === 'query and body' ? wrong : '', body, FORM);
    expect(await problemOf(reply)).toEqual({
      status: 400,
      code: 'CONFLICTING_PARAMETER',
      parameter: name,
    });
    expect(await paymentsWritten()).toBe(before);
  });

  test('the same value again does no harm, in one source or across both', async () => {
    const all = new URLSearchParams({ ...DO, ...paymentFields() }).toString();
    await opened(await post(`${all}&${all}`, `${all}&${all}`, FORM));
  });

  test('a different spelling of the same amount is a difference', async () => {
    const all = new URLSearchParams({ ...DO, ...paymentFields({ gross: '1' }) });
    const reply = await v2(centre, `${all}&gross=1.0`, ASKS_JSON);
    expect(await problemOf(reply)).toMatchObject({ code: 'CONFLICTING_PARAMETER' });
  });

  test('the hosted page refuses it too, its channel included', async () => {
    const all = new URLSearchParams({ mod: 'show_payment', act: 'mall', ...paymentFields() });
    const reply = await v2(centre, `${all}&channel=a&channel=b`, ASKS_JSON);
    expect(await problemOf(reply)).toMatchObject({
      code: 'CONFLICTING_PARAMETER',
      parameter: 'channel',
    });
  });

  test('verify answers params error', async () => {
    const five = { trans_id: 't', user_id: 'u', currency: 'USD', gross: '1', channel: 'sandbox' };
    for (const name of Object.keys(five)) {
      const query = `${new URLSearchParams({ mod: 'verify', ...five })}&${name}=EUR`;
      const reply = await v2(centre, query);
      expect({ status: reply.status, answer: await reply.text() }).toEqual({
        status: 200,
        answer: 'params error',
      });
    }
  });
});

describe('§1: anything else', () => {
  const FOUR = ['listchannel', 'do_payment', 'show_payment', 'verify'];

  test.each([
    '',
    'mod=do_payment',
    'mod=show_payment&act=list',
    'mod=listchannel',
    'mod=listchannel&act=mall',
    'mod=refund&act=mall',
    'mod=VERIFY',
    'mod[]=verify',
    'act=mall',
  ])('%j is a 404 of one line that names the four', async (query) => {
    for (const init of [{}, { method: 'POST', body: new URLSearchParams({ app_id: 'shop' }) }]) {
      const reply = await v2(centre, query, init);
      expect(reply.status).toBe(404);
      expect(reply.headers.get('content-type')).toMatch(/^text\/plain/);
      const text = await reply.text();
      expect(text.trimEnd().split('\n')).toHaveLength(1);
      for (const name of FOUR) expect(text).toContain(name);
    }
  });

  test('act is not looked at for verify', async () => {
    for (const query of ['mod=verify', 'mod=verify&act=', 'mod=verify&act=mall&act=%ff']) {
      expect(await (await v2(centre, query)).text()).toBe('params error');
    }
  });

  test('there is no other page under /v2/', async () => {
    for (const path of ['/v2', '/v2/', '/v2/index.html', '/v2/index.php/', '/v2/%zz', '/v2/x?y']) {
      const reply = await fetch(centre.url + path, { ...ASKS_JSON, redirect: 'manual' });
      expect(reply.status, path).toBeGreaterThanOrEqual(400);
      expect(reply.status, path).toBeLessThan(500);
    }
    expect((await v2(centre, 'mod=verify', { method: 'PUT' })).status).toBe(404);
  });

  test('§1 (doc): http is not redirected to https, whatever a proxy or a stranger says', async () => {
    const fields = { ...DO, ...paymentFields() };
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    const reply = await v2(centre, fields, { headers });
    expect(reply.headers.get('location')).toMatch(`${centre.url}/channels/sandbox/`);
    expect((await v2(centre, 'mod=verify', { headers })).status).toBe(200);
  });

  test('§1: no number of requests is refused', async () => {
    const replies = await Promise.all(
      Array.from({ length: 200 }, () => v2(centre, 'mod=listchannel&act=list&app_id=shop')),
    );
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    for (const { headers } of replies) {
      expect([...headers.keys()].filter((name) => /ratelimit|retry|cookie/.test(name))).toEqual([]);
    }
  });

  test('§8 (doc): the published example, to the letter, leads to the channel', async () => {
    await appWithSandbox(centre, {
      appId: '1',
      callbackUrl: 'https://shop.example/callback',
      channel: 'paypal',
    });
    const reply = await v2(
      centre,
      'mod=do_payment&act=mall&app_id=1&item=example&order_id=20120101&gross=0.01&currency=USD&channel=paypal&paymentmethod=paypal',
    );
    expect(await opened(reply)).toMatchObject({
      item: 'example',
      orderId: '20120101',
      gross: { minor: 1n, currency: 'USD' },
      customData: null,
      channel: 'paypal',
    });
  });

  test('§3 (field): paymentmethod and payment_method, absent or the channel itself, change nothing', async () => {
    const orderId = newOrderId();
    const first = await openPayment(centre, { order_id: orderId });
    for (const name of ['paymentmethod', 'payment_method']) {
      const again = await openPayment(centre, { order_id: orderId, [name]: 'sandbox' });
      expect(again.transId).toBe(first.transId);
    }
  });
});
