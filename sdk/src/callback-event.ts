import { compareDecimals } from './decimal.ts';
import { PayCenterError } from './errors.ts';

/**
 * `SUCCESS` paid · `REFUND` you gave money back · `IN_CASE` the payer disputes · `APP_REVERSE` the
 * payer took the money back · `CANCEL_REVERSAL` a dispute, reversal or refund ended in your favour.
 */
export const CALLBACK_STATUSES = [
  'SUCCESS',
  'IN_CASE',
  'CANCEL_REVERSAL',
  'APP_REVERSE',
  'REFUND',
] as const;

export type CallbackStatus = (typeof CALLBACK_STATUSES)[number];

/** One thing that happened to a payment, as PayCenter tells it. */
export interface CallbackEvent {
  /** PayCenter's id of the transaction. */
  transId: string;
  /** Your order number (the protocol calls it `user_id`). */
  orderId: string;
  status: CallbackStatus;
  /** A decimal string; negative for `REFUND` and `APP_REVERSE`. Compare with `compareDecimals`. */
  gross: string;
  currency: string;
  channel: string;
  item: string;
  /** Your `customData`, or the order number if you sent none. */
  customData: string;
  /** When it happened, not when it was sent: the same on every repeat. */
  occurredAt: Date;
  /** What the channel adds; an object without a prototype, empty if there is nothing. */
  channelData: Readonly<Record<string, unknown>>;
  /** Every parameter as it came. */
  raw: Readonly<Record<string, string>>;
}

/** A callback's body in any of the forms a framework may hand it over in. */
export type CallbackBody =
  | string
  | Uint8Array
  | URLSearchParams
  | Readonly<Record<string, unknown>>;

const NAMES: readonly string[] = [
  'trans_id',
  'user_id',
  'timestamp',
  'currency',
  'gross',
  'channel',
  'item',
  'custom_data',
  'status',
  'channel_data',
];

const NEGATIVE: ReadonlySet<CallbackStatus> = new Set(['REFUND', 'APP_REVERSE']);

// Unix seconds stay below this until the year 5138; milliseconds have been above it since 1973.
const FIRST_MILLISECONDS = 100_000_000_000;

/**
 * Reads a callback. It says nothing about who sent it: verify it before you believe it.
 * @throws PayCenterError `malformed-callback`, naming the parameter
 */
export function parseCallback(body: CallbackBody): CallbackEvent {
  const raw = readPairs(body);
  const status = readStatus(required(raw, 'status'));
  const gross = readGross(required(raw, 'gross'), status);
  return {
    transId: required(raw, 'trans_id'),
    orderId: required(raw, 'user_id'),
    status,
    gross,
    currency: required(raw, 'currency'),
    channel: required(raw, 'channel'),
    item: raw.item ?? '',
    customData: raw.custom_data ?? '',
    occurredAt: readTimestamp(required(raw, 'timestamp')),
    channelData: readChannelData(raw.channel_data ?? ''),
    raw,
  };
}

/** The reply that tells PayCenter you have it: `3,ORDER_ID`, exactly, with a 2xx status. */
export function acknowledgement(event: Pick<CallbackEvent, 'orderId'>): string {
  return `3,${event.orderId}`;
}

function malformed(
  parameter: string | undefined,
  message: string,
  cause?: unknown,
): PayCenterError {
  return new PayCenterError('malformed-callback', message, {
    ...(parameter === undefined ? {} : { parameter }),
    cause,
  });
}

function* entriesOf(body: CallbackBody): Iterable<[string, unknown]> {
  if (body instanceof URLSearchParams) {
    yield* body;
  } else if (typeof body === 'string') {
    yield* new URLSearchParams(body);
  } else if (body instanceof Uint8Array) {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    } catch (error) {
      throw malformed(undefined, 'The body is not UTF-8.', error);
    }
    yield* new URLSearchParams(text);
  } else {
    yield* Object.entries(body);
  }
}

function readPairs(body: CallbackBody): Record<string, string> {
  const raw: Record<string, string> = Object.create(null);
  for (const [name, value] of entriesOf(body)) {
    if (typeof value === 'string') {
      // Two readers of one body could take different ones; PayCenter sends each name once.
      if (NAMES.includes(name) && name in raw) throw malformed(name, `${name} is there twice.`);
      raw[name] = value;
    } else if (NAMES.includes(name)) {
      throw malformed(name, `${name} is not one text.`);
    }
  }
  return raw;
}

function required(raw: Readonly<Record<string, string>>, name: string): string {
  const value = raw[name];
  if (value === undefined || value === '') throw malformed(name, `${name} is missing.`);
  return value;
}

function readStatus(status: string): CallbackStatus {
  const known = CALLBACK_STATUSES.find((word) => word === status);
  if (known === undefined) {
    throw malformed('status', `status ${JSON.stringify(status)} is none of the five words.`);
  }
  return known;
}

function readGross(gross: string, status: CallbackStatus): string {
  let sign: number;
  try {
    sign = compareDecimals(gross, '0');
  } catch (error) {
    throw malformed('gross', `gross ${JSON.stringify(gross)} is not a decimal.`, error);
  }
  if (sign !== (NEGATIVE.has(status) ? -1 : 1)) {
    throw malformed('gross', `gross ${gross} has the wrong sign for ${status}.`);
  }
  return gross;
}

function readTimestamp(text: string): Date {
  if (!/^\d{1,15}$/.test(text)) {
    throw malformed('timestamp', `timestamp ${JSON.stringify(text)} is not a Unix time.`);
  }
  const value = Number(text);
  return new Date(value < FIRST_MILLISECONDS ? value * 1000 : value);
}

/**
 * Channel data is an extra of the channel's: what cannot be read must not cost you a payment, so it
 * counts as nothing and stays in `raw`. Objects have no prototype and no `__proto__` of their own,
 * so that merging them into yours cannot change what every object inherits.
 */
function readChannelData(text: string): Readonly<Record<string, unknown>> {
  const nothing: Record<string, unknown> = Object.create(null);
  try {
    const value: unknown = JSON.parse(text, (key, each: unknown) => {
      if (key === '__proto__') return undefined;
      const plain = typeof each === 'object' && each !== null && !Array.isArray(each);
      return plain ? Object.assign(Object.create(null), each) : each;
    });
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : nothing;
  } catch {
    return nothing;
  }
}
