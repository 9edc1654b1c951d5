import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RawNotice } from '../../domain/channel.ts';
import { rawNotice } from '../paypal/paypal.test-support.ts';
import { type Changes, classicAccount, notice } from './classic.test-support.ts';
import messages from './fixtures/messages.json' with { type: 'json' };
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { createPayPalClassic } from './index.ts';

const classic = createPayPalClassic();

type Question = { readonly headers: IncomingHttpHeaders; readonly body: Buffer };

/** PayPal, answering every question with this. */
async function startPayPal(answer: { status?: number; word?: string } = {}) {
  const questions: Question[] = [];
  const server = createServer(async (request, reply) => {
    questions.push({ headers: request.headers, body: await buffer(request) });
    reply
      .writeHead(answer.status ?? 200, { location: '/elsewhere' })
      .end(answer.word ?? 'VERIFIED');
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cgi-bin/webscr`;
  const account = classicAccount({ ipn_verify_url: url });
  const verdict = (raw: RawNotice, change: Parameters<typeof classicAccount>[1] = {}) =>
    classic.verifyNotice({ ...account, ...change }, raw);
  return { questions, verdict };
}

describe('PayPal is asked', () => {
  test('with the very bytes that came, as the published vector wants them', async () => {
    const { questions, verdict } = await startPayPal();
    // The vector names neither a receiver nor its environment: that of a live account.
    const live = classicAccount({}, { test: false });
    const genuine = await verdict(rawNotice(vectors.raw), { test: live.test });
    expect(genuine).toEqual({ kind: 'genuine', noticeKey: 'ipn:9RR084994V5565645:reversed' });
    const [question] = questions;
    expect(question?.body.toString()).toBe(vectors.echo);
    const digest = createHash('sha256')
      .update(question?.body ?? '')
      .digest('hex');
    expect(digest).toBe(vectors.sha256_of_echo);
    expect(question?.body.toString()).not.toContain(vectors.bad_if_reencoded_utf8);
    expect(question?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(vectors.echo.length),
      'user-agent': expect.stringContaining('PayCenter'),
    });
  });

  test('with bytes that are no text, as they are', async () => {
    const { questions, verdict } = await startPayPal();
    const body = Buffer.concat([
      notice('completed').body,
      Buffer.from('&a=\xe9\xff\x00', 'latin1'),
    ]);
    expect(await verdict(rawNotice(body))).toMatchObject({ kind: 'genuine' });
    expect(questions[0]?.body).toEqual(Buffer.concat([Buffer.from('cmd=_notify-validate&'), body]));
  });

  test.each([
    [{ word: 'VERIFIED' }, 'genuine'],
    [{ word: 'VERIFIED\n' }, 'genuine'],
    [{ word: 'INVALID' }, 'forged'],
    [{ word: '' }, 'unverifiable'],
    [{ word: 'verified' }, 'unverifiable'],
    [{ word: 'VERIFIED INVALID' }, 'unverifiable'],
    [{ word: '<html>VERIFIED</html>' }, 'unverifiable'],
    [{ word: 'VERIFIED', status: 500 }, 'unverifiable'],
    [{ word: 'VERIFIED', status: 302 }, 'unverifiable'],
    [{ word: 'INVALID', status: 403 }, 'unverifiable'],
  ] as const)('and after %j a notice is %s', async (answer, kind) => {
    const { verdict } = await startPayPal(answer);
    expect(await verdict(notice('completed'))).toMatchObject({ kind });
  });

  test('and nothing is known while it is away', async () => {
    const account = classicAccount({ ipn_verify_url: 'http://127.0.0.1:1/cgi-bin/webscr' });
    expect(await classic.verifyNotice(account, notice('completed'))).toMatchObject({
      kind: 'unverifiable',
    });
  });
});

describe('PayPal is not asked about', () => {
  test.each([
    ['a visit', { ...notice('completed'), method: 'GET' }, 'forged'],
    ['an empty body', rawNotice(''), 'forged'],
    ['a body that is no form', rawNotice('{"payment_status":"Completed"}'), 'forged'],
    ['a form about nothing', rawNotice('a=b&test_ipn=1'), 'forged'],
    ['live money, for a test account', notice('completed', { test_ipn: undefined }), 'forged'],
    ['live money that says so', notice('completed', { test_ipn: '0' }), 'forged'],
  ])('%s', async (_, raw, kind) => {
    const { questions, verdict } = await startPayPal();
    expect(await verdict(raw)).toMatchObject({ kind });
    expect(questions).toEqual([]);
  });

  test('play money, for a live account', async () => {
    const { questions, verdict } = await startPayPal();
    expect(await verdict(notice('completed'), { test: false })).toMatchObject({ kind: 'forged' });
    expect(questions).toEqual([]);
  });

  test('anything, for an account that does not know its own name', async () => {
    const { questions, verdict } = await startPayPal();
    const settings = { business: '' };
    expect(await verdict(notice('completed'), { settings })).toMatchObject({
      kind: 'unverifiable',
    });
    expect(questions).toEqual([]);
  });
});

describe('the key of a notice', () => {
  async function keyOf(...message: Parameters<typeof notice>): Promise<string> {
    const { verdict } = await startPayPal();
    const genuine = await verdict(notice(...message));
    if (genuine.kind !== 'genuine') throw new Error(genuine.why);
    return genuine.noticeKey;
  }

  const again = { resend: 'true', verify_sign: 'another', ipn_track_id: 'another' };

  test.each([
    ['completed', {}],
    ['opened', {}],
    // Neither money nor a case.
    ['completed', { payment_status: undefined, txn_type: 'mp_signup' }],
    ['opened', { case_id: undefined }],
  ] as const)('is the same when it is sent again: %s %j', async (name, changes) => {
    expect(await keyOf(name, { ...changes, ...again })).toBe(await keyOf(name, changes));
  });

  test('is another for every news of the same txn_id', async () => {
    const news: readonly [keyof typeof messages, Changes][] = [
      ['completed', {}],
      ['completed', { payment_status: 'Pending' }],
      ['completed', { payment_status: 'Denied' }],
      ['opened', {}],
      ['opened', { txn_type: 'adjustment' }],
      ['opened', { case_id: 'PP-2' }],
      ['opened', { case_id: undefined }],
      ['completed', { txn_type: 'adjustment', case_id: 'PP-2' }],
    ];
    const keys = await Promise.all(news.map(([name, changes]) => keyOf(name, changes)));
    expect(new Set(keys).size).toBe(news.length);
  });
});

test('a transcript holds ids, states and amounts, and nothing of the payer', () => {
  for (const [name, message] of Object.entries(messages)) {
    const shown = classic.scrub(notice(name as keyof typeof messages));
    expect(JSON.parse(shown)).toMatchObject({ txn_id: message.txn_id });
    expect(shown.toLowerCase()).not.toContain('canary');
  }
  expect(JSON.parse(classic.scrub(notice('refunded')))).toMatchObject({ mc_gross: '-4.00' });
  expect(classic.scrub(rawNotice('%%%'))).toBe('{}');
});
