import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { clusterDirectory } from './cluster.ts';
import { closedDirectory, type Identity, initdbIdentity } from './identity.ts';
import { findRunningEmbedded, startEmbeddedPostgres, useEmbeddedPostgres } from './index.ts';
import { findPostmaster, stopPostmaster } from './postmaster.ts';

const isRoot = process.getuid?.() === 0;
const log = () => {};
const children: ChildProcess[] = [];
let root: string;
let dataDir: string;

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'paycenter-embedded-')));
  // Root's PostgreSQL is another user, who must be able to come here.
  chmodSync(root, 0o711);
  dataDir = join(root, 'data');
});

afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
  await stopLeftover(dataDir);
});

afterAll(() => rmSync(root, { recursive: true }));

describe('a data directory', () => {
  test('keeps what was written from one start to the next, at the same address', async () => {
    const first = await startEmbeddedPostgres({ dataDir, log });
    await query(first.url, 'create table note (word text)');
    await note(first.url, 'first');
    await first.stop();
    expect(await findRunningEmbedded(dataDir)).toBeUndefined();

    const second = await startEmbeddedPostgres({ dataDir, log });
    expect(second.url).toBe(first.url);
    expect(await notes(second.url)).toContain('first');
    await second.stop();
  });

  test('holds a durable database behind a password that only its owner can read', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log });
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums']) {
      expect(await query(server.url, `show ${setting}`)).toEqual([{ [setting]: 'on' }]);
    }
    const rights = `select rolsuper from pg_roles where rolname = current_user`;
    expect(await query(server.url, rights)).toEqual([{ rolsuper: false }]);

    const file = join(dataDir, 'postgres.json');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      url: server.url,
      pid: server.pid,
    });
    const guess = new URL(server.url);
    guess.password = 'password';
    await expect(query(guess.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
    await server.stop();
  });

  test('fault "Second instance on same embedded data": is refused, naming directory and owner', async () => {
    const owner = await ownerProcess(dataDir);
    const second = startEmbeddedPostgres({ dataDir, log });
    await expect(second).rejects.toThrow(`${dataDir} is in use by process ${owner.child.pid}`);
    expect(await query(owner.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });
});

describe('a command', () => {
  test('talks to the server that runs and leaves it running', async () => {
    const owner = await ownerProcess(dataDir);
    const database = await useEmbeddedPostgres({ dataDir, log });
    await note(database.url, 'from a command');
    await database.release();
    expect(await findRunningEmbedded(dataDir)).toEqual({
      url: owner.url,
      ownerPid: owner.child.pid,
    });
  });

  test('starts and ends a server of its own where none runs, one command after the other', async () => {
    const command = async (word: string) => {
      const database = await useEmbeddedPostgres({ dataDir, log });
      await note(database.url, word);
      await database.release();
    };
    await Promise.all(['one', 'two', 'three'].map(command));
    expect(await findRunningEmbedded(dataDir)).toBeUndefined();
    const database = await useEmbeddedPostgres({ dataDir, log });
    expect(await notes(database.url)).toEqual(expect.arrayContaining(['one', 'two', 'three']));
    await database.release();
  });
});

describe('fault "Embedded postgres orphaned"', () => {
  test('the next start adopts a server whose owner was killed', async () => {
    const owner = await ownerProcess(dataDir);
    await note(owner.url, 'orphaned');
    await kill(owner.child);
    expect(await findRunningEmbedded(dataDir)).toEqual({ url: owner.url, ownerPid: null });

    const heir = await startEmbeddedPostgres({ dataDir, log });
    expect(heir).toMatchObject({ adopted: true, pid: owner.pid, url: owner.url });
    expect(await notes(heir.url)).toContain('orphaned');
    await heir.stop();
    expect(await findRunningEmbedded(dataDir)).toBeUndefined();
  });

  test('a start after both were killed recovers every commit', async () => {
    const owner = await ownerProcess(dataDir);
    await note(owner.url, 'before the crash');
    await kill(owner.child);
    process.kill(owner.pid, 'SIGKILL');

    const heir = await startEmbeddedPostgres({ dataDir, log });
    expect(heir.adopted).toBe(false);
    expect(await notes(heir.url)).toContain('before the crash');
    await heir.stop();
  });

  test('a database that is killed comes back at the same address, under the same owner', async () => {
    const server = await startEmbeddedPostgres({ dataDir, log });
    await note(server.url, 'survivor');
    const killedPid = server.pid;
    process.kill(killedPid, 'SIGKILL');
    while (server.pid === killedPid) await sleep(20);
    expect(await notes(server.url)).toContain('survivor');
    await server.stop();
    expect(findPostmaster(clusterOf(dataDir))).toBeUndefined();
  });
});

describe('users', () => {
  test('root lends PostgreSQL a user that is not root', async (context) => {
    context.skip(!isRoot, 'only root has another user to lend');
    const server = await startEmbeddedPostgres({ dataDir, log });
    expect(statSync(`/proc/${server.pid}`).uid).not.toBe(0);
    expect(statSync(clusterOf(dataDir)).uid).toBe(statSync(`/proc/${server.pid}`).uid);
    await server.stop();
  });

  test('root finds the database of a closed directory again, where PostgreSQL can reach it', async (context) => {
    context.skip(!isRoot, 'an ordinary user is never locked out of a directory of its own');
    const closed = mkdtempSync(join(root, 'closed-'));
    const hidden = join(closed, 'data');
    const first = await startEmbeddedPostgres({ dataDir: hidden, log });
    const home = realpathSync(join(hidden, 'postgres'));
    try {
      expect(home).toMatch(/^\/var\/lib\/paycenter\//);
      await query(first.url, 'create table found_again ()');
      await first.stop();
      const second = await startEmbeddedPostgres({ dataDir: hidden, log });
      expect(await query(second.url, 'select * from found_again')).toEqual([]);
      await second.stop();
    } finally {
      await stopLeftover(hidden);
      rmSync(home, { recursive: true });
    }
  });

  test('an ordinary user needs no rights, and a stranger with a dead server’s pid is no obstacle', async (context) => {
    const user = ordinaryUser();
    const here = import.meta.dirname;
    context.skip(
      user !== undefined && closedDirectory(here, user) !== undefined,
      'no other user may enter this checkout',
    );
    const own = mkdtempSync(join(root, 'own-'));
    if (user !== undefined) chownSync(own, user.uid, user.gid);
    const owner = await ownerProcess(own, user);
    await query(owner.url, 'create table kept ()');
    await kill(owner.child);
    process.kill(owner.pid, 'SIGKILL');
    const stranger = spawn('sleep', ['60'], { ...user });
    children.push(stranger);
    const pidFile = join(clusterOf(own), 'postmaster.pid');
    writeFileSync(pidFile, readFileSync(pidFile, 'utf8').replace(/^\d+/, String(stranger.pid)));

    const heir = await ownerProcess(own, user);
    expect(await query(heir.url, 'select * from kept')).toEqual([]);
    await kill(heir.child);
    await stopLeftover(own);
  });
});

interface OwnerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly pid: number;
}

/** Another Node process that owns the directory, as another user if one is given. */
async function ownerProcess(directory: string, user?: Identity): Promise<OwnerProcess> {
  const program = join(import.meta.dirname, 'owner-process.test-support.ts');
  const child = spawn(process.execPath, [program, directory], {
    ...user,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The owner process ended with ${code} before its database was ready.`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return { child, ...JSON.parse(line) };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Root plays an ordinary user by way of one that exists on every system. */
function ordinaryUser(): Identity | undefined {
  const user = isRoot ? initdbIdentity({ uid: -1, gid: -1 }) : undefined;
  return user && { uid: user.uid, gid: user.gid };
}

async function stopLeftover(directory: string): Promise<void> {
  const left = findPostmaster(clusterOf(directory));
  if (left !== undefined) await stopPostmaster(left.pid, clusterOf(directory));
}

function clusterOf(directory: string): string {
  try {
    return clusterDirectory(realpathSync(join(directory, 'postgres')));
  } catch {
    return clusterDirectory(directory);
  }
}

async function note(url: string, word: string): Promise<void> {
  await query(url, `insert into note values ('${word}')`);
}

async function notes(url: string): Promise<string[]> {
  return (await query(url, 'select word from note')).map(({ word }) => word);
}

async function query(url: string, statement: string): Promise<pg.QueryResultRow[]> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}
