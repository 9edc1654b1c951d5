/** Signing in and out, and who one is. */
import { Type } from 'typebox';
import { PERMISSIONS, type Permission, ROLES } from '../../domain/access.ts';
import { PASSWORD_LENGTH_MAX } from '../../domain/password.ts';
import { signIn, signOut } from '../../flows/sign-in.ts';
import type { Session } from '../../store/sessions.ts';
import { callerOf } from './asker.ts';
import { clearSessionCookie, setSessionCookie } from './cookies.ts';
import { assertPasswordsMayTravel } from './insecure.ts';
import { defineOperation, NOTHING, type Operation, object } from './operation.ts';
import { Id, nullable, oneOf, Time } from './schemas/parts.ts';

const TAG = 'Session';

const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

const SessionView = object({
  id: Id,
  stage: oneOf(['open', 'totp', 'password'], {
    description:
      'What is missing before anything else can be done: a code (`totp`), a password of one’s own (`password`), or nothing (`open`).',
  }),
  created_at: Time,
  expires_at: Time,
  user: object({
    id: Id,
    email: Type.String(),
    name: Type.String(),
    role: oneOf(ROLES),
    apps: nullable(Type.Array(Type.String(), { description: 'Null: all apps.' })),
    totp: Type.Boolean(),
    has_password: Type.Boolean(),
  }),
  permissions: Type.Array(oneOf(ALL_PERMISSIONS)),
});

function sessionView(session: Session) {
  const { id, stage, createdAt, expiresAt, user } = session;
  return {
    id,
    stage,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    user: {
      id: user.id,
      email: user.email,
      name: user.name,
      role: user.role,
      apps: user.apps === 'all' ? null : [...user.apps],
      totp: user.totpConfirmedAt !== null,
      has_password: user.passwordHash !== null,
    },
    permissions: [...(callerOf(session)?.permissions ?? [])],
  };
}

const begin = defineOperation({
  method: 'POST',
  path: '/session',
  operationId: 'signIn',
  summary: 'Sign in with a password',
  description: 'Sets the session cookie. `stage` says what is to be done next.',
  tag: TAG,
  access: 'anyone',
  body: object({
    email: Type.String({ minLength: 3, maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH_MAX * 4 }),
  }),
  response: SessionView,
  status: 201,
  errors: ['WRONG_CREDENTIALS', 'TOO_MANY_ATTEMPTS', 'INSECURE_CONNECTION'],
  async handler({ body, session: before, address, userAgent, reply }, { centre, cookies }) {
    assertPasswordsMayTravel(reply.request, cookies);
    const { token, session } = await signIn(centre, body, { address, userAgent }, before);
    setSessionCookie(reply, cookies, token);
    return sessionView(session);
  },
});

const me = defineOperation({
  method: 'GET',
  path: '/session',
  operationId: 'getSession',
  summary: 'Who one is, and what one may do',
  tag: TAG,
  access: 'signing_in',
  response: SessionView,
  handler: async ({ session }) => sessionView(session),
});

const end = defineOperation({
  method: 'DELETE',
  path: '/session',
  operationId: 'signOut',
  summary: 'Sign out',
  tag: TAG,
  access: 'signing_in',
  response: NOTHING,
  async handler({ session, address, reply }, { centre, cookies }) {
    await signOut(centre, session, address);
    clearSessionCookie(reply, cookies);
    return undefined;
  },
});

export const sessionOperations: readonly Operation[] = [begin, me, end];
