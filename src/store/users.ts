/** The people who may sign in. */
import type { Selectable } from 'kysely';
import { type Apps, parseRole, type Role } from '../domain/access.ts';
import type { Db, Tx } from './database.ts';
import type { Tables } from './tables.ts';

export type User = {
  readonly id: string;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly apps: Apps;
  readonly passwordHash: string | null;
  /** The password is good for choosing another, and for nothing else. */
  readonly passwordOneTime: boolean;
  readonly passwordUntil: Date | null;
  readonly totpSecretSealed: Buffer | null;
  /** Without it, enrolment was begun and not ended. */
  readonly totpConfirmedAt: Date | null;
  readonly totpLastStep: bigint | null;
  readonly disabledAt: Date | null;
  readonly signedInAt: Date | null;
  readonly createdAt: Date;
};

export type UserRow = Selectable<Tables['users']>;

export function userFromRow(row: UserRow): User {
  const role = parseRole(row.role);
  if (role === undefined) throw new Error(`User ${row.id} has a role that is not known here.`);
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role,
    apps: row.apps,
    passwordHash: row.password_hash,
    passwordOneTime: row.password_one_time,
    passwordUntil: row.password_until,
    totpSecretSealed: row.totp_secret_sealed,
    totpConfirmedAt: row.totp_confirmed_at,
    totpLastStep: row.totp_last_step,
    disabledAt: row.disabled_at,
    signedInAt: row.signed_in_at,
    createdAt: row.created_at,
  };
}

/** @param email in any case. */
export async function findUserByEmail(db: Db, email: string): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
  return row && userFromRow(row);
}

/** The user, held until the transaction ends. */
export async function lockUser(tx: Tx, id: string): Promise<User | undefined> {
  const row = await tx
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && userFromRow(row);
}

export type NewUser = Pick<User, 'id' | 'email' | 'name' | 'role' | 'apps' | 'passwordHash'> &
  Pick<User, 'passwordOneTime' | 'passwordUntil'>;

/** False when somebody has that e-mail address already. */
export async function insertUser(tx: Tx, user: NewUser): Promise<boolean> {
  const row = await tx
    .insertInto('users')
    .values({
      id: user.id,
      email: user.email.toLowerCase(),
      name: user.name,
      role: user.role,
      apps: user.apps && [...user.apps],
      password_hash: user.passwordHash,
      password_one_time: user.passwordOneTime,
      password_until: user.passwordUntil,
      totp_secret_sealed: null,
      totp_confirmed_at: null,
      totp_last_step: null,
      disabled_at: null,
      signed_in_at: null,
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** What of a user can change; what is not named stays. */
export type UserChange = Partial<
  Pick<
    User,
    | 'email'
    | 'name'
    | 'role'
    | 'apps'
    | 'passwordHash'
    | 'passwordOneTime'
    | 'passwordUntil'
    | 'totpSecretSealed'
    | 'totpConfirmedAt'
    | 'totpLastStep'
    | 'disabledAt'
    | 'signedInAt'
  >
>;

/** Throws the database's unique violation when the e-mail address is somebody else's. */
export async function updateUser(tx: Tx, id: string, change: UserChange): Promise<void> {
  const { apps, email, ...rest } = change;
  const columns = Object.entries(rest).map(([key, value]) => [COLUMN_OF[key as Plain], value]);
  await tx
    .updateTable('users')
    .set({
      ...Object.fromEntries(columns),
      ...(apps === undefined ? {} : { apps: apps && [...apps] }),
      ...(email === undefined ? {} : { email: email.toLowerCase() }),
    })
    .where('id', '=', id)
    .execute();
}

type Plain = Exclude<keyof UserChange, 'apps' | 'email'>;

const COLUMN_OF = {
  name: 'name',
  role: 'role',
  passwordHash: 'password_hash',
  passwordOneTime: 'password_one_time',
  passwordUntil: 'password_until',
  totpSecretSealed: 'totp_secret_sealed',
  totpConfirmedAt: 'totp_confirmed_at',
  totpLastStep: 'totp_last_step',
  disabledAt: 'disabled_at',
  signedInAt: 'signed_in_at',
} as const satisfies Record<Plain, keyof Tables['users']>;

/** The admins who can rule the centre as a whole, held: the last of them must not go. */
export async function lockRulers(tx: Tx): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('apps', 'is', null)
    .where('disabled_at', 'is', null)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map((row) => row.id);
}

/** Users in the order of their addresses, behind `after`. */
export async function readUsers(
  db: Db,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly User[]> {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('email', '>', after)
    .orderBy('email')
    .limit(limit)
    .execute();
  return rows.map(userFromRow);
}

export async function findUser(db: Db, id: string): Promise<User | undefined> {
  const row = await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  return row && userFromRow(row);
}

export async function hasUsers(db: Db): Promise<boolean> {
  const row = await db.selectFrom('users').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}
