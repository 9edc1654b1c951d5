/** The key that seals secrets at rest: given by the environment, or kept beside the embedded database. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, readMasterKeys } from './config.ts';
import { ensureDataDirectory, giveToOwnerOf, syncDirectory } from './embedded/data-files.ts';
import { createSealer, type Sealer } from './sealing.ts';
import { keepMasterKeyCheck, MASTER_KEY_CHECK } from './store/apps.ts';
import { readMasterKeyCheck } from './store/configuration.ts';
import type { Db } from './store/database.ts';

const FILE = 'master.key';
const KEY_BYTES = 32;

/** No master key opens what lies in this database; the message says what to restore. */
export class MasterKeyError extends Error {
  override name = 'MasterKeyError';
}

type KeyConfig = Pick<Config, 'dataDir' | 'databaseUrl' | 'masterKeys'>;

/**
 * The sealer of this database, whose tables must be there. With the embedded database and no key
 * given, the key is made at the very first call and kept in the data directory. Throws a
 * MasterKeyError when the key is not the one that the database's secrets were sealed with.
 */
export async function openSealer(config: KeyConfig, db: Db): Promise<Sealer> {
  const given = config.masterKeys.length > 0;
  const known = await readMasterKeyCheck(db);
  const keys = given ? config.masterKeys : readOrMakeKeyFile(config.dataDir, known !== undefined);
  const sealer = createSealer(keys);
  const check =
    known ?? (await keepMasterKeyCheck(db, sealer.seal(MASTER_KEY_CHECK, MASTER_KEY_CHECK)));
  try {
    sealer.open(check, MASTER_KEY_CHECK);
  } catch (error) {
    const where = given ? 'PAYCENTER_MASTER_KEY' : join(config.dataDir, FILE);
    throw new MasterKeyError(
      `${where} is not the key that this database's secrets were sealed with: restore that key${given ? ' (an older one may follow the new one after a comma)' : ' from the backup of this database'}.`,
      { cause: error },
    );
  }
  return sealer;
}

function readOrMakeKeyFile(dataDir: string, needed: boolean): readonly Buffer[] {
  const path = join(dataDir, FILE);
  let text = readIfThere(path);
  if (text === undefined && needed) {
    throw new MasterKeyError(
      `${path} is missing, and the database holds secrets that only it opens: restore it from the backup of this database.`,
    );
  }
  if (text === undefined) {
    makeKeyFile(dataDir, path);
    text = readFileSync(path, 'utf8');
  }
  const keys = text.trim() === '' ? [] : readMasterKeys(text.trim());
  if (keys.length === 0) throw new MasterKeyError(`${path} is empty: restore it from a backup.`);
  return keys;
}

/** Written whole beside its place and then linked to it: of two processes at once, one wins. */
function makeKeyFile(dataDir: string, path: string): void {
  ensureDataDirectory(dataDir);
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(KEY_BYTES).toString('base64')}\n`);
    fsyncSync(file);
    giveToOwnerOf(dataDir, draft);
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    rmSync(draft, { force: true });
    syncDirectory(dataDir);
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
