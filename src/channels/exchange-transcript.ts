/**
 * Requests to channels and their replies as they may be kept in the open. Only members that are named
 * here are shown, at any depth and in whatever form the channel writes them, so what a channel adds one
 * day cannot slip through. Headers, where credentials travel, are not shown at all.
 */
import type { Exchange } from '../exchanges.ts';
import type { ChannelAnswer, ChannelCall } from './http.ts';
import { isShownName } from './shown-names.ts';

/** A longer body is not looked into. */
const READ_LENGTH_MAX = 65_536;
const TEXT_LENGTH_MAX = 4_096;
const VALUE_LENGTH_MAX = 256;
const NESTED_DEPTH_MAX = 4;

/** Under these a channel's support finds what went wrong. */
const TRACE_HEADERS = ['paypal-debug-id', 'request-id', 'x-request-id'] as const;

/** One exchange for people to read. `secrets` are left out wherever they stand. */
export function transcribe(
  call: ChannelCall,
  sentBody: string | undefined,
  answer: ChannelAnswer,
  tookMs: number,
  secrets: readonly string[],
): Exchange {
  const shown = (text: string, isError = false) =>
    withoutSecrets(shorten(shownText(text, { isError }), TEXT_LENGTH_MAX), secrets);
  const asked = sentBody === undefined || sentBody === '' ? null : shown(sentBody);
  const made = {
    method: call.method,
    address: withoutSecrets(addressOf(call.url), secrets),
    asked,
  };
  if (answer.kind !== 'answered') {
    return { ...made, status: null, answered: null, why: answer.why, tookMs };
  }
  const { status, headers, body } = answer;
  const isError = status >= 400;
  const trace = isError ? textOf(TRACE_HEADERS.map((name) => headers[name]).find(Boolean)) : '';
  const retryAfterMs = retryAfterOf(textOf(headers['retry-after']));
  return {
    ...made,
    status,
    answered: body.length === 0 ? null : shown(body.toString(), isError),
    ...(trace === '' ? {} : { channelTrace: shorten(trace, VALUE_LENGTH_MAX) }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    tookMs,
  };
}

function textOf(header: string | string[] | undefined): string {
  return [header].flat()[0] ?? '';
}

/** Seconds or a date, as HTTP has it. */
function retryAfterOf(text: string): number | undefined {
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1_000;
  const atMs = text === '' ? Number.NaN : Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - Date.now());
}

function addressOf(address: string): string {
  const url = URL.parse(address);
  if (!url) return 'no address';
  const query = shownForm(url.search.slice(1), { isError: false });
  return `${url.host}${url.pathname}${query === '' ? '' : `?${query}`}`;
}

type Rules = {
  /** Whether the words by which a channel explains a refusal are shown. */
  readonly isError: boolean;
  readonly depth?: number;
};

/** What may be shown of a body, whatever it is written in. */
function shownText(text: string, rules: Rules): string {
  if (text.length > READ_LENGTH_MAX) return sizeOf(text);
  const trimmed = text.trim();
  if (/^[{[]/.test(trimmed)) return shownJson(trimmed, rules) ?? sizeOf(text);
  if (trimmed.startsWith('<')) return shownXml(trimmed, rules) || sizeOf(text);
  const lines = trimmed.split(/\r?\n/).map((line) => shownLine(line, rules));
  return lines.some((line) => line !== '') ? lines.join('\n') : sizeOf(text);
}

function sizeOf(text: string): string {
  return `${Buffer.byteLength(text)} bytes`;
}

function shownJson(text: string, rules: Rules): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  return JSON.stringify(json, function (this: unknown, name: string, value: unknown) {
    const named = name === '' || Array.isArray(this) || isShownName(name, rules.isError);
    if (!named) return undefined;
    return typeof value === 'string' ? shownValue(value, rules) : value;
  });
}

/** A leaf. Some channels put JSON inside of a text. */
function shownValue(value: string, rules: Rules): string {
  const depth = rules.depth ?? 0;
  if (/^\s*[{[]/.test(value)) {
    if (depth >= NESTED_DEPTH_MAX) return sizeOf(value);
    return shownJson(value.trim(), { ...rules, depth: depth + 1 }) ?? sizeOf(value);
  }
  return withoutPersons(shorten(value, VALUE_LENGTH_MAX));
}

/** `a=1&b[c]=2`: a field is shown if every step to it is. */
function shownForm(text: string, rules: Rules): string {
  const shown = [...new URLSearchParams(text)].filter(([name]) =>
    name
      .split(/[[\].]+/)
      .filter((step) => step !== '' && !/^\d+$/.test(step))
      .every((step) => isShownName(step, rules.isError)),
  );
  return shown.map(([name, value]) => `${name}=${shownValue(value, rules)}`).join('&');
}

/** The leaves of an XML document as `name=text`. */
function shownXml(text: string, rules: Rules): string {
  const leaves = text.matchAll(/<([A-Za-z][\w.-]*)(?:\s[^<>]*)?>([^<>]*)<\/\1>/g);
  return [...leaves]
    .filter(([, name = '']) => isShownName(name, rules.isError))
    .map(([, name, value = '']) => `${name}=${shownValue(value.trim(), rules)}`)
    .join('&');
}

/** A form, a word of the channel's such as `VERIFIED`, or a line that begins with a status. */
function shownLine(line: string, rules: Rules): string {
  if (/^[\w.[\]%+-]+=/.test(line)) return shownForm(line, rules);
  return /^[A-Z][A-Z_ ]{0,40}$|^\d{3}\s[\w\s]{0,80}$/.test(line) ? line : '';
}

function shorten(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax).toWellFormed()}…` : text;
}

/** What is a person's, however it came to stand in a member that is shown: addresses and numbers of cards. */
function withoutPersons(text: string): string {
  return text
    .replace(/[^\s@"'<>=&]+@[^\s@"'<>=&]+/g, '…@…')
    .replace(/(?<![\w-])\d(?:[ -]?\d){12,18}(?![\w-])/g, '…');
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text);
}
