/** A data directory for an embedded database that is killed, cleared away however the run ends. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const WATCHDOG = join(import.meta.dirname, '../watchdog.ts');

export type DataDirectory = {
  readonly path: string;
  /** Ends a database that still runs in it, and removes it. */
  dispose(): Promise<void>;
};

export function temporaryDataDirectory(): DataDirectory {
  const path = mkdtempSync(join(tmpdir(), 'paycenter-crash-'));
  // As root, PostgreSQL runs as another user, who must be able to come here.
  chmodSync(path, 0o711);
  const watchdog = spawn(process.execPath, [WATCHDOG, path], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  return {
    path,
    async dispose() {
      watchdog.stdin.end();
      if (watchdog.exitCode === null) await once(watchdog, 'exit');
    },
  };
}
