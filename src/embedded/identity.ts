import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A user that PostgreSQL runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Where the search for an unused user id begins: 5370, which no distribution hands out. */
const FIRST_SERVICE_UID = 5370;

/**
 * The user that PostgreSQL runs as, or `undefined` for the user we are. PostgreSQL refuses root, so
 * root lends it another identity: the owner of the cluster; before there is one, the owner of the
 * data directory, so that what root starts once its owner can start again; else a user id that
 * nothing else on the machine has. (`nobody` would share the database with every daemon that runs
 * as `nobody`.)
 */
export function serverIdentity(dataDir: string): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = ownerOf(join(dataDir, 'postgres', 'cluster')) ?? ownerOf(dataDir);
  if (owner !== undefined) return owner;
  const users = knownUsers();
  let uid = FIRST_SERVICE_UID;
  while (users.some((user) => user.uid === uid)) uid += 1;
  return { uid, gid: uid };
}

/**
 * The user that runs initdb for a cluster of `identity`. Unlike the server, initdb looks its own
 * user up by name, so an identity without a name borrows one that has, and the files change hands
 * afterwards.
 */
export function initdbIdentity(identity: Identity | undefined): Identity | undefined {
  if (identity === undefined) return undefined;
  const users = knownUsers().filter((user) => user.uid !== 0);
  return (
    users.find((user) => user.uid === identity.uid) ??
    users.find((user) => user.name === 'nobody') ??
    users[0] ??
    identity
  );
}

/**
 * The first directory on the way to `path` that `identity` may not enter. Access lists are not
 * read: a directory that is open by them alone counts as closed.
 */
export function closedDirectory(path: string, identity: Identity): string | undefined {
  const above = dirname(path);
  const closedAbove = above === path ? undefined : closedDirectory(above, identity);
  if (closedAbove !== undefined) return closedAbove;
  const { mode, uid, gid } = statSync(path);
  const enterBit = uid === identity.uid ? 0o100 : gid === identity.gid ? 0o010 : 0o001;
  return (mode & enterBit) === 0 ? path : undefined;
}

function ownerOf(path: string): Identity | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.uid === 0) return undefined;
  return { uid: stat.uid, gid: stat.gid === 0 ? stat.uid : stat.gid };
}

function knownUsers(): (Identity & { name: string })[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => uid >= 0 && gid >= 0);
}
