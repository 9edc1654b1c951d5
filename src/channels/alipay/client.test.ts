import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import type { AlipaySdk } from 'alipay-sdk';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { accountWith } from './alipay.test-support.ts';
import { readAnswer, signRequest } from './client.ts';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { openSdk } from './sdk.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** One pair for both sides: what we sign, Alipay might have signed. */
const account = accountWith({
  app_id: vectors.request.fields.app_id,
  private_key: keys.privateKey,
  alipay_public_key: keys.publicKey,
  gateway: 'https://gateway.example/gateway.do',
});

async function sdk(): Promise<AlipaySdk> {
  const opened = await openSdk(account);
  if (!opened) throw new Error('no keys');
  return opened;
}

function signed(text: string): string {
  return sign('sha256', Buffer.from(text), createPrivateKey(keys.privateKey)).toString('base64');
}

describe('a request', () => {
  afterEach(() => vi.useRealTimers());

  test('is signed over the published text, byte for byte', async () => {
    const { notify_url, return_url, biz_content, ...rest } = vectors.request.fields;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-01-02T03:04:05Z') });
    const content = JSON.parse(biz_content) as Record<string, string>;
    const addresses = { notify_url, return_url };
    const request = signRequest(await sdk(), account, rest.method, content, addresses);
    const sent = new URL(request.url).searchParams;
    expect(Object.fromEntries(sent)).toEqual({
      ...{ ...rest, notify_url, return_url },
      sign: signed(vectors.request.signed),
    });
    expect(request.content).toEqual({ biz_content });
  });
});

describe('an answer', () => {
  const METHOD = 'alipay.trade.query';
  const NAME = 'alipay_trade_query_response';
  const PAID = '{"code":"10000","msg":"Success","trade_status":"TRADE_SUCCESS"}';
  const UNPAID = '{"code":"10000","msg":"Success","trade_status":"WAIT_BUYER_PAY"}';
  const read = async (text: string) => readAnswer(await sdk(), METHOD, text);
  const wrong = { kind: 'unknown', why: 'an answer with a wrong signature' };

  test.each([
    ['as it comes', `{"${NAME}":${PAID},"sign":"${signed(PAID)}"}`],
    ['with the signature first', `{"sign":"${signed(PAID)}","${NAME}":${PAID}}`],
    ['in lines', `{\n  "${NAME}" : ${PAID},\n  "sign" : "${signed(PAID)}"\n}\n`],
    ['with more beside it', `{"${NAME}":${PAID},"alipay_cert_sn":"1","sign":"${signed(PAID)}"}`],
  ])('is read: %s', async (_, text) => {
    expect(await read(text)).toEqual({ kind: 'done', json: JSON.parse(PAID) });
  });

  test('is checked over its own characters', async () => {
    const text = '{ "code":"10000", "subject":"a\\/b \\u8336 茶" }';
    const reply = await read(`{"${NAME}":${text},"sign":"${signed(text)}"}`);
    expect(reply).toEqual({ kind: 'done', json: { code: '10000', subject: 'a/b 茶 茶' } });
  });

  test('with a number as its code is read too', async () => {
    const text = '{"code":10000}';
    expect(await read(`{"${NAME}":${text},"sign":"${signed(text)}"}`)).toMatchObject({
      kind: 'done',
    });
  });

  test.each([
    ['another answer’s signature', `{"${NAME}":${PAID},"sign":"${signed(UNPAID)}"}`],
    ['one more space', `{"${NAME}":${PAID.replace(',', ', ')},"sign":"${signed(PAID)}"}`],
    ['no signature', `{"${NAME}":${PAID}}`],
    ['no text as a signature', `{"${NAME}":${PAID},"sign":{"sign":1}}`],
    [
      'a signed answer beside the one that counts',
      `{"x${NAME}":${UNPAID},"sign":"${signed(UNPAID)}","${NAME}":${PAID}}`,
    ],
    [
      'the signed answer replaced by another of its name',
      `{"${NAME}":${UNPAID},"${NAME}":${PAID},"sign":"${signed(UNPAID)}"}`,
    ],
  ])('is not believed with %s', async (_, text) => {
    expect(await read(text)).toEqual(wrong);
  });

  test('of the gateway itself, which is not signed, decides nothing', async () => {
    const text = '{"error_response":{"code":"40002","msg":"x","sub_code":"isv.invalid-signature"}}';
    expect(await read(text)).toEqual({ kind: 'unknown', why: 'isv.invalid-signature' });
  });

  test.each(['', '<html>', '[]', '{"alipay_trade_refund_response":{"code":"10000"}}'])(
    'that is none decides nothing: %s',
    async (text) => {
      expect(await read(text)).toMatchObject({ kind: 'unknown' });
    },
  );

  test.each([
    ['40004', 'ACQ.TRADE_NOT_EXIST', 'refused'],
    ['40004', 'ACQ.SYSTEM_ERROR', 'unknown'],
    ['40004', 'aop.ACQ.SYSTEM_ERROR', 'unknown'],
    ['20000', 'isp.unknow-error', 'unknown'],
    ['40002', 'isv.invalid-signature', 'unknown'],
    ['10003', undefined, 'unknown'],
  ])('with code %s %s is %s', async (code, issue, kind) => {
    const text = JSON.stringify({ code, msg: 'x', sub_code: issue });
    const reply = await read(`{"${NAME}":${text},"sign":"${signed(text)}"}`);
    expect(reply).toMatchObject({ kind });
    expect(Object.values(reply)).toContain(issue ?? 'x');
  });
});
