import { createPublicKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, onTestFinished, test } from 'vitest';
import vectors from '../../src/channels/alipay/fixtures/vectors.json' with { type: 'json' };
import { writeChinaTime } from './clock.ts';
import { type AlipaySimulator, createAlipaySimulator } from './index.ts';
import { isSignedWith, signedText } from './keys.ts';

const REFERENCE = 'T0001';
const CONTENT = {
  out_trade_no: REFERENCE,
  product_code: 'FAST_INSTANT_TRADE_PAY',
  total_amount: '12.34',
  subject: 'Tea',
};

async function start(options: { timesFaster?: number } = {}): Promise<AlipaySimulator> {
  const simulator = await createAlipaySimulator(options);
  onTestFinished(() => simulator.close());
  return simulator;
}

/** A merchant with Alipay's own package. */
function merchantOf({ settings }: AlipaySimulator, change: { appId?: string } = {}): AlipaySdk {
  return new AlipaySdk({
    appId: settings.app_id ?? '',
    keyType: 'PKCS8',
    privateKey: settings.private_key ?? '',
    alipayPublicKey: settings.alipay_public_key ?? '',
    gateway: settings.gateway ?? '',
    ...change,
  });
}

function pageOf(
  simulator: AlipaySimulator,
  content: object,
  more: Readonly<Record<string, string>> = {},
): string {
  return merchantOf(simulator).pageExecute('alipay.trade.page.pay', 'GET', {
    timestamp: writeChinaTime(Date.now()),
    ...more,
    bizContent: { ...content },
  });
}

test('the published texts are signed as the simulator signs and reads them', () => {
  const key = createPublicKey(vectors.public_key);
  const { request, notice } = vectors;
  expect(signedText(request.fields, ['sign'])).toBe(request.signed);
  expect(isSignedWith(key, request.signed, request.sign)).toBe(true);
  expect(signedText(notice.fields, ['sign', 'sign_type'])).toBe(notice.signed);
  expect(isSignedWith(key, notice.signed, notice.fields.sign)).toBe(true);
});

describe('the gateway', () => {
  const REFUND = { outTradeNo: REFERENCE, refundAmount: '4.00', outRequestNo: 'R1' };

  test('serves a merchant who uses Alipay’s own package, and checks what it is answered', async () => {
    const simulator = await start();
    const merchant = merchantOf(simulator);
    const ask = (method: string, bizContent: object) =>
      merchant.exec(
        method,
        { timestamp: writeChinaTime(Date.now()), bizContent: { ...bizContent } },
        { validateSign: true },
      );
    const page = await fetch(pageOf(simulator, CONTENT));
    expect(await page.text()).toContain('¥ 12.34');
    expect(await ask('alipay.trade.query', { outTradeNo: REFERENCE })).toMatchObject({
      ...{ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' },
    });
    await simulator.control({ action: 'pay', reference: REFERENCE });
    expect(await ask('alipay.trade.query', { outTradeNo: REFERENCE })).toMatchObject({
      ...{ code: '10000', tradeStatus: 'TRADE_SUCCESS', totalAmount: '12.34' },
    });
    const answers = [
      await ask('alipay.trade.refund', REFUND),
      await ask('alipay.trade.refund', REFUND),
      await ask('alipay.trade.refund', { ...REFUND, refundAmount: '5.00' }),
      await ask('alipay.trade.refund', { ...REFUND, outRequestNo: 'R2', refundAmount: '9.00' }),
      await ask('alipay.trade.fastpay.refund.query', REFUND),
    ];
    expect(answers).toMatchObject([
      { fundChange: 'Y', refundFee: '4.00' },
      { fundChange: 'N', refundFee: '4.00' },
      { subCode: 'ACQ.DISCORDANT_REPEAT_REQUEST' },
      { subCode: 'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL' },
      { refundStatus: 'REFUND_SUCCESS', refundAmount: '4.00' },
    ]);
  });

  test.each([
    ['by the clock of somewhere else', CONTENT, { timestamp: '2026-01-02 03:04:05' }],
    ['with a time that is none', CONTENT, { timestamp: '1767323046' }],
    ['with too long an address', CONTENT, { return_url: `https://x.example/${'x'.repeat(256)}` }],
    ['without an amount', { ...CONTENT, total_amount: '12.345' }, {}],
    ['with a number of other signs', { ...CONTENT, out_trade_no: 'T-0001' }, {}],
    ['with too long a number', { ...CONTENT, out_trade_no: 'T'.repeat(65) }, {}],
    ['with a subject of forbidden signs', { ...CONTENT, subject: 'Tea & more' }, {}],
    ['for another product', { ...CONTENT, product_code: 'QUICK_WAP_WAY' }, {}],
  ])('lets no payer in %s', async (_, content, more) => {
    const simulator = await start();
    expect((await fetch(pageOf(simulator, content, more))).status).toBe(400);
  });

  test('lets no payer in whose request was changed on the way', async () => {
    const simulator = await start();
    const url = new URL(pageOf(simulator, CONTENT));
    url.searchParams.set('biz_content', JSON.stringify({ ...CONTENT, total_amount: '0.01' }));
    expect(await (await fetch(url)).text()).toBe('isv.invalid-signature');
  });
});

describe('a notice', () => {
  test('comes eight times to who never says "success"', async () => {
    const simulator = await start({ timesFaster: 10_000_000 });
    const came: URLSearchParams[] = [];
    const server = createServer(async (request, reply) => {
      came.push(new URLSearchParams(Buffer.concat(await request.toArray()).toString()));
      reply.end('success!');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    await fetch(pageOf(simulator, CONTENT, { notify_url: `http://127.0.0.1:${port}/` }));
    await simulator.control({ action: 'pay', reference: REFERENCE });
    const stateOf = () => simulator.notices.sender.deliveries()[0]?.state;
    await expect.poll(stateOf, { timeout: 10_000 }).toBe('given up');
    expect(came).toHaveLength(8);
    expect(new Set(came.map((each) => each.get('notify_id'))).size).toBe(1);
    const merchant = merchantOf(simulator);
    const genuine = came.map((each) => merchant.checkNotifySignV2(Object.fromEntries(each)));
    expect(genuine).toEqual(Array(8).fill(true));
  });
});

describe('the dashboard', () => {
  test('on the page that was paid, gives back a part, then the rest', async () => {
    const simulator = await start();
    const cashier = await fetch(pageOf(simulator, CONTENT));
    const press = (choice: string) =>
      fetch(`${cashier.url}/${choice}`, { method: 'POST', redirect: 'manual' });
    expect((await press('refund-all')).status).toBe(404);
    for (const choice of ['login', 'pay', 'refund-part', 'refund-all']) {
      expect((await press(choice)).status).toBe(303);
    }
    const entries = simulator.gateway.state.book.entries(REFERENCE);
    expect(entries.map(({ kind, gross }) => `${kind} ${gross}`)).toEqual([
      ...['collected 12.34', 'refunded 4.11', 'refunded 8.23'],
    ]);
    expect(await (await fetch(cashier.url)).text()).toContain('TRADE_CLOSED');
  });
});
