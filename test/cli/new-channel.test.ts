/** A channel made as a new user would, in a copy of this checkout: it works from the first moment. */
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const TIMEOUT_MS = 300_000;
const run = promisify(execFile);
let copy: string;
let made: readonly string[];

/** Runs a program in the copy. What it printed; fails with that when it fails. */
async function node(...argv: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, argv, {
    cwd: copy,
    env: { PATH: process.env.PATH ?? '' },
    maxBuffer: 2 ** 26,
  });
  return stdout;
}

beforeAll(async () => {
  copy = mkdtempSync(join(tmpdir(), 'paycenter-new-channel-'));
  const notCopied = new Set(['node_modules', '.git', '.paycenter', 'coverage', 'dist']);
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !notCopied.has(basename(path)) });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  const printed = await node('bin/paycenter.js', 'new-channel', 'acme_pay', '--json');
  ({ made } = JSON.parse(printed) as { made: string[] });
}, TIMEOUT_MS);
afterAll(() => rmSync(copy, { recursive: true, force: true }));

test('it keeps the contract of channels, and the rules of the house', {
  timeout: TIMEOUT_MS,
}, async () => {
  const config = {
    extends: './tsconfig.json',
    include: made.filter((path) => path.endsWith('.ts')),
  };
  writeFileSync(join(copy, 'tsconfig.made.json'), JSON.stringify(config));
  const tests = ['test/channels/acme_pay.test.ts', 'src/channels/acme_pay'];
  const [ran] = await Promise.all([
    node('node_modules/vitest/vitest.mjs', 'run', ...tests, 'test/architecture.test.ts'),
    node('node_modules/typescript/bin/tsc', '--noEmit', '--project', 'tsconfig.made.json'),
    node(
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      '--error-on-warnings',
      'src',
      'simulators',
      'test/channels',
    ),
  ]);
  expect(ran).toContain('3 passed');
});

test('its simulator is among those that can be run', async () => {
  const refused = await node('bin/paycenter.js', 'simulate', 'nobody').catch(String);
  expect(refused).toMatch(/there are .*acme_pay/);
});
