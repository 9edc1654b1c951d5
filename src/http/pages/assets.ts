/**
 * The files behind the pages: styles, scripts, fonts, logos. All are read once, when the process
 * starts, and served from memory.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fontFace, readFonts } from './fonts.ts';
import { LOGOS } from './logos.ts';

type Asset = {
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  readonly etag: string;
};

const PREFIX = '/pay/assets/';

/** The name holds a hash of the content, so what was once loaded never changes. */
const FOREVER = 'public, max-age=31536000, immutable';
/** Logos keep their names: merchants' pages point at them. */
const A_DAY = 'public, max-age=86400';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml; charset=utf-8',
  woff2: 'font/woff2',
};

function contentHash(body: Buffer): string {
  return createHash('sha256').update(body).digest('base64url').slice(0, 12);
}

function asset(file: string, body: Buffer, cacheControl: string): Asset {
  const contentType = CONTENT_TYPES[file.slice(file.lastIndexOf('.') + 1)];
  if (contentType === undefined) throw new Error(`What kind of file is ${file}?`);
  return { body, contentType, cacheControl, etag: `"${contentHash(body)}"` };
}

/** Every asset by its path below the prefix. */
const assets = new Map<string, Asset>();
/** `pay.css` → `/pay/assets/pay.Ab3…css`. */
const urls = new Map<string, string>();

function addHashed(name: string, body: Buffer): string {
  const dot = name.lastIndexOf('.');
  const file = `${name.slice(0, dot)}.${contentHash(body)}${name.slice(dot)}`;
  assets.set(file, asset(file, body, FOREVER));
  urls.set(name, `${PREFIX}${file}`);
  return file;
}

const folder = new URL('./assets/', import.meta.url);

function ownFile(name: string): Buffer {
  return readFileSync(new URL(name, folder));
}

/** The style sheets in the order of their names: later ones may overrule earlier ones. */
function styles(): readonly Buffer[] {
  const names = readdirSync(new URL('styles/', folder)).filter((name) => name.endsWith('.css'));
  return names.sort().map((name) => ownFile(`styles/${name}`));
}

function loadAll(): void {
  for (const name of ['page.js', 'submit.js', 'icon.svg', 'reference.css'])
    addHashed(name, ownFile(name));
  const faces = readFonts().map((font) => fontFace(font, addHashed(font.name, font.bytes)));
  addHashed('pay.css', Buffer.concat([Buffer.from(faces.join('')), ...styles()]));
  for (const [key, svg] of LOGOS) {
    const file = `logos/${key}.svg`;
    assets.set(file, asset(file, Buffer.from(svg), A_DAY));
  }
}

loadAll();

/** The address of one of our files, its content's hash in the name. Throws for an unknown name. */
export function assetUrl(name: string): string {
  const url = urls.get(name);
  if (url === undefined) throw new Error(`There is no asset ${name}.`);
  return url;
}

function sendAsset(request: FastifyRequest<{ Params: { '*': string } }>, reply: FastifyReply) {
  const found = assets.get(request.params['*']);
  if (found === undefined) return reply.callNotFound();
  reply.headers({
    'access-control-allow-origin': '*',
    'cache-control': found.cacheControl,
    // An SVG that is opened by itself is a document: it may do nothing.
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    // Merchants show our logos in their pages.
    'cross-origin-resource-policy': 'cross-origin',
    etag: found.etag,
    'x-content-type-options': 'nosniff',
  });
  const known = request.headers['if-none-match']?.split(',').map((tag) => tag.trim());
  if (known?.some((tag) => tag === '*' || tag.replace(/^W\//, '') === found.etag)) {
    return reply.code(304).send();
  }
  return reply.type(found.contentType).send(found.body);
}

/** Fastify plugin: `GET` and `HEAD` of everything below `/pay/assets/`. */
export async function assetsPlugin(app: FastifyInstance): Promise<void> {
  app.get(`${PREFIX}*`, sendAsset);
}
