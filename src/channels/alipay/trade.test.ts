import { describe, expect, test } from 'vitest';
import { accountWith, go, REFERENCE, type Scene, setScene, yuan } from './alipay.test-support.ts';
import { createAlipay } from './index.ts';

const HOUR_MS = 3_600_000;
const LONG_ITEM = '茶'.repeat(255);

function tradeOf({ simulator }: Scene) {
  return simulator.gateway.state.trades.at(0);
}

describe('a payment begins', () => {
  test('with a signed address, where the payer can pay it', async () => {
    const scene = await setScene();
    const page = await (await go(await scene.start())).text();
    expect(page).toContain('¥ 12.34');
    expect(page).toContain('>Pay now</button>');
    expect(tradeOf(scene)).toMatchObject({
      ...{ outTradeNo: REFERENCE, subject: 'Tea', askedFen: 1234n },
      notifyUrl: 'https://pay.example/channels/alipay/acc_1/notice',
      returnUrl: 'https://pay.example/pay/return/1?lang=zh-CN',
    });
  });

  test('with a form when the address would be too long for some', async () => {
    const scene = await setScene();
    const way = await scene.start({ item: LONG_ITEM });
    expect(way).toMatchObject({ kind: 'form', fields: { biz_content: expect.any(String) } });
    expect((await go(way)).status).toBe(200);
    expect(tradeOf(scene)).toMatchObject({ subject: LONG_ITEM });
  });

  test('by the clock of China, and payable for two hours', async () => {
    const scene = await setScene();
    const way = await scene.start();
    const asked = new URL(way.kind === 'redirect' ? way.url : '').searchParams;
    const chinaMs = Date.parse(`${asked.get('timestamp')?.replace(' ', 'T')}Z`);
    expect(Math.abs(chinaMs - 8 * HOUR_MS - Date.now())).toBeLessThan(60_000);
    await go(way);
    const lifeMs = (tradeOf(scene)?.payableUntilMs ?? 0) - Date.now();
    expect(Math.abs(lifeMs - 2 * HOUR_MS)).toBeLessThan(60_000);
  });

  test('once, however often the payer comes', async () => {
    const scene = await setScene();
    const way = await scene.start();
    await go(way);
    await go(way);
    expect(scene.simulator.gateway.state.trades).toHaveLength(1);
  });

  test('with an item that Alipay would not print, in signs that read the same', async () => {
    const scene = await setScene();
    await go(await scene.start({ item: 'Tea/Coffee & x=1 "+%' }));
    expect(tradeOf(scene)?.subject).toBe('Tea／Coffee ＆ x＝1 "+%');
  });

  test.each([
    ['100000000.00', 'CNY', 'redirect'],
    ['100000000.01', 'CNY', 'refused'],
    ['12.34', 'EUR', 'refused'],
  ])('of %s %s: %s', async (gross, currency, kind) => {
    const scene = await setScene();
    expect(await scene.start({ gross: yuan(gross, currency) })).toMatchObject({ kind });
  });

  test('not without keys', async () => {
    const scene = await setScene({ private_key: '' });
    expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: false });
  });

  test.each([
    [true, 'https://openapi-sandbox.dl.alipaydev.com/gateway.do'],
    [false, 'https://openapi.alipay.com/gateway.do'],
  ])('at Alipay itself, with test=%s', async (isTest, gateway) => {
    const { account } = await setScene();
    const { gateway: _, ...settings } = account.settings;
    const scene = await setScene();
    const way = await scene.start({ account: { ...accountWith(settings), test: isTest } });
    expect(way).toMatchObject({ kind: 'redirect', url: expect.stringContaining(`${gateway}?`) });
  });
});

describe('a trade that Alipay is asked about', () => {
  const facts = (...told: object[]): object => ({ kind: 'facts', facts: told });

  test('has nothing to tell while the payer has not come, or not decided', async () => {
    const scene = await setScene();
    expect(await scene.query()).toEqual(facts());
    await scene.arrived();
    expect(await scene.query()).toEqual(facts());
    await scene.control('login', { reference: REFERENCE });
    expect(await scene.query()).toEqual(facts());
  });

  test('has expired when the payer has not come in time', async () => {
    const scene = await setScene();
    const asked = (hours: number) => scene.query({ startedAtMs: Date.now() - hours * HOUR_MS });
    expect(await asked(2.1)).toEqual(facts());
    expect(await asked(2.2)).toMatchObject(facts({ kind: 'expired' }));
  });

  test('has expired when it was closed unpaid', async () => {
    const scene = await setScene();
    await scene.arrived();
    await scene.control('login', { reference: REFERENCE });
    await scene.control('expire', { reference: REFERENCE });
    expect(await scene.query()).toMatchObject(
      facts({ kind: 'expired', subject: { reference: REFERENCE } }),
    );
  });

  test('is paid, with its amount and number', async () => {
    const scene = await setScene();
    const tradeNo = await scene.paid();
    const paidAtMs = tradeOf(scene)?.paidAtMs ?? 0;
    const paid = {
      kind: 'paid',
      subject: { reference: REFERENCE, channelTransaction: tradeNo },
      occurredAtMs: Math.floor(paidAtMs / 1_000) * 1_000,
      gross: yuan('12.34'),
      channelTransaction: tradeNo,
    };
    expect(await scene.query()).toEqual(facts(paid));
    await scene.control('refund', { reference: REFERENCE, amount: '4.00' });
    expect(await scene.query()).toEqual(facts(paid));
    await scene.control('finish', { reference: REFERENCE });
    expect(await scene.query()).toEqual(facts(paid));
  });

  test('that was paid and has gone back is not expired, and for a person if nobody has heard of it', async () => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('refund', { reference: REFERENCE });
    expect(await scene.query()).toMatchObject(facts({ kind: 'paid' }, { kind: 'unknown' }));
    const known = await scene.query({ channelTransaction: tradeOf(scene)?.tradeNo ?? '' });
    expect(known).toMatchObject(facts({ kind: 'paid' }));
  });

  test.each([
    ['lose', {}],
    ['fail', {}],
    ['fail', { status: 502 }],
    ['refuse', { issue: 'ACQ.SYSTEM_ERROR' }],
    ['refuse', { issue: 'ACQ.INVALID_PARAMETER' }],
  ])('is unknown when the answer is no answer: %s %o', async (how, more) => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('answer', { operation: 'query', how, ...more });
    expect(await scene.query()).toMatchObject({ kind: 'unknown' });
  });

  test.each(['wrong', 'none'])('is unknown when the signature is %s', async (how) => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('sign_answers', { how });
    expect(await scene.query()).toEqual({
      kind: 'unknown',
      why: 'an answer with a wrong signature',
    });
  });

  test('is unknown when Alipay cannot be reached or does not know us', async () => {
    const nowhere = await setScene({ gateway: 'http://127.0.0.1:1/gateway.do' });
    expect(await nowhere.query()).toMatchObject({ kind: 'unknown' });
    const stranger = await setScene({ app_id: '2021000000000002' });
    expect(await stranger.query()).toEqual({ kind: 'unknown', why: 'isv.invalid-app-id' });
    const silent = await setScene({ alipay_public_key: '' });
    expect(await silent.query()).toEqual({ kind: 'unknown', why: 'the account is not complete' });
  });
});

test('every setting that signs or checks is required, and keys are looked at when they are set', () => {
  const { settings } = createAlipay();
  const required = Object.keys(settings).filter((name) => settings[name]?.required);
  expect(required).toEqual(['app_id', 'private_key', 'alipay_public_key', 'seller_id']);
  expect(settings.private_key?.secret).toBe(true);
  expect(settings.private_key?.check?.('not a key')).toContain('RSA');
  expect(settings.alipay_public_key?.check?.('not a key')).toContain('RSA');
});
