/** §4: what the merchant is told, to the byte. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifySignature } from '../../sdk/src/index.ts';
import { rotateSecret, setActivity, setApp } from '../../src/flows/configure-app.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { findPayment } from '../../src/store/payments.ts';
import { appWithSandbox, startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, type ReceivedCallback, startMerchant } from '../merchant.ts';
import { type Fields, happen, heard, newOrderId, openPayment, v2, verify } from '../shopper.ts';

let centre: TestCentre;
let merchant: Merchant;
let account: string;
let secret: string;

beforeAll(async () => {
  centre = await startTestCentre();
  merchant = await startMerchant();
  ({ account, secret } = await appWithSandbox(centre, {
    appId: 'shop',
    callbackUrl: `${merchant.url}?shop=1&x=a%20b`,
  }));
});

afterAll(async () => {
  await centre.stop();
  await merchant.close();
});

const TEN = [
  ...['trans_id', 'user_id', 'timestamp', 'currency', 'gross'],
  ...['channel', 'item', 'custom_data', 'status', 'channel_data'],
];

type Actions =
  Parameters<typeof happen> extends [unknown, unknown, unknown, ...infer Rest] ? Rest : never;

/** Opens a payment, lets things happen to it, and waits for so many callbacks. */
async function told(fields: Fields, count: number, ...actions: Actions) {
  const opened = await openPayment(centre, fields);
  await happen(centre, account, opened.orderId, ...actions);
  return { ...opened, callbacks: await merchant.waitFor(count, opened.orderId) };
}

async function paid(fields: Fields = {}) {
  const { callbacks, ...opened } = await told(fields, 1, 'pay');
  const [callback] = callbacks;
  if (!callback) throw new Error('No callback came.');
  return { ...opened, callback };
}

function words(callbacks: readonly ReceivedCallback[]): readonly string[] {
  return callbacks.map(({ fields }) => `${fields.status} ${fields.gross}`);
}

describe('§4: the callback to the byte', () => {
  test('(field): POST, urlencoded, the ten parameters always there, in order, nothing else', async () => {
    const { callback, transId, orderId } = await paid({ item: 'Tea & "cake" 茶+~*', gross: '0.1' });
    expect(callback.method).toBe('POST');
    expect(callback.headers['content-type']).toBe(
      'application/x-www-form-urlencoded; charset=UTF-8',
    );
    expect([...new URLSearchParams(callback.body).keys()]).toEqual(TEN);
    expect(callback.body).toBe(
      `trans_id=${transId}&user_id=${orderId}&timestamp=${callback.fields.timestamp}&currency=USD` +
        '&gross=0.10&channel=sandbox&item=Tea+%26+%22cake%22+%E8%8C%B6%2B%7E*' +
        `&custom_data=${orderId}&status=SUCCESS&channel_data=%7B%7D`,
    );
    expect(callback.headers['content-length']).toBe(String(callback.body.length));
  });

  test("(field): the callback address's own query is kept, and its port is any", async () => {
    const { callback } = await paid();
    expect(callback.target).toBe('/callback?shop=1&x=a%20b');
    expect(callback.headers.host).toBe(new URL(merchant.url).host);
  });

  test("(doc): user_id is the merchant's order_id, whatever is in it", async () => {
    const orderId = '订单 #1 & "2"=3%zz\r\n😀';
    const { callback } = await paid({ order_id: orderId });
    expect(callback.fields.user_id).toBe(orderId);
    expect(callback.fields.custom_data).toBe(orderId);
  });

  test('(doc): trans_id is url-safe, at most 40 characters, and not to be guessed', async () => {
    const { callback } = await paid();
    expect(callback.fields.trans_id).toMatch(/^[\w-]{20,40}$/);
  });

  test.each([
    ['0.01', 'USD', '0.01'],
    ['500', 'USD', '500.00'],
    ['007.5', 'EUR', '7.50'],
    ['500', 'JPY', '500'],
    ['500.0', 'KRW', '500'],
    ['1.2', 'KWD', '1.200'],
    ['999999999999999.99', 'USD', '999999999999999.99'],
  ])(
    '(doc): gross %s %s is told with the currency’s own digits: %s',
    async (gross, currency, expected) => {
      const { callback } = await paid({ gross, currency });
      expect(callback.fields).toMatchObject({ gross: expected, currency });
      const back = await refundPayment(centre.running.centre, callback.fields.trans_id ?? '');
      expect(back.state).toBe('succeeded');
      const [, refund] = await merchant.waitFor(2, callback.fields.user_id);
      expect(refund?.fields).toMatchObject({ gross: `-${expected}`, status: 'REFUND' });
    },
  );

  test('§8 (doc): the published example: channel paypal, with the payer’s e-mail as channel_data', async () => {
    const { account: paypal } = await appWithSandbox(centre, {
      appId: '1',
      callbackUrl: merchant.url,
      channel: 'paypal',
      settings: { simulate: 'paypal' },
    });
    const query =
      'mod=do_payment&act=mall&app_id=1&item=example&order_id=20120101&gross=0.01&currency=USD&channel=paypal&paymentmethod=paypal';
    expect((await v2(centre, query)).status).toBe(302);
    await happen(centre, paypal, '20120101', 'pay');
    const [callback] = await merchant.waitFor(1, '20120101');
    expect(callback?.body).toMatch(
      /^trans_id=\w+&user_id=20120101&timestamp=\d{13}&currency=USD&gross=0\.01&channel=paypal&item=example&custom_data=20120101&status=SUCCESS&channel_data=%7B%22payer_email%22%3A%22[^&]+%22%7D$/,
    );
    expect(JSON.parse(callback?.fields.channel_data ?? '')).toEqual({
      payer_email: expect.stringContaining('@'),
    });
  });
});

describe('§3, §4 (doc): custom_data comes back byte for byte', () => {
  const corpus = [
    'a&b=c+d%e',
    '%41%zz%',
    'line\r\nbreak\n\ttab',
    ' around ',
    '{"json":[1,"é"]}',
    '😀👨‍👩‍👧‍👦\u0301\u200d',
    '\u0001\u007f\ufeff\uffff',
    '<script>"\'\\',
    '__proto__',
    '0',
    '茶'.repeat(2_000),
    '😀'.repeat(2_000),
  ];

  test.each(corpus)('%j by GET', async (custom_data) => {
    const { callback } = await paid({ custom_data });
    expect(callback.fields.custom_data).toBe(custom_data);
  });

  test.each(corpus)('%j by POST, urlencoded and multipart', async (custom_data) => {
    for (const body of [new URLSearchParams(), new FormData()]) {
      const orderId = newOrderId();
      const fields = {
        ...{ mod: 'do_payment', act: 'mall', app_id: 'shop', channel: 'sandbox', item: 'Tea' },
        ...{ order_id: orderId, gross: '1', currency: 'USD', custom_data },
      };
      for (const [name, value] of Object.entries(fields)) {
        // A browser's form would send every line break as CR LF; other clients send what they have.
        body.append(name, value);
      }
      expect((await v2(centre, '', { method: 'POST', body })).status).toBe(302);
      await happen(centre, account, orderId, 'pay');
      const [callback] = await merchant.waitFor(1, orderId);
      const expected =
        body instanceof FormData ? custom_data.replace(/\r\n|\r|\n/g, '\r\n') : custom_data;
      expect(callback?.fields.custom_data).toBe(expected);
    }
  });

  test('(doc): it is the order_id if none was sent', async () => {
    const { callback, orderId } = await paid({ custom_data: '' });
    expect(callback.fields.custom_data).toBe(orderId);
  });
});

describe('§4: timestamp', () => {
  test('(field): Unix milliseconds of the record that is told of', async () => {
    const { callback, transId } = await paid();
    const payment = await findPayment(centre.running.centre.db, transId);
    expect(callback.fields.timestamp).toBe(String(payment?.createdAtMs));
    expect(callback.fields.timestamp).toMatch(/^\d{13}$/);
  });

  test('of a refund it is the refund’s own', async () => {
    const { callbacks } = await told({}, 2, 'pay', { action: 'refund', gross: '1' });
    const [success, refund] = callbacks.map(({ fields }) => Number(fields.timestamp));
    expect(refund).toBeGreaterThan(success ?? Number.NaN);
  });

  test('timestamp_unit=s makes it seconds', async () => {
    const { account: own } = await appWithSandbox(centre, {
      appId: 'seconds',
      callbackUrl: merchant.url,
    });
    await setApp(centre.running.centre.db, 'seconds', new Map([['timestamp_unit', 's']]));
    await heard(centre, 'seconds', (app) => app.settings.timestampUnit === 's');
    const { orderId } = await openPayment(centre, { app_id: 'seconds' });
    await happen(centre, own, orderId, 'pay');
    const [callback] = await merchant.waitFor(1, orderId);
    expect(callback?.fields.timestamp).toMatch(/^\d{10}$/);
  });
});

describe('§4 (field): activityid', () => {
  test('picks a registered callback address, for everything that is told of the payment', async () => {
    const other = await startMerchant();
    try {
      await setActivity(centre.running.centre.db, 'shop', 'spring', other.url);
      await heard(centre, 'shop', (app) => app.callbackUrls.has('spring'));
      const { orderId } = await openPayment(centre, { activityid: 'spring' });
      await happen(centre, account, orderId, 'pay', 'refund');
      expect(words(await other.waitFor(2, orderId))).toEqual(['SUCCESS 30.14', 'REFUND -30.14']);
      expect(merchant.of(orderId)).toEqual([]);
    } finally {
      await other.close();
    }
  });
});

describe('§4 (ours): Standard Webhooks headers', () => {
  test('verify with the secret, and with no other; a changed byte does not', async () => {
    const { callback } = await paid();
    const { headers, body } = callback;
    expect(verifySignature({ headers, body, secret })).toMatchObject({
      ok: true,
      webhookId: headers['webhook-id'],
    });
    expect(verifySignature({ headers, body: `${body} `, secret }).ok).toBe(false);
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(verifySignature({ headers, body, secret: other }).ok).toBe(false);
  });

  test('each event has its own webhook-id', async () => {
    const { callbacks } = await told({}, 2, 'pay', 'refund');
    expect(new Set(callbacks.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
  });

  test('after rotate-secret both secrets verify', async () => {
    const { account: own, secret: old } = await appWithSandbox(centre, {
      appId: 'rotating',
      callbackUrl: merchant.url,
    });
    const { secret: fresh } = await rotateSecret(centre.running.centre, 'rotating');
    await heard(centre, 'rotating', (app) => app.secrets.length === 2);
    const { orderId } = await openPayment(centre, { app_id: 'rotating' });
    await happen(centre, own, orderId, 'pay');
    const [callback] = await merchant.waitFor(1, orderId);
    if (!callback) throw new Error('No callback came.');
    for (const each of [old, fresh]) {
      expect(verifySignature({ ...callback, secret: each }).ok).toBe(true);
    }
  });
});

test('§3 (ours), threat 8: a shopper who edits gross pays that, and the merchant is told what was paid', async () => {
  const orderId = newOrderId();
  await openPayment(centre, { order_id: orderId, gross: '1000' });
  const { callback } = await paid({ order_id: orderId, gross: '0.01' });
  expect(callback.fields).toMatchObject({ gross: '0.01', user_id: orderId });
  expect(await verify(centre, callback.fields)).toBe('OK');
  expect(await verify(centre, { ...callback.fields, gross: '1000' })).toBe('params error');
});
