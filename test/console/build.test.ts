/** What the console is made of, and how it is served: small, typed by the API, and under a strict policy. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fastify from 'fastify';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SCHEMA_FILE, schemaText } from '../../console/scripts/schema.ts';
import { consoleRoutes } from '../../src/http/console/routes.ts';

const DIST = join(import.meta.dirname, '../../console/dist');
const FIRST_LOAD_BYTES_MAX = 300_000;

type Chunk = {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
};

test('the first load is under 300 KB, with its page, styles and letters', () => {
  const manifest: Readonly<Record<string, Chunk>> = JSON.parse(
    readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'),
  );
  const files = new Set<string>();
  const take = (name: string) => {
    const { file, css = [], imports = [] } = manifest[name] ?? { file: '' };
    for (const each of [file, ...css]) files.add(each);
    imports.forEach(take);
  };
  take('index.html');
  take('src/pages/home/home-page.tsx');
  const letters = Object.values(manifest).find(({ file }) => /inter-latin-wght-normal/.test(file));
  files.add(letters?.file ?? '');
  const sizes = [...files].map((file) => gzipSync(readFileSync(join(DIST, file))).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BYTES_MAX);
});

test('the client knows every operation of the API as the API defines it', async () => {
  const known = readFileSync(SCHEMA_FILE, 'utf8');
  const defined = (await schemaText()).split('export interface operations {')[1] ?? '';
  const blocks = defined.split(/\n {4}(?=\w+: \{\n)/).slice(1);
  const strange = blocks.filter((block) => !known.includes(block.replace(/\n\}\s*$/, '')));
  expect(strange.map((block) => block.split(':')[0])).toEqual([]);
});

describe('the server', () => {
  async function get(path: string, build?: null) {
    const warned: string[] = [];
    const quiet = () => {};
    const log = {
      ...{ debug: quiet, info: quiet, error: quiet },
      warn: (_: object, message: string) => void warned.push(message),
    };
    const server = fastify();
    onTestFinished(() => server.close());
    if (build === null) consoleRoutes(server, log, null);
    else consoleRoutes(server, log);
    return { reply: await server.inject(path), warned };
  }

  test('answers every deep link with the page, which is never kept', async () => {
    const { reply } = await get('/console/payments/some-id');
    expect(reply.statusCode).toBe(200);
    expect(reply.headers['cache-control']).toBe('no-store');
    expect(reply.body).toContain('<div id="root">');
  });

  test('runs only its own scripts, and styles with a nonce that is new each time', async () => {
    const policies = await Promise.all(
      [0, 1].map(async () => {
        const { reply } = await get('/console/');
        const policy = String(reply.headers['content-security-policy']);
        const [, nonce = ''] = /'nonce-([^']+)'/.exec(policy) ?? [];
        expect(reply.body).toContain(`nonce="${nonce}"`);
        expect(policy).toContain("script-src 'self';");
        expect(policy).toContain("frame-ancestors 'none'");
        expect(policy).not.toContain('unsafe');
        return nonce;
      }),
    );
    expect(new Set(policies).size).toBe(2);
  });

  test('lets browsers keep files whose names hold their hash, and has no others', async () => {
    const { reply: page } = await get('/console/');
    const [, script = ''] = /src="([^"]+\.js)"/.exec(page.body) ?? [];
    const { reply } = await get(script);
    expect(reply.headers['cache-control']).toContain('immutable');
    expect((await get('/console/assets/nothing.js')).reply.statusCode).toBe(404);
  });

  test('starts without a built console and says what to do', async () => {
    const { reply, warned } = await get('/console/', null);
    expect(reply.statusCode).toBe(503);
    expect(reply.body).toContain('npm run build --workspace console');
    expect(warned).toHaveLength(1);
  });
});
