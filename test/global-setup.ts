import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import {
  type EmbeddedPostgres,
  EmbeddedPostgresError,
  startEmbeddedPostgres,
} from '../src/embedded/index.ts';
import { migrateToLatest } from '../src/store/migrate.ts';
import { onDatabase, TEMPLATE, urlOf } from './database.ts';

const MEMORY = '/dev/shm';
const FREE_BYTES_MIN = 2 ** 30;

/** One PostgreSQL for the whole run, set as in production, with a migrated template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { server, dispose } = await startInFirstOf([...roomyMemory(), tmpdir()]);
  try {
    await onDatabase(server.url, `create database ${TEMPLATE}`);
    await migrateToLatest(urlOf(server.url, TEMPLATE));
    project.provide('postgresUrl', server.url);
    return dispose;
  } catch (error) {
    await dispose();
    throw error;
  }
}

interface Cluster {
  readonly server: EmbeddedPostgres;
  dispose(): Promise<void>;
}

/** Memory may forbid programs (and copies of them), or be too small: then the disk serves. */
async function startInFirstOf(parents: string[]): Promise<Cluster> {
  const [parent = tmpdir(), ...others] = parents;
  const dataDir = mkdtempSync(join(parent, 'paycenter-test-'));
  // As root, PostgreSQL runs as another user, who must be able to come here.
  chmodSync(dataDir, 0o711);
  const watchdog = spawn(process.execPath, [join(import.meta.dirname, 'watchdog.ts'), dataDir], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  watchdog.unref();
  async function dismiss() {
    rmSync(dataDir, { recursive: true, force: true });
    watchdog.stdin.end();
    if (watchdog.exitCode === null) await once(watchdog, 'exit');
  }
  try {
    const server = await startEmbeddedPostgres({ dataDir, log: () => {} });
    return {
      server,
      async dispose() {
        await server.stop();
        await dismiss();
      },
    };
  } catch (error) {
    await dismiss();
    if (others.length === 0 || !(error instanceof EmbeddedPostgresError)) throw error;
    return startInFirstOf(others);
  }
}

function roomyMemory(): string[] {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= FREE_BYTES_MIN ? [MEMORY] : [];
  } catch {
    return [];
  }
}
