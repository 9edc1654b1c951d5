import { describe, expect, test } from 'vitest';
import { transcribe } from './exchange-transcript.ts';
import type { ChannelAnswer, ChannelCall } from './http.ts';

const CALL: ChannelCall = { method: 'POST', url: 'https://channel.example/v1/orders' };

type Answered = Extract<ChannelAnswer, { kind: 'answered' }>;

function reply(body: string, over: Partial<Answered> = {}): ChannelAnswer {
  return { kind: 'answered', status: 200, headers: {}, body: Buffer.from(body), ...over };
}

function answered(body: string, over: Partial<Answered> = {}): string | null {
  return transcribe(CALL, undefined, reply(body, over), 5, []).answered;
}

function asked(body: string, secrets: readonly string[] = []): string | null {
  return transcribe(CALL, body, reply(''), 5, secrets).asked;
}

describe('a transcript shows', () => {
  test('method, address, status, and what went each way', () => {
    const made = transcribe(CALL, '{"amount":"1.00"}', reply('{"id":"O-1"}'), 5, []);
    expect(made).toEqual({
      ...{ method: 'POST', address: 'channel.example/v1/orders', asked: '{"amount":"1.00"}' },
      ...{ status: 200, answered: '{"id":"O-1"}', tookMs: 5 },
    });
  });

  test('ids, states, amounts and times at any depth, and nothing else', () => {
    const body = {
      ...{ id: 'O-1', status: 'COMPLETED', payer: { id: 'P-1', email_address: 'p@x.example' } },
      purchase_units: [{ amount: { value: '1.00' }, shipping: { name: 'Ada' }, note: 'dear Ada' }],
    };
    expect(JSON.parse(answered(JSON.stringify(body)) ?? '')).toEqual({
      ...{ id: 'O-1', status: 'COMPLETED' },
      purchase_units: [{ amount: { value: '1.00' } }],
    });
  });

  test('forms field by field, each by every step to it', () => {
    const form = new URLSearchParams({
      'line_items[0][price_data][currency]': 'eur',
      'line_items[0][price_data][product_data][name]': 'Tea for Ada',
      'metadata[reference]': 'r1',
      customer_email: 'ada@x.example',
      password: 'geheim',
    });
    expect(asked(form.toString())).toBe(
      'line_items[0][price_data][currency]=eur&metadata[reference]=r1',
    );
  });

  test('JSON that stands in a text', () => {
    const form = new URLSearchParams({
      biz_content: JSON.stringify({ out_trade_no: 'r1', subject: 'Tea for Ada' }),
      sign: 'c2lnbmF0dXJl',
    });
    expect(asked(form.toString())).toBe('biz_content={"out_trade_no":"r1"}');
  });

  test('XML by its leaves, and lines that are a status, a word, or a form', () => {
    const xml = '<response><sid>f00d</sid><status>2</status><email>a@x.example</email></response>';
    expect(answered(xml)).toBe('status=2');
    expect(answered('200\t\tOK\nstatus=2&pay_from_email=a%40x.example&mb_amount=1')).toBe(
      '200\t\tOK\nstatus=2&mb_amount=1',
    );
    expect(answered('VERIFIED')).toBe('VERIFIED');
  });

  test('of anything else its length', () => {
    expect(answered('a7f3d0c1e9b84c52a6f0')).toBe('20 bytes');
    expect(answered('{"id":')).toBe('6 bytes');
    expect(answered('<html>')).toBe('6 bytes');
    expect(answered(`{"id":"${'x'.repeat(70_000)}"}`)).toBe('70009 bytes');
  });

  test('the words of a refusal, and the id under which support finds it', () => {
    const body = '{"name":"INVALID","message":"Unknown order","details":[{"issue":"NO_ORDER"}]}';
    const headers = { 'paypal-debug-id': 'd1', authorization: 'x' };
    const refused = transcribe(CALL, undefined, reply(body, { status: 404, headers }), 5, []);
    expect(refused).toMatchObject({ answered: body, channelTrace: 'd1' });
    expect(answered(body)).toBe('{"details":[{"issue":"NO_ORDER"}]}');
  });

  test('why no reply came', () => {
    const lost = transcribe(CALL, undefined, { kind: 'unknown', why: 'no reply in 5 ms' }, 5, []);
    expect(lost).toMatchObject({ status: null, answered: null, why: 'no reply in 5 ms' });
  });
});

describe('a transcript hides', () => {
  test('what is in the query of an address, but for what may be shown', () => {
    const url = 'https://channel.example/query?action=status&password=geheim&trans_id=r1';
    expect(transcribe({ ...CALL, url }, undefined, reply(''), 5, []).address).toBe(
      'channel.example/query?action=status&trans_id=r1',
    );
  });

  test('the secrets of the account, wherever they stand', () => {
    expect(asked('{"reference":"key-geheim-1"}', ['geheim'])).toBe('{"reference":"key-…-1"}');
  });

  test('addresses of people and numbers of cards in what is shown', () => {
    expect(asked('{"reason":"ada@x.example paid with 4111 1111 1111 1111"}')).toBe(
      '{"reason":"…@… paid with …"}',
    );
    expect(asked('{"trade_no":"2026010122001400000000000001"}')).toBe(
      '{"trade_no":"2026010122001400000000000001"}',
    );
  });
});

describe('how long a channel wants to be left alone', () => {
  const wantedMs = (text: string) =>
    transcribe(CALL, undefined, reply('', { status: 429, headers: { 'retry-after': text } }), 5, [])
      .retryAfterMs;

  test('is read as seconds or as a date', () => {
    expect(wantedMs('120')).toBe(120_000);
    expect(wantedMs(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000);
    expect(wantedMs('Thu, 01 Jan 2026 00:00:00 GMT')).toBe(0);
    expect(wantedMs('soon')).toBeUndefined();
  });
});
