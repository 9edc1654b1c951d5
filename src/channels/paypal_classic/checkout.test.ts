import { describe, expect, test } from 'vitest';
import type { QueryRequest, StartRequest } from '../../domain/channel.ts';
import { amount } from '../paypal/paypal.test-support.ts';
import { queryRequest, REFERENCE, startRequest } from '../requests.test-support.ts';
import { classicAccount } from './classic.test-support.ts';
import { createPayPalClassic } from './index.ts';

const classic = createPayPalClassic();
const DAY_MS = 86_400_000;

function start(change: Partial<StartRequest> = {}) {
  return classic.start({ ...startRequest(classicAccount(), amount('12.34')), ...change });
}

async function fieldsOf(change: Partial<StartRequest> = {}) {
  const way = await start(change);
  if (way.kind !== 'form') throw new Error(way.kind);
  return way.fields;
}

describe('the form', () => {
  test('says all that PayPal has to know, with our reference in both places', async () => {
    expect(await start()).toEqual({
      kind: 'form',
      action: 'https://www.sandbox.paypal.com/cgi-bin/webscr',
      fields: {
        cmd: '_xclick',
        charset: 'utf-8',
        business: 'shop@example.com',
        item_name: 'Tea',
        item_number: 'order-1',
        amount: '12.34',
        currency_code: 'EUR',
        quantity: '1',
        invoice: REFERENCE,
        custom: REFERENCE,
        notify_url: 'https://pay.example/channels/paypal_classic/acc_1/notice',
        return: 'https://pay.example/pay/return/1',
        rm: '2',
        cancel_return: 'https://pay.example/pay/return/1?canceled=1',
        no_shipping: '1',
        no_note: '1',
        lc: 'de_DE',
      },
    });
  });

  test.each([
    [{}, true, 'https://www.sandbox.paypal.com/cgi-bin/webscr'],
    [{}, false, 'https://www.paypal.com/cgi-bin/webscr'],
    [{ webscr_url: 'http://127.0.0.1:9/webscr' }, true, 'http://127.0.0.1:9/webscr'],
    [{ webscr_url: 'http://127.0.0.1:9/webscr' }, false, 'http://127.0.0.1:9/webscr'],
  ])('with %j, test=%s, goes to %s', async (settings, isTest, action) => {
    const account = classicAccount(settings, { test: isTest });
    expect(await start({ account })).toMatchObject({ action });
  });

  test.each([
    ['500', 'JPY', '500'],
    ['500', 'TWD', '500'],
    ['30.10', 'USD', '30.10'],
  ])('writes %s %s as %s', async (gross, currency_code, text) => {
    const fields = await fieldsOf({ gross: amount(gross, currency_code) });
    expect(fields).toMatchObject({ amount: text, currency_code });
  });

  test('is not made with fractions that PayPal does not take, nor for nobody', async () => {
    const refused = { kind: 'refused', retryable: false };
    expect(await start({ gross: amount('500.50', 'HUF') })).toMatchObject(refused);
    expect(await start({ account: classicAccount({ business: '' }) })).toMatchObject(refused);
  });

  test('shortens what PayPal would refuse, by whole characters', async () => {
    const fields = await fieldsOf({ item: '🍵'.repeat(200), orderId: 'o'.repeat(127) });
    expect([...(fields.item_name ?? '')]).toHaveLength(127);
    expect(fields.item_number).toBe('o'.repeat(127));
  });
});

describe('PayPal, which cannot be asked,', () => {
  const nothing = { kind: 'facts', facts: [] };
  const query = (change: Partial<QueryRequest>) =>
    classic.query({ ...queryRequest(classicAccount(), amount('12.34')), ...change });

  test('leaves a payment open for as long as a message may be on its way', async () => {
    expect(await query({})).toEqual(nothing);
    expect(await query({ startedAtMs: Date.now() - 4 * DAY_MS })).toEqual(nothing);
  });

  test('has let it expire after that', async () => {
    expect(await query({ startedAtMs: Date.now() - 6 * DAY_MS })).toMatchObject({
      facts: [{ kind: 'expired', subject: { reference: REFERENCE } }],
    });
  });

  test.each([{ pending: true }, { channelTransaction: '46L99229E45560012' }] as const)(
    'lets nothing expire of %j',
    async (known) => {
      const startedAtMs = Date.now() - 400 * DAY_MS;
      expect(await query({ startedAtMs, ...known })).toEqual(nothing);
    },
  );
});

test('an account needs its own name, and no more', () => {
  const required = Object.entries(classic.settings).filter(([, rule]) => rule.required);
  expect(required.map(([name]) => name)).toEqual(['business']);
  const { business } = classic.settings;
  expect([business?.check?.('shop@example.com'), business?.check?.('S8XGHLYDW9T3S')]).toEqual([
    undefined,
    undefined,
  ]);
  expect(business?.check?.('two words')).toBeDefined();
});
