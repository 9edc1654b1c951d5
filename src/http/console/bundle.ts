/** The console as it was built: its page, and the files that the page loads, kept in memory. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export type BundleFile = {
  readonly contentType: string;
  readonly plain: Buffer;
  /** Undefined where packing it makes it no smaller. */
  readonly packed: Buffer | undefined;
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
  const packed = contentType === 'font/woff2' ? undefined : gzipSync(plain);
  return { contentType, plain, packed, unchanging: name.startsWith('assets/') };
}
