import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { FORGERIES } from '../../../simulators/alipay/notices.ts';
import { accountWith, REFERENCE, rawNotice, setScene, yuan } from './alipay.test-support.ts';
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { createAlipay } from './index.ts';

type Fields = Readonly<Record<string, string>>;

const alipay = createAlipay();
const FIELDS: Fields = vectors.notice.fields;

const account = accountWith({
  app_id: '2021000000000001',
  // Nothing is signed with it here.
  private_key: generateKeyPairSync('rsa', { modulusLength: 2048 })
    .privateKey.export({ type: 'pkcs8', format: 'der' })
    .toString('base64'),
  alipay_public_key: vectors.public_key,
  seller_id: '2088101122136241',
});

function verify(fields: Fields, settings: Fields = {}) {
  const changed = { ...account, settings: { ...account.settings, ...settings } };
  return alipay.verifyNotice(changed, rawNotice(fields));
}

function without(...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(FIELDS).filter(([name]) => !names.includes(name)));
}

describe('the published vector', () => {
  test('is genuine, whatever the order of its fields, and says so by one key', async () => {
    const verdict = await verify(FIELDS);
    expect(verdict).toEqual({ kind: 'genuine', noticeKey: expect.any(String) });
    expect(await verify(Object.fromEntries(Object.entries(FIELDS).toReversed()))).toEqual(verdict);
    expect(await verify(without('sign_type'))).toEqual(verdict);
  });

  test('is genuine with empty fields beside it, which say nothing', async () => {
    const padded = { ...FIELDS, gmt_refund: '', refund_fee: '', passback_params: '' };
    expect(await verify(padded)).toEqual(await verify(FIELDS));
    expect(alipay.readNotice(account, rawNotice(padded))).toMatchObject([{ kind: 'paid' }]);
  });

  test.each<[string, Fields, Fields?]>([
    ['another amount', { ...FIELDS, total_amount: '12.35' }],
    ['one field more', { ...FIELDS, refund_fee: '12.34' }],
    ['one field less', without('seller_id')],
    ['no signature', without('sign')],
    ['a broken signature', { ...FIELDS, sign: 'x' }],
    ['another kind of signature', { ...FIELDS, sign_type: 'RSA' }],
    ['a kind that is none', { ...FIELDS, sign_type: '__proto__' }],
    ['another app', FIELDS, { app_id: '2021000000000002' }],
  ])('is forged with %s', async (_, fields, settings) => {
    expect(await verify(fields, settings)).toMatchObject({ kind: 'forged' });
  });

  test('is forged when it comes in an address', async () => {
    const query = new URLSearchParams(FIELDS).toString();
    const notice = { ...rawNotice(''), method: 'GET', query };
    expect(await alipay.verifyNotice(account, notice)).toMatchObject({ kind: 'forged' });
  });

  test.each(['app_id', 'alipay_public_key', 'private_key'])(
    'cannot be checked without %s',
    async (name) => {
      expect(await verify(FIELDS, { [name]: '' })).toMatchObject({ kind: 'unverifiable' });
    },
  );

  test('tells of a payment', () => {
    expect(alipay.readNotice(account, rawNotice(FIELDS))).toEqual([
      {
        kind: 'paid',
        subject: { reference: 'T0001', channelTransaction: '2026010222001404580000000001' },
        occurredAtMs: Date.parse('2026-01-02T11:04:40+08:00'),
        gross: yuan('12.34'),
        channelTransaction: '2026010222001404580000000001',
      },
    ]);
  });
});

describe('a notice', () => {
  afterEach(() => vi.useRealTimers());

  test('has the same key on every repeat, and other news another', async () => {
    const scene = await setScene();
    const keyOf = async (notice = scene.notice()) => {
      const verdict = await scene.alipay.verifyNotice(scene.account, notice);
      return verdict.kind === 'genuine' ? verdict.noticeKey : verdict.why;
    };
    await scene.paid();
    const keys = [await keyOf()];
    // By the clock of the sender: its time, and so its signature, are others on each repeat.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 240_000 });
    keys.push(await keyOf());
    vi.useRealTimers();
    await scene.control('refund', { reference: REFERENCE, amount: '4.00' });
    keys.push(await keyOf());
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test.each(FORGERIES)('is not believed when it is forged: %s', async (forgery) => {
    const scene = await setScene();
    await scene.paid();
    const [news] = scene.simulator.notices.published;
    if (!news) throw new Error('Nothing was told.');
    const { body } = scene.simulator.notices.letter(news, forgery);
    const verdict = await scene.alipay.verifyNotice(scene.account, rawNotice(body));
    expect(verdict).toMatchObject({ kind: 'forged' });
  });

  test('is answered with the word that Alipay waits for', () => {
    expect(alipay.replyToNotice?.().body).toBe('success');
  });
});

describe('a trade that a notice tells of', () => {
  const read = (change: Readonly<Record<string, string | undefined>>) => {
    const fields = Object.entries({ ...FIELDS, ...change });
    const told = fields.filter((each): each is [string, string] => each[1] !== undefined);
    return alipay.readNotice(account, rawNotice(Object.fromEntries(told)));
  };
  const refunded = {
    ...{ gmt_refund: '2026-01-03 08:00:00.250', refund_fee: '4.00', out_biz_no: '2026HZ01' },
  };
  const unpaid = { gmt_payment: undefined, trade_status: 'TRADE_CLOSED' };

  test.each<[string, Readonly<Record<string, string | undefined>>, readonly object[]]>([
    ['finished', { trade_status: 'TRADE_FINISHED' }, [{ kind: 'paid' }]],
    [
      'finished after a refund',
      { trade_status: 'TRADE_FINISHED', ...refunded },
      [{ kind: 'paid' }],
    ],
    ['waiting for the payer', { trade_status: 'WAIT_BUYER_PAY', gmt_payment: undefined }, []],
    ['closed, and never paid', unpaid, [{ kind: 'expired', reason: 'TRADE_CLOSED' }]],
    [
      'closed, with all gone back',
      { trade_status: 'TRADE_CLOSED', ...refunded, refund_fee: '12.34' },
      [{ kind: 'refund', gross: yuan('12.34') }],
    ],
    [
      'closed, paid, and nothing said of a refund',
      { trade_status: 'TRADE_CLOSED' },
      [{ kind: 'paid' }, { kind: 'unknown', word: 'TRADE_CLOSED after it was paid' }],
    ],
    ['in a state that nobody knows', { trade_status: 'DREAMT' }, [{ kind: 'unknown' }]],
    ['in no state', { trade_status: undefined }, [{ kind: 'unknown', word: '' }]],
    ['paid to another', { seller_id: '2088000000000000' }, [{ wrongReceiver: true }]],
    ['paid to nobody knows whom', { seller_id: undefined }, [{ wrongReceiver: true }]],
    ['paid, without an amount', { total_amount: '' }, [{ kind: 'unknown' }]],
    ['paid, with half a cent', { total_amount: '12.345' }, [{ kind: 'unknown' }]],
    ['paid, without a number', { trade_no: undefined }, [{ kind: 'unknown' }]],
    ['refunded, without an amount', { ...refunded, refund_fee: undefined }, [{ kind: 'unknown' }]],
    ['paid, with a refund of nothing', { refund_fee: '0.00' }, [{ kind: 'paid' }]],
  ])('is %s', (_, change, facts) => {
    expect(read(change)).toMatchObject(facts);
    expect(read(change)).toHaveLength(facts.length);
  });

  test('is refunded in part, by the dashboard: the number says that it is not ours', () => {
    expect(read(refunded)).toEqual([
      {
        kind: 'refund',
        subject: { reference: 'T0001', channelTransaction: '2026010222001404580000000001' },
        occurredAtMs: Date.parse('2026-01-03T08:00:00.250+08:00'),
        channelRefund: '2026HZ01',
        refundId: '2026HZ01',
        gross: yuan('4.00'),
        grossMayBeTotal: true,
        outcome: 'succeeded',
      },
    ]);
  });

  test('is refunded without a number: the time stands for it', () => {
    const [fact] = read({ ...refunded, out_biz_no: undefined });
    expect(fact).toMatchObject({ channelRefund: '2026-01-03 08:00:00.250', gross: yuan('4.00') });
    expect(fact).not.toHaveProperty('refundId');
  });
});

test('a transcript has what happened, and nothing of the payer', async () => {
  const scene = await setScene();
  await scene.paid();
  const transcript = alipay.scrub(scene.notice());
  for (const shown of [REFERENCE, 'TRADE_SUCCESS', '12.34', '2088101122136241']) {
    expect(transcript).toContain(shown);
  }
  for (const hidden of ['pay***', '2088102146225135', '"sign"', 'Tea', 'fund_bill_list']) {
    expect(transcript).not.toContain(hidden);
  }
});
