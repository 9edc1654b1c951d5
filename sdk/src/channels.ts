import { appIdOf, endpointOf, type PayCenterApp } from './app.ts';
import { PayCenterError } from './errors.ts';
import { fetchText } from './http-text.ts';

/** A way to pay that your app may offer. */
export interface Channel {
  /** What you send as `channel` and what callbacks carry. */
  key: string;
  /** What the shopper reads. */
  name: string;
  /** The address of the logo, served by PayCenter. */
  img: string;
  /** The payment address without a payment; `channelUrl` builds it whole. */
  url: string;
}

export interface ListChannelsOptions {
  /** Only channels that take this currency. */
  currency?: string | undefined;
  /** Only channels that take this amount, together with `currency`. */
  gross?: string | undefined;
  /** Only channels for this country, such as `'DE'`. */
  country?: string | undefined;
  /** 10,000 when left out. */
  timeoutMs?: number | undefined;
}

/**
 * Asks PayCenter which channels the app may use, in the operator's order.
 * @throws PayCenterError `refused` with PayCenter's `code` (`UNKNOWN_APP`…), `timeout`, `network`
 * or `unexpected-answer`
 */
export async function listChannels(
  app: Pick<PayCenterApp, 'baseUrl' | 'appId'>,
  options: ListChannelsOptions = {},
): Promise<Channel[]> {
  const query = new URLSearchParams({ mod: 'listchannel', act: 'list', app_id: appIdOf(app) });
  for (const name of ['currency', 'gross', 'country'] as const) {
    const value = options[name];
    if (value !== undefined) query.set(name, value);
  }
  const url = `${endpointOf(app)}?${query}`;
  const answer = await fetchText({ url, timeoutMs: options.timeoutMs ?? 10_000 });
  if (!answer.ok) throw new PayCenterError(answer.kind, answer.message);
  return readList(answer.text);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function unexpected(what: string, cause?: unknown): PayCenterError {
  return new PayCenterError(
    'unexpected-answer',
    `PayCenter's channel list ${what}. Check that baseUrl is PayCenter's address.`,
    { cause },
  );
}

function readList(text: string): Channel[] {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (error) {
    throw unexpected('is not JSON', error);
  }
  if (!isObject(answer)) throw unexpected('is not an object');
  if (answer.status === 'ERROR') {
    const code = String(answer.code ?? 'UNKNOWN');
    throw new PayCenterError('refused', `PayCenter: ${String(answer.message ?? code)}`, {
      code,
    });
  }
  if (answer.status !== 'OK' || !isObject(answer.data)) throw unexpected('has no data');
  return Object.entries(answer.data).map(([key, channel]) => readChannel(key, channel));
}

function readChannel(key: string, channel: unknown): Channel {
  if (!isObject(channel)) throw unexpected(`has no object for ${key}`);
  const { name, img, url } = channel;
  if (typeof name !== 'string' || !isWebAddress(img) || !isWebAddress(url)) {
    throw unexpected(`lacks the name, img or url of ${key}`);
  }
  return { key, name, img, url };
}

function isWebAddress(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value) && /^https?:/i.test(value);
}
