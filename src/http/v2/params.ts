/**
 * Request parameters of the merchant protocol: query string and form body as one set, values opaque.
 * The body wins over the query, the last of a repeated key over the others, except where a difference
 * could change what is paid: those are marked and refused.
 */
import { Busboy } from '@fastify/busboy';

/** Given twice with different values, these are a mistake or an attack, never a wish. */
export const MUST_AGREE: ReadonlySet<string> = new Set([
  'app_id',
  'order_id',
  'item',
  'gross',
  'currency',
  'channel',
  'trans_id',
  'user_id',
]);

type Entry = { readonly value: string; readonly readable: boolean; readonly conflicting: boolean };

export class Params {
  readonly #entries = new Map<string, Entry>();

  add(name: string, bytes: Buffer | string): void {
    const value = typeof bytes === 'string' ? bytes : bytes.toString('utf8');
    const readable = !value.includes('\0') && (typeof bytes === 'string' || isUtf8(bytes, value));
    const before = this.#entries.get(name);
    const conflicting =
      before !== undefined &&
      MUST_AGREE.has(name) &&
      (before.conflicting || before.value !== value);
    this.#entries.set(name, { value, readable, conflicting });
  }

  /** The value, `''` for a key without one; undefined when it was not sent. */
  get(name: string): string | undefined {
    return this.#entries.get(name)?.value;
  }

  /** Why the value must not be used. */
  problem(name: string): 'unreadable' | 'conflicting' | undefined {
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    if (entry.conflicting) return 'conflicting';
    return entry.readable ? undefined : 'unreadable';
  }

  /** All names and values, for signing. */
  *all(): Iterable<readonly [string, string]> {
    for (const [name, { value }] of this.#entries) yield [name, value];
  }
}

/** A replacement character stands for bytes that were no UTF-8, unless it was itself sent. */
function isUtf8(bytes: Buffer, decoded: string): boolean {
  return !decoded.includes('\uFFFD') || Buffer.from(decoded, 'utf8').equals(bytes);
}

export type BodyKind = 'urlencoded' | 'multipart' | 'none';

/** What the Content-Type says, whatever its case, spaces or parameters. */
export function bodyKind(contentType: string | undefined, hasBody: boolean): BodyKind {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'multipart/form-data') return 'multipart';
  if (type === 'application/x-www-form-urlencoded') return 'urlencoded';
  // Old clients post forms without saying that they are forms.
  return hasBody && (type === undefined || type === '') ? 'urlencoded' : 'none';
}

/** Reads the query string of a request target and, if there is one, its body. */
export async function readParams(
  target: string,
  body: Buffer | undefined,
  contentType: string | undefined,
): Promise<Params> {
  const params = new Params();
  const mark = target.indexOf('?');
  if (mark >= 0) addUrlencoded(params, target.slice(mark + 1));
  if (body && body.length > 0) {
    const kind = bodyKind(contentType, true);
    if (kind === 'urlencoded') addUrlencoded(params, body.toString('latin1'));
    if (kind === 'multipart') await addMultipart(params, body, contentType ?? '');
  }
  return params;
}

/** @param text the bytes as latin1, so that nothing is lost before it is decoded. */
function addUrlencoded(params: Params, text: string): void {
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? '' : pair.slice(equals + 1);
    const decodedName = decode(name);
    params.add(
      typeof decodedName === 'string' ? decodedName : decodedName.toString('utf8'),
      decode(value),
    );
  }
}

const PLAIN = /^[\x20-\x24\x26-\x2a\x2c-\x7e]*$/;
const ESCAPE = /%([0-9a-f]{2})/gi;

/** Bytes behind percent escapes and plus signs; an escape that is none stays as it is. */
function decode(text: string): Buffer | string {
  if (PLAIN.test(text)) return text;
  const spaced = text.replaceAll('+', ' ');
  const bytes = spaced.replace(ESCAPE, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}

const PARTS_MAX = 100;

/** Text fields of a multipart form; files and whatever cannot be read are junk, and ignored. */
function addMultipart(params: Params, body: Buffer, contentType: string): Promise<void> {
  return new Promise((resolve) => {
    let parser: InstanceType<typeof Busboy>;
    try {
      parser = new Busboy({
        headers: { 'content-type': contentType },
        // A "file" keeps its bytes. A field would be decoded by the charset that its part claims.
        isPartAFile: () => true,
        limits: { files: PARTS_MAX, parts: PARTS_MAX },
      });
    } catch {
      resolve();
      return;
    }
    parser.on('file', (name: string | undefined, part, filename: string | undefined) => {
      const chunks: Buffer[] = [];
      part.on('data', (chunk: Buffer) => chunks.push(chunk));
      part.on('end', () => {
        if (name && filename === undefined) params.add(name, Buffer.concat(chunks));
      });
      // The form breaks off in the midst of it.
      part.on('error', () => resolve());
    });
    parser.on('error', () => resolve());
    parser.on('finish', () => resolve());
    parser.end(body);
  });
}
