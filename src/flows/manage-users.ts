/** The people who may use the console: made, changed, shut out and let in again by others. */
import { type Actor, type Apps, parseRole, ROLES, type Role } from '../domain/access.ts';
import { newId } from '../domain/id.ts';
import { hashPassword, newOneTimePassword, passwordFault } from '../domain/password.ts';
import { Refusal } from '../errors.ts';
import { listApps } from '../store/apps.ts';
import { recordAudit } from '../store/audit.ts';
import { type Db, databaseError, SQLSTATE, type Tx } from '../store/database.ts';
import { endSessionsOf } from '../store/sessions.ts';
import {
  findUserByEmail,
  hasUsers,
  insertUser,
  lockRulers,
  lockUser,
  type User,
  type UserChange,
  updateUser,
} from '../store/users.ts';
import type { Centre } from './centre.ts';
import { unknownApp } from './find-app.ts';
import { forgetTotp } from './second-factor.ts';
import { forgetAttempts } from './sign-in-throttle.ts';

const EMAIL = /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u;
const EMAIL_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 100;
/** Whoever has not come by then asks again. */
const ONE_TIME_VALID_MS = 7 * 24 * 60 * 60 * 1_000;

export type NewPerson = {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly apps: Apps;
};

export type Invited = { readonly user: User; readonly oneTimePassword: string };

/**
 * Makes a user with a one-time password. Throws a Refusal: INVALID_PARAMETER, UNKNOWN_APP or USER_EXISTS.
 */
export async function createUser(
  { db }: Pick<Centre, 'db'>,
  person: NewPerson,
  actor: Actor,
  id: string = newId(),
): Promise<Invited> {
  const email = readEmail(person.email);
  const name = readPersonName(person.name);
  await assertAppsExist(db, person.apps);
  const oneTimePassword = newOneTimePassword();
  const password = await oneTime(oneTimePassword);
  return db.transaction().execute(async (tx) => {
    const made = await insertUser(tx, { ...person, ...password, id, email, name });
    if (!made) throw new Refusal('USER_EXISTS', { parameter: 'email' });
    const user = await held(tx, id);
    await note(tx, actor, 'user.created', user, { after: visible(user) });
    return { user, oneTimePassword };
  });
}

async function oneTime(password: string) {
  return {
    passwordHash: await hashPassword(password),
    passwordOneTime: true,
    passwordUntil: new Date(Date.now() + ONE_TIME_VALID_MS),
  };
}

export type PersonChange = Partial<NewPerson> & { readonly disabled?: boolean };

/**
 * Changes what is named. Whoever is disabled is out at once. Throws a Refusal: NOT_FOUND,
 * INVALID_PARAMETER, UNKNOWN_APP, USER_EXISTS, or LAST_ADMIN when nobody could manage users afterwards.
 */
export async function changeUser(
  { db }: Pick<Centre, 'db'>,
  id: string,
  change: PersonChange,
  actor: Actor,
): Promise<User> {
  const { disabled, email, name, ...rest } = change;
  if (change.apps !== undefined) await assertAppsExist(db, change.apps);
  const wanted: UserChange = {
    ...rest,
    ...(email === undefined ? {} : { email: readEmail(email) }),
    ...(name === undefined ? {} : { name: readPersonName(name) }),
  };
  return db.transaction().execute(async (tx) => {
    const rulers = await lockRulers(tx);
    const before = await held(tx, id);
    const disabledAt = disabled ? (before.disabledAt ?? new Date()) : null;
    await update(tx, id, disabled === undefined ? wanted : { ...wanted, disabledAt });
    const after = await held(tx, id);
    if (rulers.includes(id) && !rules(after) && rulers.length === 1)
      throw new Refusal('LAST_ADMIN');
    if (after.disabledAt) await endSessionsOf(tx, id);
    await note(tx, actor, 'user.changed', after, {
      before: visible(before),
      after: visible(after),
    });
    return after;
  });
}

async function update(tx: Tx, id: string, change: UserChange): Promise<void> {
  if (Object.keys(change).length === 0) return;
  try {
    await updateUser(tx, id, change);
  } catch (error) {
    if (databaseError(error)?.code !== SQLSTATE.uniqueViolation) throw error;
    throw new Refusal('USER_EXISTS', { parameter: 'email' });
  }
}

function rules({ role, apps, disabledAt }: User): boolean {
  return role === 'admin' && apps === null && disabledAt === null;
}

/** `forgetSecondFactor`: for somebody who has lost his phone and his recovery codes. */
export type ResetOptions = { readonly forgetSecondFactor: boolean };

/** Gives a user a new one-time password; his sessions end. Throws a Refusal NOT_FOUND. */
export async function resetUser(
  { db }: Pick<Centre, 'db'>,
  id: string,
  options: ResetOptions,
  actor: Actor,
): Promise<Invited> {
  const oneTimePassword = newOneTimePassword();
  const password = await oneTime(oneTimePassword);
  return db.transaction().execute(async (tx) => {
    const before = await held(tx, id);
    await updateUser(tx, id, password);
    await endSessionsOf(tx, id);
    await forgetAttempts(tx, before.email);
    if (options.forgetSecondFactor) await forgetTotp(tx, id);
    const after = { second_factor_removed: options.forgetSecondFactor };
    await note(tx, actor, 'user.reset', before, { after });
    return { user: await held(tx, id), oneTimePassword };
  });
}

/** Sets the password that somebody has chosen, at the command line. Throws a Refusal INVALID_PARAMETER. */
export async function setPassword(
  { db }: Pick<Centre, 'db'>,
  { id, email }: User,
  password: string,
  options: ResetOptions,
  actor: Actor,
): Promise<void> {
  const fault = passwordFault(password, email);
  if (fault !== undefined) {
    const detail = `The password ${fault}`;
    throw new Refusal('INVALID_PARAMETER', { parameter: 'password', detail });
  }
  const passwordHash = await hashPassword(password);
  await db.transaction().execute(async (tx) => {
    await updateUser(tx, id, { passwordHash, passwordOneTime: false, passwordUntil: null });
    await endSessionsOf(tx, id);
    await forgetAttempts(tx, email);
    if (options.forgetSecondFactor) await forgetTotp(tx, id);
    const after = { second_factor_removed: options.forgetSecondFactor };
    await note(tx, actor, 'user.password_set', { id }, { after });
  });
}

const SYSTEM: Actor = { kind: 'system', id: null, name: 'first start', address: null };

/** Who rules a centre that is new. */
export const FIRST_ADMIN = 'admin@localhost';

/**
 * Makes the first admin where there are no users yet; undefined where there are, or somebody else was
 * faster. His one-time password has no end: nobody else could give him another.
 */
export async function makeFirstAdmin({ db }: Pick<Centre, 'db'>): Promise<string | undefined> {
  if (await hasUsers(db)) return undefined;
  const oneTimePassword = newOneTimePassword();
  const password = { ...(await oneTime(oneTimePassword)), passwordUntil: null };
  return db.transaction().execute(async (tx) => {
    const id = newId();
    const person = {
      email: FIRST_ADMIN,
      name: 'Administrator',
      role: 'admin',
      apps: null,
    } as const;
    if (!(await insertUser(tx, { id, ...person, ...password }))) return undefined;
    const user = await held(tx, id);
    await note(tx, SYSTEM, 'user.created', user, { after: visible(user) });
    return oneTimePassword;
  });
}

/** Another password for a first admin who has never come in; undefined when he has, or is gone. */
export async function renewFirstAdmin(centre: Pick<Centre, 'db'>): Promise<string | undefined> {
  const admin = await findUserByEmail(centre.db, FIRST_ADMIN);
  if (!admin || admin.signedInAt || !admin.passwordOneTime || admin.disabledAt) return undefined;
  const { oneTimePassword } = await resetUser(
    centre,
    admin.id,
    { forgetSecondFactor: false },
    SYSTEM,
  );
  return oneTimePassword;
}

/** Throws a Refusal NOT_FOUND when there is nobody. */
export async function userNamed(db: Db, email: string): Promise<User> {
  const user = await findUserByEmail(db, email);
  if (!user) {
    const detail = `There is no user ${email}: \`paycenter user list\` names those there are.`;
    throw new Refusal('NOT_FOUND', { parameter: 'email', detail });
  }
  return user;
}

async function held(tx: Tx, id: string): Promise<User> {
  const user = await lockUser(tx, id);
  if (!user) throw new Refusal('NOT_FOUND', { detail: `There is no user ${id}.` });
  return user;
}

/** What the audit log keeps of a user: never a hash. */
function visible({ email, name, role, apps, disabledAt }: User) {
  return { email, name, role, apps, disabled: disabledAt !== null };
}

function note(
  tx: Tx,
  actor: Actor,
  action: string,
  { id }: Pick<User, 'id'>,
  change: { before?: Record<string, unknown>; after?: Record<string, unknown> },
): Promise<void> {
  return recordAudit(tx, { actor, action, subject: { kind: 'user', id }, appId: null, ...change });
}

async function assertAppsExist(db: Db, apps: Apps): Promise<void> {
  if (apps === null) return;
  const known = new Set((await listApps(db)).map(({ id }) => id));
  const unknown = apps.find((id) => !known.has(id));
  if (unknown !== undefined) throw unknownApp(unknown);
}

function readEmail(text: string): string {
  const email = text.trim().toLowerCase();
  if (EMAIL.test(email) && email.length <= EMAIL_LENGTH_MAX) return email;
  const detail = 'email must be an e-mail address, such as ada@example.com.';
  throw new Refusal('INVALID_PARAMETER', { parameter: 'email', detail });
}

function readPersonName(text: string): string {
  const name = text.trim();
  const length = [...name].length;
  if (length > 0 && length <= NAME_LENGTH_MAX && !/\p{Cc}/u.test(name)) return name;
  const detail = `name must be 1 to ${NAME_LENGTH_MAX} characters on one line.`;
  throw new Refusal('INVALID_PARAMETER', { parameter: 'name', detail });
}

/** Throws a Refusal INVALID_PARAMETER that names the roles there are. */
export function readRole(text: string): Role {
  const role = parseRole(text);
  if (role !== undefined) return role;
  const detail = `role must be one of ${ROLES.join(', ')}.`;
  throw new Refusal('INVALID_PARAMETER', { parameter: 'role', detail });
}
