/** The very first commands in a fresh directory, with nothing set up. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { findRunningEmbedded } from '../../src/embedded/index.ts';
import { paycenterJson } from './paycenter.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'paycenter-cli-'));
// As root, PostgreSQL runs as another user, who must be able to come here.
chmodSync(dataDir, 0o711);
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const run = (...argv: string[]) => paycenterJson({ PAYCENTER_DATA_DIR: dataDir }, ...argv);

const create = (appId: string) =>
  run('app', 'create', '--app-id', appId, '--name', 'Shop', '--callback-url', 'http://a.example/');

test('commands that are the first, at once, both succeed, with one key and no server left', async () => {
  await Promise.all([create('one'), create('two')]);

  expect(await run('app', 'list')).toMatchObject({
    apps: [{ app_id: 'one' }, { app_id: 'two' }],
  });
  expect(Buffer.from(readFileSync(join(dataDir, 'master.key'), 'utf8'), 'base64')).toHaveLength(32);
  expect(statSync(join(dataDir, 'master.key')).mode & 0o777).toBe(0o600);
  expect(await findRunningEmbedded(dataDir)).toBeUndefined();
});
