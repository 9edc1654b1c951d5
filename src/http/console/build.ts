/** The console as it was built: files read once, when the process starts, and served from memory. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export type ConsoleFile = {
  readonly body: Buffer;
  readonly contentType: string;
  readonly etag: string;
};

export type ConsoleBuild = {
  /** The page, with {@link NONCE_PLACE} where each answer's own nonce belongs. */
  readonly index: string;
  /** By their path below /console/; their names hold a hash of the content. */
  readonly files: ReadonlyMap<string, ConsoleFile>;
};

/** The same in console/vite.config.ts. */
export const NONCE_PLACE = 'PAYCENTER_NONCE';

const FOLDER = new URL('../../../console/dist/', import.meta.url);

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  woff2: 'font/woff2',
};

/** Null when nobody has built it. */
export function readConsoleBuild(folder = FOLDER): ConsoleBuild | null {
  const index = new URL('index.html', folder);
  if (!existsSync(index)) return null;
  const assets = new URL('assets/', folder);
  const names = readdirSync(fileURLToPath(assets)).sort();
  const files = names.map(
    (name) => [`assets/${name}`, consoleFile(new URL(name, assets))] as const,
  );
  return { index: readFileSync(index, 'utf8'), files: new Map(files) };
}

function consoleFile(path: URL): ConsoleFile {
  const body = readFileSync(path);
  const contentType = CONTENT_TYPES[path.pathname.slice(path.pathname.lastIndexOf('.') + 1)];
  if (contentType === undefined) throw new Error(`What kind of file is ${path.pathname}?`);
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 16)}"`;
  return { body, contentType, etag };
}
