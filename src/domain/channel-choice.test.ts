import { describe, expect, test } from 'vitest';
import { type App, DEFAULT_APP_SETTINGS, validSecrets } from './app.ts';
import type { ChannelAccount, ChannelCapabilities } from './channel.ts';
import { type PaymentShape, usableAccounts } from './channel-choice.ts';
import { money } from './money.ts';
import { currency, usd } from './payment.test-support.ts';

const JPY = currency('JPY');
const capabilities = new Map<string, ChannelCapabilities>([
  ['paypal', { currencies: ['USD'], refund: 'partial', disputes: true, alwaysTest: false }],
  ['stripe', { currencies: 'all', refund: 'partial', disputes: true, alwaysTest: false }],
]);

function account(publicName: string, over: Partial<ChannelAccount> = {}): ChannelAccount {
  return {
    id: publicName,
    appId: 'shop',
    channel: 'stripe',
    publicName,
    displayName: null,
    enabled: true,
    position: 0,
    test: false,
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    settings: {},
    ...over,
  };
}

function app(accounts: readonly ChannelAccount[], mode: App['mode'] = 'live'): App {
  return {
    id: 'shop',
    name: 'Shop',
    mode,
    settings: DEFAULT_APP_SETTINGS,
    secrets: [],
    callbackUrls: new Map(),
    accounts,
  };
}

function names(shop: App, shape?: PaymentShape): readonly string[] {
  const usable = usableAccounts(shop, (channel) => capabilities.get(channel), shape);
  return usable.map(({ publicName }) => publicName);
}

describe('a shopper may choose', () => {
  test("every enabled account, in the operator's order, while nothing is known of the payment", () => {
    const shop = app([account('c'), account('a'), account('b', { enabled: false })]);
    expect(names(shop)).toEqual(['c', 'a']);
  });

  test('no account of a channel that this PayCenter does not have', () => {
    expect(names(app([account('gone', { channel: 'gone' })]))).toEqual([]);
  });

  test('no play money in a live app, and any in a test app', () => {
    const accounts = [account('toy', { test: true }), account('real')];
    expect(names(app(accounts))).toEqual(['real']);
    expect(names(app(accounts, 'test'))).toEqual(['toy', 'real']);
  });

  test('only channels that take the currency, and accounts that the operator lets take it', () => {
    const limits = { minGross: [], maxGross: [], currencies: [JPY], countries: [] };
    const shop = app([account('p', { channel: 'paypal' }), account('s'), account('y', { limits })]);
    expect(names(shop, { currency: usd(1).currency })).toEqual(['p', 's']);
    expect(names(shop, { currency: JPY })).toEqual(['s', 'y']);
  });

  test('only accounts whose limits the amount keeps, its own currency compared, ends included', () => {
    const limits = { minGross: [usd(100)], maxGross: [usd(500)], currencies: [], countries: [] };
    const shop = app([account('s', { limits })]);
    const takes = [99, 100, 500, 501].map((minor) => names(shop, { gross: usd(minor) }).length);
    expect(takes).toEqual([0, 1, 1, 0]);
    expect(names(shop, { gross: money(9_999n, JPY) })).toEqual(['s']);
  });

  test('only channels that can move the amount: no fractions where there are none, no less, no more', () => {
    const amounts = { USD: { stepMinor: 100n, minMinor: 200n, maxMinor: 400n } };
    const picky = {
      currencies: 'all',
      refund: 'none',
      disputes: false,
      alwaysTest: false,
    } as const;
    const takes = (minor: number) =>
      usableAccounts(app([account('s')]), () => ({ ...picky, amounts }), { gross: usd(minor) });
    expect([100, 200, 250, 300, 400, 500].map((minor) => takes(minor).length)).toEqual([
      ...[0, 1, 0, 1, 1, 0],
    ]);
    const yen = { gross: money(1n, JPY) };
    expect(usableAccounts(app([account('s')]), () => ({ ...picky, amounts }), yen)).toHaveLength(1);
  });

  test('only accounts for the country, where both are known', () => {
    const limits = { minGross: [], maxGross: [], currencies: [], countries: ['DE'] };
    const shop = app([account('de', { limits }), account('all')]);
    expect(names(shop, { country: 'DE' })).toEqual(['de', 'all']);
    expect(names(shop, { country: 'FR' })).toEqual(['all']);
    expect(names(shop)).toEqual(['de', 'all']);
  });
});

test('a secret that was rotated out stays valid until its time, the newest first', () => {
  const secrets = [
    { printed: 'whsec_new', validUntilMs: null },
    { printed: 'whsec_old', validUntilMs: 1_000 },
  ];
  const shop = { ...app([]), secrets };
  expect(validSecrets(shop, 999)).toEqual(['whsec_new', 'whsec_old']);
  expect(validSecrets(shop, 1_000)).toEqual(['whsec_new']);
});
