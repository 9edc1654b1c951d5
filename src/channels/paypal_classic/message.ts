/** PayPal's messages: forms, in whichever alphabet the form itself names. */
import { TextDecoder } from 'node:util';

/** Names and values, decoded. A name that comes twice has its last value. */
export type Message = ReadonlyMap<string, string>;

/** What PayPal uses where an account has chosen nothing, or something that we do not know. */
const USUAL_CHARSET = 'windows-1252';

export function readMessage(body: Buffer): Message {
  // One character per byte: nothing is lost before it is known what the bytes mean.
  const pairs = body.toString('latin1').split('&').map(bytesOfPair);
  const [, charset] = pairs.findLast(([name]) => name.toString() === 'charset') ?? [];
  const decoder = decoderFor(charset?.toString() ?? '');
  return new Map(
    pairs
      .filter(([name]) => name.length > 0)
      .map(([name, value]) => [decoder.decode(name), decoder.decode(value)]),
  );
}

function decoderFor(charset: string): TextDecoder {
  try {
    return new TextDecoder(charset || USUAL_CHARSET);
  } catch {
    return new TextDecoder(USUAL_CHARSET);
  }
}

function bytesOfPair(pair: string): readonly [Buffer, Buffer] {
  const equals = pair.indexOf('=');
  const name = equals < 0 ? pair : pair.slice(0, equals);
  return [bytesOf(name), bytesOf(equals < 0 ? '' : pair.slice(equals + 1))];
}

function bytesOf(escaped: string): Buffer {
  const bytes = escaped
    .replaceAll('+', ' ')
    .replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1');
}

/** The value, trimmed; undefined when there is none, or an empty one. */
export function textOf(message: Message, name: string): string | undefined {
  return message.get(name)?.trim() || undefined;
}

/** One of PayPal's own words, for comparing: PayPal itself spells some with `-` here, with `_` there. */
export function wordOf(message: Message, name: string): string | undefined {
  return textOf(message, name)?.toLowerCase().replaceAll('-', '_');
}

const TIME = /^(\d{1,2}:\d{2}:\d{2}) ([A-Z][a-z]{2})\.? (\d{1,2}), (\d{4}) (PST|PDT)$/;

/** The instant of a time such as `20:12:59 Jan 13, 2026 PST`. */
export function timeMsOf(message: Message, name: string): number | undefined {
  const match = TIME.exec(textOf(message, name) ?? '');
  if (!match) return undefined;
  const [, time, month, day, year, zone] = match;
  const offset = zone === 'PDT' ? '-0700' : '-0800';
  const timeMs = Date.parse(`${day} ${month} ${year} ${time} ${offset}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}
