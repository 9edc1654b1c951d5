import { describe, expect, test } from 'vitest';
import type { ChannelAccount, ChannelAdapter } from '../domain/channel.ts';
import { withSettings } from './channel-settings.ts';
import { refusalOf, speechlessChannel } from './configure.test-support.ts';

describe('a channel whose keys say which money they move', () => {
  const keyed: ChannelAdapter = {
    ...speechlessChannel('keyed', { settings: { key: { about: 'Lets us in.' } } }),
    isTest: ({ key = '' }) => (/^(play|real)-/.test(key) ? key.startsWith('play-') : undefined),
  };
  const account = (test: boolean, key: string): ChannelAccount => ({
    ...{ id: 'acc_1', appId: 'shop', channel: 'keyed', publicName: 'keyed', displayName: null },
    limits: { minGross: [], maxGross: [], currencies: [], countries: [] },
    ...{ enabled: true, position: 0, test, settings: { key } },
  });
  const set = (before: ChannelAccount, given: Record<string, string>) =>
    withSettings(before, keyed, new Map(Object.entries(given))).test;

  test.each([
    [{ key: 'play-1' }, true],
    [{ key: 'play-1', test: 'true' }, true],
    [{ key: 'real-1' }, false],
    [{ key: 'real-1', test: 'false' }, false],
    [{ key: 'play-1', test: '' }, true],
    // A key that does not say leaves it to whoever sets it.
    [{ key: 'other' }, false],
    [{ key: 'other', test: 'true' }, true],
  ])('%j: test is %s', (given, test) => {
    expect(set(account(false, ''), given)).toBe(test);
  });

  test('another key may be one for the other money', () => {
    expect(set(account(true, 'play-1'), { key: 'real-1' })).toBe(false);
    expect(set(account(false, 'real-1'), { key: 'play-1' })).toBe(true);
    expect(set(account(true, 'play-1'), { display_name: 'Cards' })).toBe(true);
  });

  test.each([[{ key: 'real-1', test: 'true' }], [{ key: 'play-1', test: 'false' }]])(
    '%j is refused: nobody shall take one for the other',
    async (given) => {
      const refusal = await refusalOf(Promise.resolve().then(() => set(account(false, ''), given)));
      expect(refusal).toMatchObject({ code: 'INVALID_PARAMETER', parameter: 'test' });
    },
  );
});
