import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ChannelAccount, Fact, RawNotice, StartRequest } from '../../domain/channel.ts';
import { money, parseCurrency } from '../../domain/money.ts';
import { createSandbox } from './index.ts';

const SECRET = 'a secret of this account alone';
const NOW_MS = Date.UTC(2026, 2, 4, 15, 16, 17);
const sandbox = createSandbox({ bankUrl: () => 'http://127.0.0.1:1' });

function usd(minor: bigint) {
  const currency = parseCurrency('USD');
  if (!currency) throw new Error('no dollars');
  return money(minor, currency);
}

function accountWith(settings: Readonly<Record<string, string>>): ChannelAccount {
  return {
    id: 'acc1',
    appId: '1',
    channel: 'sandbox',
    publicName: 'sandbox',
    displayName: null,
    enabled: true,
    position: 0,
    test: true,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings,
  };
}

const account = accountWith({ notice_secret: SECRET });

const PAID = {
  id: 'n0tice',
  type: 'payment.paid',
  account: 'acc1',
  reference: 'ref1',
  occurred_at_ms: NOW_MS - 5_000,
  object: {
    id: 'pay1',
    payment: 'pay1',
    gross: '30.14',
    currency: 'USD',
    payer_email: 'a@b.example',
  },
};

const seconds = (ms: number) => Math.floor(ms / 1_000);

function mac(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('hex');
}

/** A notice as the bank would send it; everything can be had otherwise. */
function noticeOf(json: unknown = PAID, other: Partial<RawNotice> = {}): RawNotice {
  const body = JSON.stringify(json);
  const t = seconds(NOW_MS);
  return {
    door: 'notice',
    method: 'POST',
    query: '',
    headers: { 'sandbox-signature': `t=${t},v1=${mac(SECRET, `${t}.${body}`)}` },
    body: Buffer.from(body),
    receivedAtMs: NOW_MS,
    ...other,
  };
}

function signedAt(ms: number, secret = SECRET): RawNotice {
  const t = seconds(ms);
  const body = JSON.stringify(PAID);
  return noticeOf(PAID, {
    headers: { 'sandbox-signature': `t=${t},v1=${mac(secret, `${t}.${body}`)}` },
  });
}

async function verdictOn(notice: RawNotice, of: ChannelAccount = account) {
  return (await sandbox.verifyNotice(of, notice)).kind;
}

describe('a notice', () => {
  test('is genuine with its signature, and its id is the same on every repeat', async () => {
    const verdict = { kind: 'genuine', noticeKey: 'n0tice' };
    expect(await sandbox.verifyNotice(account, noticeOf())).toEqual(verdict);
    for (const shift of [-299_000, 299_000]) {
      expect(await sandbox.verifyNotice(account, signedAt(NOW_MS + shift))).toEqual(verdict);
    }
  });

  test('signed with an empty secret is refused, whatever the account holds', async () => {
    const { headers } = signedAt(NOW_MS, '');
    for (const of of [account, accountWith({ notice_secret: '' }), accountWith({})]) {
      expect(await verdictOn(noticeOf(PAID, { headers }), of)).toBe('forged');
    }
  });

  test('is refused in every forged form', async () => {
    const accepted: string[] = [];
    for (const [name, notice] of forgeries()) {
      if ((await verdictOn(notice)) !== 'forged') accepted.push(name);
    }
    expect(accepted).toEqual([]);
    expect(forgeries().size).toBeGreaterThanOrEqual(40);
  });

  test('is refused when any one bit of its body, or character of its signature, is another', async () => {
    const genuine = noticeOf();
    const header = String(genuine.headers['sandbox-signature']);
    const bit = fc.record({ at: fc.nat(genuine.body.length - 1), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(bit, fc.nat(header.length - 1), async ({ at, bit }, character) => {
        const body = Buffer.from(genuine.body);
        body.writeUInt8(body.readUInt8(at) ^ (1 << bit), at);
        expect(await verdictOn({ ...genuine, body })).toBe('forged');
        const other = header[character] === '7' ? '8' : '7';
        const changed = header.slice(0, character) + other + header.slice(character + 1);
        const headers = { 'sandbox-signature': changed };
        expect(await verdictOn({ ...genuine, headers })).toBe('forged');
      }),
      { numRuns: 500 },
    );
  });

  test('any bytes at all are judged without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array(), fc.string(), async (bytes, header) => {
        const notice = noticeOf(PAID, {
          body: Buffer.from(bytes),
          headers: { 'sandbox-signature': header },
        });
        expect(await verdictOn(notice)).toBe('forged');
        expect(() => sandbox.scrub(notice)).not.toThrow();
      }),
    );
  });

  test('is shown without the payer and without its signature', () => {
    const shown = sandbox.scrub(noticeOf());
    expect(shown).toContain('30.14');
    expect(shown).not.toContain('a@b.example');
    expect(shown).not.toMatch(/v1=|[0-9a-f]{64}/);
  });
});

/** Everything that a forger might try, each as the genuine notice with one thing changed. */
function forgeries(): ReadonlyMap<string, RawNotice> {
  const genuine = noticeOf();
  const header = String(genuine.headers['sandbox-signature']);
  const t = seconds(NOW_MS);
  const digest = mac(SECRET, `${t}.${genuine.body}`);
  const withHeader = (value: string | string[] | undefined): RawNotice => ({
    ...genuine,
    headers: { 'sandbox-signature': value },
  });
  const withBody = (body: string | Buffer): RawNotice => ({ ...genuine, body: Buffer.from(body) });
  const withJson = (json: object) => withBody(JSON.stringify({ ...PAID, ...json }));
  const withObject = (object: object) => withJson({ object: { ...PAID.object, ...object } });
  return new Map<string, RawNotice>([
    // No signature, or none that can be read.
    ['no header', { ...genuine, headers: {} }],
    ['an undefined header', withHeader(undefined)],
    ['an empty header', withHeader('')],
    ['the header twice', withHeader([header, header])],
    ['the header joined with itself', withHeader(`${header}, ${header}`)],
    ['another header name', { ...genuine, headers: { 'stripe-signature': header } }],
    ['no time', withHeader(`v1=${digest}`)],
    ['no digest', withHeader(`t=${t}`)],
    ['an empty digest', withHeader(`t=${t},v1=`)],
    ['half a digest', withHeader(`t=${t},v1=${digest.slice(0, 32)}`)],
    ['a longer digest', withHeader(`t=${t},v1=${digest}00`)],
    ['a digest in capitals', withHeader(`t=${t},v1=${digest.toUpperCase()}`)],
    ['a digest that is no hex', withHeader(`t=${t},v1=${'z'.repeat(64)}`)],
    ['a digest of zeros', withHeader(`t=${t},v1=${'0'.repeat(64)}`)],
    [
      'a digest in base64',
      withHeader(`t=${t},v1=${Buffer.from(digest, 'hex').toString('base64')}`),
    ],
    ['another version', withHeader(`t=${t},v0=${digest}`)],
    ['two digests', withHeader(`t=${t},v1=${'0'.repeat(64)},v1=${digest}`)],
    ['the parts in another order', withHeader(`v1=${digest},t=${t}`)],
    ['blanks around it', withHeader(` ${header} `)],
    ['a line behind it', withHeader(`${header}\n`)],
    // Signed with something else, or over something else.
    ['the digest of another time', withHeader(`t=${t - 1},v1=${digest}`)],
    ['another secret', signedAt(NOW_MS, randomBytes(32).toString('base64url'))],
    ['the account id as the secret', signedAt(NOW_MS, account.id)],
    ['an empty secret', signedAt(NOW_MS, '')],
    ['a digest of the body alone', withHeader(`t=${t},v1=${mac(SECRET, String(genuine.body))}`)],
    ['a digest of the time alone', withHeader(`t=${t},v1=${mac(SECRET, `${t}.`)}`)],
    ['a digest without a key', withHeader(`t=${t},v1=${mac('', `${t}.${genuine.body}`)}`)],
    // Rightly signed at a wrong time.
    ['six minutes old', signedAt(NOW_MS - 360_000)],
    ['a day old', signedAt(NOW_MS - 86_400_000)],
    ['from six minutes ahead', signedAt(NOW_MS + 360_000)],
    ['from a day ahead', signedAt(NOW_MS + 86_400_000)],
    ['a time in milliseconds', signedAt(NOW_MS * 1_000)],
    ['a negative time', withHeader(`t=-${t},v1=${mac(SECRET, `-${t}.${genuine.body}`)}`)],
    ['a time with a fraction', withHeader(`t=${t}.0,v1=${mac(SECRET, `${t}.0.${genuine.body}`)}`)],
    [
      'a time with zeros before it',
      withHeader(`t=0${t},v1=${mac(SECRET, `0${t}.${genuine.body}`)}`),
    ],
    // Another body under a genuine signature, each field alone.
    ['more money', withObject({ gross: '3014.00' })],
    ['less money', withObject({ gross: '0.01' })],
    ['another currency', withObject({ currency: 'JPY' })],
    ['another sum of money', withObject({ id: 'pay2', payment: 'pay2' })],
    ['another payer', withObject({ payer_email: 'c@d.example' })],
    ['another reference', withJson({ reference: 'ref2' })],
    ['another notice', withJson({ id: 'n0tice2' })],
    ['another word', withJson({ type: 'refund.succeeded' })],
    ['another moment', withJson({ occurred_at_ms: NOW_MS })],
    ['a member more', withJson({ note: 'x' })],
    ['a member less', withBody(JSON.stringify(PAID).replace('"account":"acc1",', ''))],
    ['another layout', withBody(JSON.stringify(PAID, null, 1))],
    ['a blank behind', withBody(`${genuine.body} `)],
    ['a BOM before', withBody(`\ufeff${genuine.body}`)],
    ['no body', withBody('')],
    ['a body cut short', withBody(genuine.body.subarray(0, -1))],
    // Rightly signed, and not a notice for this account.
    ['for another account', noticeOf({ ...PAID, account: 'acc2' })],
    ['for no account', noticeOf({ ...PAID, account: undefined })],
    ['for a list of accounts', noticeOf({ ...PAID, account: ['acc1'] })],
    ['without an id', noticeOf({ ...PAID, id: undefined })],
    ['with an empty id', noticeOf({ ...PAID, id: '' })],
    ['with an id that is a number', noticeOf({ ...PAID, id: 7 })],
    ['without a reference', noticeOf({ ...PAID, reference: undefined })],
    ['without a moment', noticeOf({ ...PAID, occurred_at_ms: undefined })],
    ['with a moment that is text', noticeOf({ ...PAID, occurred_at_ms: '5' })],
    ['with an object that is a list', noticeOf({ ...PAID, object: [] })],
    ['a list of notices', noticeOf([PAID])],
    ['null', noticeOf(null)],
    ['fetched and not posted', noticeOf(PAID, { method: 'GET' })],
  ]);
}

describe('what a notice says', () => {
  const read = (type: string, object: object = {}): readonly Fact[] =>
    sandbox.readNotice(account, noticeOf({ ...PAID, type, object }));
  const about = { subject: { reference: 'ref1' }, occurredAtMs: PAID.occurred_at_ms };
  const money3014 = { gross: '30.14', currency: 'USD' };
  const later = { ...about, subject: { reference: 'ref1', channelTransaction: 'pay1' } };

  test('of the way to the money', () => {
    expect(read('payment.paid', PAID.object)).toEqual([
      {
        ...later,
        kind: 'paid',
        gross: usd(3014n),
        channelTransaction: 'pay1',
        payerEmail: 'a@b.example',
      },
    ]);
    expect(read('payment.pending')).toEqual([{ ...about, kind: 'pending' }]);
    expect(read('payment.declined')).toEqual([{ ...about, kind: 'failed' }]);
    expect(read('payment.canceled')).toEqual([{ ...about, kind: 'canceled' }]);
  });

  test('of refunds, with our own id when it was ours', () => {
    const object = { id: 'r1', payment: 'pay1', ...money3014 };
    const fact = {
      ...later,
      kind: 'refund',
      channelRefund: 'r1',
      gross: usd(3014n),
      outcome: 'succeeded',
    };
    expect(read('refund.succeeded', object)).toEqual([fact]);
    expect(read('refund.succeeded', { ...object, refund_id: 'ours' })).toEqual([
      { ...fact, refundId: 'ours' },
    ]);
  });

  test('of disputes and reversals', () => {
    const object = { id: 'd1', payment: 'pay1', ...money3014, due_at_ms: 99, case: 'c1' };
    const gross = usd(3014n);
    for (const [word, outcome] of [
      ['opened', 'open'],
      ['won', 'won'],
      ['lost', 'lost'],
    ]) {
      expect(read(`dispute.${word}`, object)).toEqual([
        { ...later, kind: 'dispute', channelDispute: 'd1', gross, outcome, dueAtMs: 99 },
      ]);
    }
    for (const [word, outcome] of [
      ['made', 'reversed'],
      ['canceled', 'canceled'],
    ]) {
      expect(read(`reversal.${word}`, object)).toEqual([
        { ...later, kind: 'reversal', channelReversal: 'd1', channelDispute: 'c1', gross, outcome },
      ]);
    }
  });

  test('that we do not know, or cannot read an amount in, stays a word', () => {
    for (const [type, object] of [
      ['payment.teleported', {}],
      ['toString', {}],
      ['payment.paid', { ...PAID.object, gross: '-1' }],
      ['payment.paid', { ...PAID.object, gross: 30.14 }],
      ['payment.paid', { ...PAID.object, currency: 'XXY' }],
      ['refund.succeeded', money3014],
      ['reversal.made', { id: 'v1', ...money3014 }],
    ] as const) {
      expect(read(type, object)).toMatchObject([{ kind: 'unknown', word: type }]);
    }
  });
});

describe('starting a payment', () => {
  const request: StartRequest = {
    account,
    reference: 'ref1',
    transId: 'trans1',
    orderId: "O'Neil & 20120101",
    item: 'Tea ☕ &sign=x',
    gross: usd(3014n),
    language: 'de',
    returnUrl: 'https://pay.example/pay/return/ref1',
    cancelUrl: 'https://pay.example/pay/return/ref1?canceled=1',
    noticeUrl: 'https://pay.example/channels/sandbox/acc1/notice',
    publicUrl: 'https://pay.example',
  };

  test('is a link with all that the bank needs, signed, and no browser changes a character of it', async () => {
    const way = await sandbox.start(request);
    if (way.kind !== 'redirect') throw new Error(way.kind);
    expect(new URL(way.url).href).toBe(way.url);
    const [base, query = ''] = way.url.split('?');
    expect(base).toBe('https://pay.example/channels/sandbox/acc1/pay/ref1');
    const [signed = ''] = query.split('&sign=');
    const params = new URLSearchParams(query);
    expect(params.get('sign')).toBe(
      createHmac('sha256', SECRET).update(`acc1/ref1?${signed}`).digest('base64url'),
    );
    expect(Object.fromEntries(new URLSearchParams(signed))).toEqual({
      gross: '30.14',
      currency: 'USD',
      item: request.item,
      order: request.orderId,
      trans: request.transId,
      back: request.returnUrl,
      cancel: request.cancelUrl,
    });
  });

  test('is refused without a secret', async () => {
    for (const settings of [{}, { notice_secret: '' }]) {
      const way = await sandbox.start({ ...request, account: accountWith(settings) });
      expect(way).toMatchObject({ kind: 'refused', retryable: false });
    }
  });

  test('has a secret that nobody has to think of', () => {
    const made = sandbox.settings.notice_secret?.generate?.() ?? '';
    expect(Buffer.from(made, 'base64url')).toHaveLength(32);
    expect(sandbox.settings.notice_secret?.check?.(made)).toBeUndefined();
    expect(sandbox.settings.notice_secret?.check?.('short')).toContain('16');
  });
});
