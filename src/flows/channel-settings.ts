/** Settings of channel accounts as people write them (`key=value`), read into an account. */
import type {
  ChannelAccount,
  ChannelAdapter,
  ChannelLimits,
  SettingRule,
} from '../domain/channel.ts';
import { type Currency, parseCurrency } from '../domain/money.ts';
import { Refusal } from '../errors.ts';
import { readAmounts, readList } from './read-amounts.ts';
import { wrongSetting } from './wrong-setting.ts';

/** The place of an account that was given none: behind those that were. */
export const LAST_PLACE = 1_000;

const DISPLAY_NAME_LENGTH_MAX = 60;
const SECRET_LENGTH_MAX = 65_536;

type CommonReader = (
  account: ChannelAccount,
  text: string,
  adapter: ChannelAdapter,
  key: string,
) => ChannelAccount;

/** What every channel has. An empty value puts the default back. */
const COMMON: Readonly<Record<string, CommonReader>> = {
  min_gross: (account, text, _, key) => withLimits(account, { minGross: readAmounts(text, key) }),
  max_gross: (account, text, _, key) => withLimits(account, { maxGross: readAmounts(text, key) }),
  currencies: (account, text, adapter, key) =>
    withLimits(account, { currencies: readCurrencies(text, adapter, key) }),
  countries: (account, text, _, key) =>
    withLimits(account, { countries: readCountries(text, key) }),
  order: (account, text, _, key) => ({ ...account, position: readOrder(text, key) }),
  display_name: (account, text, _, key) => ({
    ...account,
    displayName: readDisplayName(text, key),
  }),
  public_name: (account, text, adapter, key) => ({
    ...account,
    publicName: readPublicName(text || adapter.name, key),
  }),
  test: (account, text, adapter, key) => ({ ...account, test: readTest(text, adapter, key) }),
};

/**
 * The account with the settings named in `given` changed, the others as they were. Throws a Refusal
 * INVALID_PARAMETER that names the key and says what it should be, or which keys there are.
 */
export function withSettings(
  account: ChannelAccount,
  adapter: ChannelAdapter,
  given: ReadonlyMap<string, string>,
): ChannelAccount {
  let next = account;
  for (const [key, text] of given) {
    const common = Object.hasOwn(COMMON, key) ? COMMON[key] : undefined;
    if (common) {
      next = common(next, text.trim(), adapter, key);
      continue;
    }
    const rule = Object.hasOwn(adapter.settings, key) ? adapter.settings[key] : undefined;
    if (!rule) throw unknownSetting(key, adapter);
    next = { ...next, settings: withSetting(next.settings, key, text, rule) };
  }
  refuseEmptyRange(next.limits);
  return next;
}

function unknownSetting(key: string, adapter: ChannelAdapter): Error {
  const known = [...Object.keys(adapter.settings), ...Object.keys(COMMON)];
  return wrongSetting(key, `is no setting of ${adapter.name}; there are ${known.join(', ')}.`);
}

function withSetting(
  settings: ChannelAccount['settings'],
  key: string,
  text: string,
  rule: SettingRule,
): ChannelAccount['settings'] {
  const { [key]: _, ...others } = settings;
  if (text.trim() === '') {
    // A blank secret would let anybody sign.
    if (rule.required) throw wrongSetting(key, 'cannot be empty: the channel needs it.');
    return others;
  }
  if (text.length > SECRET_LENGTH_MAX || text.includes('\0')) {
    throw wrongSetting(key, `must be text of at most ${SECRET_LENGTH_MAX} characters.`);
  }
  const fault = rule.check?.(text);
  if (fault !== undefined) {
    throw new Refusal('INVALID_PARAMETER', {
      parameter: key,
      detail: fault.includes(key) ? fault : `${key}: ${fault}`,
    });
  }
  return { ...others, [key]: text };
}

/** Required settings that the account lacks: without them it cannot be enabled. */
export function missingSettings(
  account: ChannelAccount,
  adapter: ChannelAdapter,
): readonly string[] {
  return Object.entries(adapter.settings)
    .filter(([key, rule]) => rule.required && !account.settings[key]?.trim())
    .map(([key]) => key);
}

/** The settings that are made when nobody gives one. */
export function generatedSettings(adapter: ChannelAdapter): Record<string, string> {
  return Object.fromEntries(
    Object.entries(adapter.settings).flatMap(([key, { generate }]) =>
      generate ? [[key, generate()]] : [],
    ),
  );
}

const PUBLIC_NAME = /^[a-z0-9_-]{1,40}$/;

/** The name that merchants send as `channel`. */
export function readPublicName(text: string, key: string): string {
  if (PUBLIC_NAME.test(text)) return text;
  throw wrongSetting(key, 'must be 1 to 40 lower-case letters, digits, "_" or "-".');
}

function withLimits(account: ChannelAccount, limits: Partial<ChannelLimits>): ChannelAccount {
  return { ...account, limits: { ...account.limits, ...limits } };
}

function readCurrencies(text: string, adapter: ChannelAdapter, key: string): readonly Currency[] {
  const taken = adapter.capabilities.currencies;
  return readList(text).map((code) => {
    const currency = parseCurrency(code);
    if (!currency) {
      throw wrongSetting(
        key,
        `must be ISO 4217 codes, comma-separated, such as USD,EUR, not "${code}".`,
      );
    }
    if (taken !== 'all' && !taken.includes(currency)) {
      throw wrongSetting(key, `cannot have ${code}: ${adapter.name} takes ${taken.join(', ')}.`);
    }
    return currency;
  });
}

function readCountries(text: string, key: string): readonly string[] {
  const countries = readList(text);
  const wrong = countries.find((code) => !/^[A-Z]{2}$/.test(code));
  if (wrong === undefined) return countries;
  throw wrongSetting(
    key,
    `must be two-letter ISO 3166 codes, comma-separated, such as US,DE, not "${wrong}".`,
  );
}

function readOrder(text: string, key: string): number {
  if (text === '') return LAST_PLACE;
  const place = Number(text);
  if (/^\d{1,3}$/.test(text) && place < LAST_PLACE) return place;
  throw wrongSetting(key, `must be a whole number from 0 to ${LAST_PLACE - 1}, not "${text}".`);
}

function readDisplayName(text: string, key: string): string | null {
  if ([...text].length <= DISPLAY_NAME_LENGTH_MAX && !/\p{Cc}/u.test(text)) return text || null;
  throw wrongSetting(key, `must be at most ${DISPLAY_NAME_LENGTH_MAX} characters on one line.`);
}

function readTest(text: string, adapter: ChannelAdapter, key: string): boolean {
  const { alwaysTest } = adapter.capabilities;
  if (text === '') return alwaysTest;
  if (text !== 'true' && text !== 'false') {
    throw wrongSetting(key, `must be true or false, not "${text}".`);
  }
  if (alwaysTest && text === 'false') {
    throw wrongSetting(key, `is always true for ${adapter.name}: it moves play money only.`);
  }
  return text === 'true';
}

function refuseEmptyRange({ minGross, maxGross }: ChannelLimits): void {
  for (const max of maxGross) {
    const min = minGross.find((each) => each.currency === max.currency);
    if (min && min.minor > max.minor) {
      throw wrongSetting('max_gross', `for ${max.currency} must not be below min_gross.`);
    }
  }
}
