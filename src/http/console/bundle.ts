/** The console as it was built: its page, and the files that the page loads, kept in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';

const gzip: (plain: Buffer) => Promise<Buffer> = promisify(gzipCallback);

export type BundleFile = {
  readonly contentType: string;
  readonly plain: Buffer;
  /** Packed with gzip, once and when it is first wanted; undefined where that makes it no smaller. */
  readonly packed: (() => Promise<Buffer>) | undefined;
  /** The name holds a hash of the content, so what was once loaded never changes. */
  readonly unchanging: boolean;
};

export type Bundle = {
  /** With `{{nonce}}` where each answer puts its own. */
  readonly page: string;
  readonly files: ReadonlyMap<string, BundleFile>;
};

const FOLDER = fileURLToPath(new URL('../../../console/dist/', import.meta.url));
const PAGE = 'index.html';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Undefined when the console was not built. Files are read when the first of them is asked for. */
export function openBundle(folder = FOLDER): () => Bundle | undefined {
  let read: Bundle | undefined;
  return () => {
    read ??= readBundle(folder);
    return read;
  };
}

function readBundle(folder: string): Bundle | undefined {
  let page: string;
  try {
    page = readFileSync(join(folder, PAGE), 'utf8');
  } catch {
    return undefined;
  }
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== PAGE)
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return { page, files: new Map(names.map((name) => [name, readBundleFile(folder, name)])) };
}

function readBundleFile(folder: string, name: string): BundleFile {
  const plain = readFileSync(join(folder, name));
  const contentType = CONTENT_TYPES[extname(name)];
  if (contentType === undefined) throw new Error(`What kind of file is ${name}?`);
  const unchanging = name.startsWith('assets/');
  if (contentType === 'font/woff2') return { contentType, plain, packed: undefined, unchanging };
  let work: Promise<Buffer> | undefined;
  const packed = () => {
    work ??= gzip(plain);
    return work;
  };
  return { contentType, plain, packed, unchanging };
}
