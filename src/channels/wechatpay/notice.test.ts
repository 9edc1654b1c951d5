import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../simulators/wechatpay/notices.ts';
import type { ChannelAccount, RawNotice } from '../../domain/channel.ts';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { createWechatpay } from './index.ts';
import {
  accountWith,
  REFERENCE,
  REFUND_ID,
  rawNotice,
  type Scene,
  setScene,
  yuan,
} from './wechatpay.test-support.ts';

const wechatpay = createWechatpay();

const VECTOR_ACCOUNT = accountWith({
  ...{ appid: 'wx0000000000000001', mchid: '1900000001', api_v3_key: vectors.apiV3Key },
  ...{ platform_key_id: 'PUB_KEY_ID_1', platform_public_key: vectors.publicKey },
});

const VECTOR: RawNotice = {
  ...rawNotice(vectors.note, {
    ...{ 'Wechatpay-Timestamp': vectors.ts, 'Wechatpay-Nonce': vectors.nonce },
    ...{ 'Wechatpay-Signature': vectors.noteSig, 'Wechatpay-Serial': 'PUB_KEY_ID_1' },
  }),
  receivedAtMs: Number(vectors.ts) * 1_000,
};

describe('the published vector', () => {
  test('is genuine, and tells of a payment', async () => {
    expect(await wechatpay.verifyNotice(VECTOR_ACCOUNT, VECTOR)).toEqual({
      ...{ kind: 'genuine', noticeKey: 'EV-2026010211044100001' },
    });
    expect(wechatpay.readNotice(VECTOR_ACCOUNT, VECTOR)).toEqual([
      {
        kind: 'paid',
        subject: { reference: 'T0001', channelTransaction: '4200000000202601020000000001' },
        occurredAtMs: Date.parse('2026-01-02T03:04:40Z'),
        gross: yuan('12.34'),
        channelTransaction: '4200000000202601020000000001',
      },
    ]);
  });

  test.each(['appid', 'mchid'])('is somebody else’s money for another %s', (name) => {
    const settings = { ...VECTOR_ACCOUNT.settings, [name]: '1900000002' } as Record<string, string>;
    expect(wechatpay.readNotice(accountWith(settings), VECTOR)).toMatchObject([
      { kind: 'paid', wrongReceiver: true },
    ]);
  });
});

/** A notice as the simulator would send it, with another resource or word if wanted. */
function letter(scene: Scene, change: Partial<Notice> = {}): RawNotice {
  const { notices } = scene.simulator.api;
  const notice = notices.published.at(-1);
  if (!notice) throw new Error('There has been no notice.');
  const { body, headers } = notices.letter({ ...notice, ...change });
  return rawNotice(body, headers);
}

const factsOf = (scene: Scene, change: Partial<Notice>) =>
  scene.wechatpay.readNotice(scene.account, letter(scene, change));

async function paidScene(): Promise<Scene> {
  const scene = await setScene();
  await scene.paid();
  return scene;
}

describe('a notice', () => {
  const verdict = (
    scene: Scene,
    notice: RawNotice,
    settings: Partial<ChannelAccount['settings']> = {},
  ) =>
    scene.wechatpay.verifyNotice(
      accountWith({ ...scene.account.settings, ...settings } as Record<string, string>),
      notice,
    );

  test('has the same key on every repeat, encrypted and signed anew as each is', async () => {
    const scene = await paidScene();
    const [first, second] = [letter(scene), letter(scene)];
    expect(second.body.equals(first.body)).toBe(false);
    const [id] = scene.simulator.api.notices.published.map((notice) => notice.id);
    for (const notice of [first, second]) {
      expect(await verdict(scene, notice)).toEqual({ kind: 'genuine', noticeKey: id });
    }
  });

  test('is taken at the address for refunds too', async () => {
    const scene = await paidScene();
    const notice: RawNotice = { ...letter(scene), door: 'refund-notice' };
    expect(await verdict(scene, notice)).toMatchObject({ kind: 'genuine' });
  });

  test('without associated data opens too', async () => {
    const scene = await paidScene();
    const notice = letter(scene, { associatedData: '' });
    expect(await verdict(scene, notice)).toMatchObject({ kind: 'genuine' });
    expect(scene.wechatpay.readNotice(scene.account, notice)).toMatchObject([{ kind: 'paid' }]);
  });

  test('of this merchant that its key does not open has to come again', async () => {
    const scene = await paidScene();
    for (const api_v3_key of ['0123456789abcdef0123456789abcdef', '']) {
      expect(await verdict(scene, letter(scene), { api_v3_key })).toMatchObject({
        ...{ kind: 'unverifiable', why: 'api_v3_key does not open its resource' },
      });
    }
  });

  test.each(['platform_key_id', 'platform_public_key'])(
    'is not believed by an account without %s',
    async (name) => {
      const scene = await paidScene();
      expect(await verdict(scene, letter(scene), { [name]: '' })).toMatchObject({ kind: 'forged' });
    },
  );

  test.each([
    ['by GET', { method: 'GET' }],
    ['with another body', { body: Buffer.from('{}') }],
    ['without a body', { body: Buffer.alloc(0) }],
    ['with the body of the vector', { body: Buffer.from(vectors.note) }],
  ])('that comes %s is forged', async (_, change) => {
    const scene = await paidScene();
    const notice = { ...letter(scene), ...change };
    expect(await verdict(scene, notice)).toMatchObject({ kind: 'forged' });
  });
});

describe('a notice of a payment', () => {
  const transaction = {
    ...{ out_trade_no: REFERENCE, transaction_id: '4200', trade_state: 'SUCCESS' },
    amount: { total: 1234, payer_total: 1200, currency: 'CNY' },
  };

  test.each([
    ['paid', { trade_state: 'SUCCESS' }, { kind: 'paid', gross: yuan('12.34') }],
    ['refunded since', { trade_state: 'REFUND' }, { kind: 'paid' }],
    ['without a currency', { amount: { total: 1234 } }, { kind: 'paid', gross: yuan('12.34') }],
    [
      'of a state that nobody knows',
      { trade_state: 'DREAMT' },
      { kind: 'pending', reason: 'DREAMT' },
    ],
    ['not paid', { trade_state: 'NOTPAY' }, { kind: 'unknown' }],
    ['without a state', { trade_state: undefined }, { kind: 'unknown' }],
    ['without an amount', { amount: {} }, { kind: 'unknown' }],
    ['of half a fen', { amount: { total: 0.5 } }, { kind: 'unknown' }],
    ['of a text for an amount', { amount: { total: '1234' } }, { kind: 'unknown' }],
    ['of less than nothing', { amount: { total: -1234 } }, { kind: 'unknown' }],
    ['without a number of WeChat Pay’s', { transaction_id: undefined }, { kind: 'unknown' }],
  ])('%s', async (_, change, fact) => {
    const scene = await paidScene();
    const { mchid, appid } = scene.account.settings;
    const resource = { mchid, appid, ...transaction, ...change };
    expect(factsOf(scene, { resource })).toMatchObject([
      { subject: { reference: REFERENCE }, ...fact },
    ]);
  });

  test('that names no merchant is not taken for ours', async () => {
    const scene = await paidScene();
    expect(factsOf(scene, { resource: transaction })).toMatchObject([{ wrongReceiver: true }]);
  });
});

describe('a notice of a refund', () => {
  const refund = {
    ...{ out_trade_no: REFERENCE, transaction_id: '4200', refund_id: '5030' },
    ...{ out_refund_no: REFUND_ID, refund_status: 'SUCCESS' },
    success_time: '2026-01-05T12:00:00+08:00',
    amount: { total: 1234, refund: 400, payer_total: 1234, payer_refund: 400 },
  };

  test.each([
    ['REFUND.SUCCESS', 'SUCCESS', 'succeeded'],
    ['REFUND.ABNORMAL', 'ABNORMAL', 'failed'],
    ['REFUND.CLOSED', 'CLOSED', 'failed'],
    ['REFUND.CLOSED', 'CLOSE', 'failed'],
    ['REFUND.SUCCESS', 'PROCESSING', 'sent'],
    ['REFUND.SUCCESS', 'DREAMT', 'sent'],
  ])('%s with %s has %s', async (word, refund_status, outcome) => {
    const scene = await paidScene();
    const { mchid } = scene.account.settings;
    expect(factsOf(scene, { word, resource: { mchid, ...refund, refund_status } })).toEqual([
      {
        kind: 'refund',
        subject: { reference: REFERENCE, channelTransaction: '4200' },
        occurredAtMs: Date.parse('2026-01-05T04:00:00Z'),
        channelRefund: '5030',
        refundId: REFUND_ID,
        gross: yuan('4.00'),
        outcome,
        ...(outcome === 'failed' ? { reason: refund_status } : {}),
      },
    ]);
  });

  test.each([
    ['of another merchant', { mchid: '1900000002' }],
    ['without a number', { refund_id: undefined }],
    ['without an amount', { amount: {} }],
    ['without a status', { refund_status: undefined }],
  ])('%s is kept, and has no effect', async (_, change) => {
    const scene = await paidScene();
    const { mchid } = scene.account.settings;
    const resource = { mchid, ...refund, ...change };
    expect(factsOf(scene, { word: 'REFUND.SUCCESS', resource })).toMatchObject([
      { kind: 'unknown', word: 'REFUND.SUCCESS' },
    ]);
  });
});

test('a notice of something else is a word without effect, about the order that it names', async () => {
  const scene = await paidScene();
  const complaint = { out_trade_no: REFERENCE, complaint_detail: 'CANARY' };
  expect(factsOf(scene, { word: 'COMPLAINT.CREATE', resource: complaint })).toMatchObject([
    { kind: 'unknown', word: 'COMPLAINT.CREATE', subject: { reference: REFERENCE } },
  ]);
});

test('a transcript says what kind of notice it was, and holds nothing encrypted or signed', async () => {
  const { resource } = JSON.parse(vectors.note);
  const shown = wechatpay.scrub(VECTOR);
  expect(JSON.parse(shown)).toEqual({
    id: 'EV-2026010211044100001',
    create_time: '2026-01-02T11:04:41+08:00',
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM' },
  });
  expect(shown).not.toContain(resource.ciphertext.slice(0, 16));
  expect(wechatpay.scrub(rawNotice('no json'))).toBe('7 bytes that are no JSON object');
});

describe('the settings', () => {
  const check = (name: string, value: string) => wechatpay.settings[name]?.check?.(value);

  test('are all needed, but for the host', () => {
    const needed = Object.entries(wechatpay.settings).filter(([, rule]) => rule.required);
    expect(needed.map(([name]) => name)).toEqual([
      ...['appid', 'mchid', 'serial_no', 'private_key', 'api_v3_key'],
      ...['platform_key_id', 'platform_public_key'],
    ]);
    const secret = Object.entries(wechatpay.settings).filter(([, rule]) => rule.secret);
    expect(secret.map(([name]) => name)).toEqual(['private_key', 'api_v3_key']);
  });

  test.each([
    ['mchid', '1900000001', '19000000OI'],
    ['serial_no', '5157F09EFDC096DE15EBE81A47057A7232F1B8E1', '51:57:F0:9E'],
    ['api_v3_key', vectors.apiV3Key, vectors.apiV3Key.slice(1)],
    ['api_v3_key', vectors.apiV3Key, `${vectors.apiV3Key.slice(2)}ü`],
    ['platform_key_id', 'PUB_KEY_ID_1,5157F09E', 'PUB KEY'],
    ['platform_public_key', vectors.publicKey, vectors.apiV3Key],
    ['platform_public_key', vectors.certificate, 'PUB_KEY_ID_1'],
    ['api_base', 'http://127.0.0.1:3373', 'api.mch.weixin.qq.com'],
  ])('%s takes "%s" and not "%s"', (name, good, bad) => {
    expect(check(name, good)).toBeUndefined();
    expect(check(name, bad)).toMatch(/^it is /);
  });
});
