import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  lchownSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.ts';

/**
 * Makes the data directory if it is missing. Only we may list it; when we are root, the user that
 * PostgreSQL runs as may pass through it. Throws an EmbeddedPostgresError where it cannot be
 * made or is another user's.
 */
export function ensureDataDirectory(dataDir: string): void {
  try {
    if (!existsSync(dataDir)) {
      mkdirSync(dataDir, { recursive: true });
      chmodSync(dataDir, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The data directory ${dataDir} cannot be used (${(error as Error).message}): run as the user that owns it, or set PAYCENTER_DATA_DIR to a directory of your own.`,
      { cause: error },
    );
  }
}

/** Makes a directory with exactly this mode, whatever the umask; one that exists is left as it is. */
export function makeDirectory(path: string, mode: number): void {
  if (existsSync(path)) return;
  mkdirSync(path);
  chmodSync(path, mode);
}

/**
 * Writes a file that only the owner of its directory may read. A reader, and a machine that loses
 * power, sees the old text or the new one, never a part.
 */
export function writePrivateFile(directory: string, name: string, text: string): void {
  const draft = join(directory, `.${name}.${process.pid}`);
  rmSync(draft, { force: true });
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  giveToOwnerOf(directory, draft);
  renameSync(draft, join(directory, name));
  syncDirectory(directory);
}

/** Root hands a file to the owner of its directory, who could not read it otherwise. */
export function giveToOwnerOf(directory: string, path: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(directory);
  lchownSync(path, uid, gid);
}

/** Makes renames within a directory survive a loss of power. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
