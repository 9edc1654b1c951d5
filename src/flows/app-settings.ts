/** App settings as people write them (`key=value`), read into types. */

import { parseCallbackUrl } from '../delivery/target.ts';
import { type AppMode, type AppSettings, DEFAULT_APP_SETTINGS } from '../domain/app.ts';
import { LANGUAGES, parseLanguage } from '../domain/language.ts';
import { formatGross } from '../domain/money.ts';
import { readAmounts } from './read-amounts.ts';
import { wrongSetting } from './wrong-setting.ts';

/** What a set of written settings changes. */
export type AppChange = {
  readonly name?: string;
  readonly mode?: AppMode;
  readonly callbackUrl?: string;
  readonly settings: Partial<AppSettings>;
};

const NAME_LENGTH_MAX = 100;
const DELAYS_MAX = 2;
const DELAY_SECONDS_MAX = 86_400;
const LIST_LENGTH_MAX = 1_000;

type Reader = (text: string, key: string) => Partial<AppChange>;

/** An empty value puts the default back, where there is one. */
const READERS: Readonly<Record<string, Reader>> = {
  name: (text, key) => ({ name: readName(text, key) }),
  website: (text, key) => ({ settings: { website: text === '' ? null : readWebsite(text, key) } }),
  mode: (text, key) => ({ mode: oneOf(text, key, ['test', 'live']) }),
  callback_url: (text, key) => ({ callbackUrl: readCallbackUrl(text, key) }),
  callback_delays: (text, key) => ({ settings: { callbackDelaysSeconds: readDelays(text, key) } }),
  timestamp_unit: (text, key) => ({
    settings: {
      timestampUnit: oneOf(text || DEFAULT_APP_SETTINGS.timestampUnit, key, ['ms', 's']),
    },
  }),
  reversal_trans_id: (text, key) => ({
    settings: {
      reversalTransId: oneOf(text || DEFAULT_APP_SETTINGS.reversalTransId, key, ['same', 'own']),
    },
  }),
  require_sign: (text, key) => ({
    settings: { requireSign: oneOf(text || 'false', key, ['true', 'false']) === 'true' },
  }),
  return_hosts: (text, key) => ({ settings: { returnHosts: readHosts(text, key) } }),
  frame_ancestors: (text, key) => ({ settings: { frameAncestors: readFrameAncestors(text, key) } }),
  language: (text, key) => ({
    settings: { language: text === '' ? null : readLanguage(text, key) },
  }),
  refund_approval_above: (text, key) => ({
    settings: {
      refundApprovalAbove: Object.fromEntries(
        readAmounts(text, key).map((amount) => [amount.currency, formatGross(amount)]),
      ),
    },
  }),
};

/**
 * Reads `key=value` settings of an app. Throws a Refusal INVALID_PARAMETER that names the key and
 * says what it should be, or which keys there are.
 */
export function readAppSettings(given: ReadonlyMap<string, string>): AppChange {
  let change: AppChange = { settings: {} };
  for (const [key, text] of given) {
    const reader = Object.hasOwn(READERS, key) ? READERS[key] : undefined;
    if (!reader) {
      throw wrongSetting(key, `is no app setting; there are ${Object.keys(READERS).join(', ')}.`);
    }
    const part = reader(text.trim(), key);
    change = { ...change, ...part, settings: { ...change.settings, ...part.settings } };
  }
  return change;
}

/** The name that shoppers see. */
export function readName(text: string, key: string): string {
  const name = text.trim();
  if (name === '' || [...name].length > NAME_LENGTH_MAX || /\p{Cc}/u.test(name)) {
    throw wrongSetting(key, `must be 1 to ${NAME_LENGTH_MAX} characters on one line.`);
  }
  return name;
}

const CALLBACK_URL_FAULTS = {
  too_long: 'is longer than 2,000 characters',
  characters: 'has spaces, backslashes or control characters in it',
  not_a_url: 'is not an address',
  scheme: 'is neither http nor https',
  userinfo: 'carries a user name, which callbacks do not send',
  port: 'names port 0',
} as const;

/** An address that callbacks may be registered for; where its host leads is checked at each send. */
export function readCallbackUrl(text: string, key: string): string {
  const parsed = parseCallbackUrl(text);
  if (parsed.ok) return text;
  throw wrongSetting(
    key,
    `must be an http or https address, such as https://shop.example.com/callback: "${text.slice(0, 80)}" ${CALLBACK_URL_FAULTS[parsed.why]}.`,
  );
}

function readWebsite(text: string, key: string): string {
  const parsed = parseCallbackUrl(text);
  if (parsed.ok) return text;
  throw wrongSetting(key, 'must be an http or https address, such as https://shop.example.com.');
}

function oneOf<const Word extends string>(text: string, key: string, words: readonly Word[]): Word {
  const word = words.find((each) => each === text);
  if (word === undefined) throw wrongSetting(key, `must be ${words.join(' or ')}, not "${text}".`);
  return word;
}

function readDelays(text: string, key: string): readonly number[] {
  const parts = text === '' ? [] : text.split(',').map((part) => part.trim());
  const delays = parts.map(Number);
  const wrong = parts.some((part) => !/^\d{1,5}$/.test(part));
  if (wrong || delays.length > DELAYS_MAX || delays.some((delay) => delay > DELAY_SECONDS_MAX)) {
    throw wrongSetting(
      key,
      `must be at most ${DELAYS_MAX} whole numbers of seconds from 0 to ${DELAY_SECONDS_MAX}, such as 60,600 (empty: a single send).`,
    );
  }
  return delays;
}

function readHosts(text: string, key: string): readonly string[] {
  if (text === '') return [];
  const hosts = text.split(',').map((part) => readHost(part.trim()));
  const wrong = hosts.indexOf(undefined);
  if (wrong >= 0 || text.length > LIST_LENGTH_MAX) {
    throw wrongSetting(
      key,
      'must be host names without scheme, port or path, comma-separated, such as shop.example.com,*.example.org.',
    );
  }
  return [...new Set(hosts.filter((host) => host !== undefined))];
}

const LABELS = /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/;

/** As browsers write it: lower case, other alphabets in punycode. */
function readHost(text: string): string | undefined {
  const wildcard = text.startsWith('*.') ? '*.' : '';
  const name = text.slice(wildcard.length);
  if (/[\s/:?#@\\%[\]]/.test(name)) return undefined;
  const host = URL.parse(`http://${name}/`)?.hostname;
  return host !== undefined && LABELS.test(host) ? wildcard + host : undefined;
}

const SOURCE =
  /^(?:[a-z][a-z0-9+.-]*:|(?:[a-z][a-z0-9+.-]*:\/\/)?(?:\*|(?:\*\.)?[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)(?::(?:\d{1,5}|\*))?(?:\/[\w./~%+=@-]*)?)$/i;

function readFrameAncestors(text: string, key: string): string {
  if (text === '') return DEFAULT_APP_SETTINGS.frameAncestors;
  const sources = text.split(/ +/);
  const alone = text === "'none'";
  const right = sources.every((source) => source === "'self'" || SOURCE.test(source));
  if ((!right && !alone) || text.length > LIST_LENGTH_MAX) {
    throw wrongSetting(
      key,
      `must be sources of a content security policy with spaces between, such as 'self' https://*.example.com, or 'none' alone.`,
    );
  }
  return sources.join(' ');
}

function readLanguage(text: string, key: string): string {
  const language = parseLanguage(text);
  if (!language) {
    throw wrongSetting(
      key,
      `must be one of ${LANGUAGES.join(', ')}, or empty to follow the shopper.`,
    );
  }
  return language;
}
