import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  lchownSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Binaries, CHILD_ENV } from './binaries.ts';
import { DATABASE, HOST, USER } from './connection-file.ts';
import { makeDirectory, syncDirectory } from './data-files.ts';
import { EmbeddedPostgresError } from './embedded-error.ts';
import { type Identity, initdbIdentity } from './identity.ts';

const DRAFT = 'cluster.draft-';

/** Where the cluster (what PostgreSQL calls PGDATA) of a home lies. */
export function clusterDirectory(home: string): string {
  return join(home, 'cluster');
}

/** Whether `home` has a cluster; throws when it belongs to another major version. */
export function clusterExists(home: string, binaries: Binaries): boolean {
  const versionFile = join(clusterDirectory(home), 'PG_VERSION');
  if (!existsSync(versionFile)) return false;
  const major = readFileSync(versionFile, 'utf8').trim();
  if (major === binaries.major) return true;
  throw new EmbeddedPostgresError(
    `${clusterDirectory(home)} was made by PostgreSQL ${major}, but this release brings ${binaries.major}: dump it with the release that made it (pg_dump) and restore it into a new data directory.`,
  );
}

/**
 * Makes the cluster: checksums, UTF-8, locale C, and one role that may log in, with this password,
 * over loopback. The superuser has no door: what breaks into the application's role gains neither
 * files nor programs. A crash on the way leaves a draft that the next try removes.
 */
export async function createCluster(
  home: string,
  binaries: Binaries,
  identity: Identity | undefined,
  password: string,
): Promise<void> {
  removeDrafts(home);
  const draft = join(home, `${DRAFT}${process.pid}`);
  makeDirectory(draft, 0o700);
  const initUser = initdbIdentity(identity);
  if (initUser !== undefined) chownSync(draft, initUser.uid, initUser.gid);
  await run(binaries.initdb, initUser, [
    ...['-D', draft, '--username=postgres', '--encoding=UTF8', '--locale=C', '--data-checksums'],
    ...['--auth-local=reject', '--auth-host=reject', '--no-instructions'],
  ]);
  await run(
    binaries.postgres,
    initUser,
    // On an error the statement, which holds the password, must not go into a log.
    [
      '--single',
      '-D',
      draft,
      ...['-c', 'exit_on_error=on', '-c', 'log_min_error_statement=panic'],
      'postgres',
    ],
    [
      `create role ${USER} login createdb password '${password}'`,
      `grant pg_monitor to ${USER}`,
      `create database ${DATABASE} owner ${USER}`,
      '',
    ].join('\n'),
  );
  writeFileSync(join(draft, 'pg_hba.conf'), `host all ${USER} ${HOST}/32 scram-sha-256\n`);
  if (identity !== undefined) changeOwner(draft, identity);
  renameSync(draft, clusterDirectory(home));
  syncDirectory(home);
}

/** A draft that resists has an initdb, orphaned by kill -9, still writing to it: harmless. */
function removeDrafts(home: string): void {
  for (const entry of readdirSync(home)) {
    if (!entry.startsWith(DRAFT)) continue;
    try {
      rmSync(join(home, entry), { recursive: true });
    } catch {}
  }
}

function changeOwner(path: string, identity: Identity): void {
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) changeOwner(child, identity);
    else lchownSync(child, identity.uid, identity.gid);
  }
  lchownSync(path, identity.uid, identity.gid);
}

async function run(program: string, identity: Identity | undefined, args: string[], input = '') {
  const child = spawn(program, args, { ...identity, cwd: '/', env: CHILD_ENV, stdio: 'pipe' });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  // A program that ends early closes its input; its exit code tells more than the broken pipe.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return;
  throw new EmbeddedPostgresError(
    `The embedded database could not be made: ${output.trim().split('\n').slice(-3).join(' ')} – correct that, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
  );
}
