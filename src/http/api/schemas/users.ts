/** People, their sessions and second factors. */
import { Type } from 'typebox';
import { PERMISSIONS, type Permission, ROLES } from '../../../domain/access.ts';
import { PASSWORD_LENGTH_MAX } from '../../../domain/password.ts';
import type { Session, SessionLine } from '../../../store/sessions.ts';
import type { User } from '../../../store/users.ts';
import { callerOf } from '../asker.ts';
import { object } from '../operation.ts';
import { AppId, Id, listOf, nullable, oneOf, Time } from './parts.ts';

const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as Permission[];

/** Long enough for anything, short enough to be hashed. */
export const GivenPassword = Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH_MAX * 4 });
export const GivenEmail = Type.String({ minLength: 3, maxLength: 254 });
export const GivenCode = Type.String({
  minLength: 6,
  maxLength: 40,
  description: 'Six digits of the authenticator app, or a recovery code.',
});

const RoleName = oneOf(ROLES);
const AppsLimit = nullable(Type.Array(AppId, { description: 'Null: all apps.' }));

const WHO = { id: Id, email: Type.String(), name: Type.String(), role: RoleName, apps: AppsLimit };

export const SessionView = object({
  id: Id,
  stage: oneOf(['open', 'totp', 'password'], {
    description:
      'What is missing before anything else can be done: a code (`totp`), a password of one’s own (`password`), or nothing (`open`).',
  }),
  created_at: Time,
  expires_at: Time,
  user: object({ ...WHO, totp: Type.Boolean(), has_password: Type.Boolean() }),
  permissions: Type.Array(oneOf(ALL_PERMISSIONS)),
});

export function sessionView(session: Session) {
  const { id, stage, createdAt, expiresAt, user } = session;
  return {
    id,
    stage,
    created_at: createdAt.toISOString(),
    expires_at: expiresAt.toISOString(),
    user: { ...who(user), totp: hasTotp(user), has_password: user.passwordHash !== null },
    permissions: [...(callerOf(session)?.permissions ?? [])],
  };
}

export const UserView = object({
  ...WHO,
  totp: Type.Boolean(),
  disabled: Type.Boolean(),
  one_time_password_until: nullable(Time),
  state: oneOf(['invited', 'active', 'disabled'], {
    description: 'invited: has not yet chosen a password.',
  }),
  signed_in_at: nullable(Time),
  created_at: Time,
});

export const UserList = listOf(UserView);
export const UserPath = Type.Object({ user_id: Id });

export function userView(user: User) {
  const { disabledAt, passwordOneTime, passwordUntil, signedInAt, createdAt } = user;
  const state = passwordOneTime ? ('invited' as const) : ('active' as const);
  return {
    ...who(user),
    totp: hasTotp(user),
    disabled: disabledAt !== null,
    one_time_password_until: passwordUntil?.toISOString() ?? null,
    state: disabledAt ? ('disabled' as const) : state,
    signed_in_at: signedInAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}

function who({ id, email, name, role, apps }: User) {
  return { id, email, name, role, apps: apps && [...apps] };
}

function hasTotp({ totpConfirmedAt }: User): boolean {
  return totpConfirmedAt !== null;
}

export const NewUser = object({
  email: GivenEmail,
  name: Type.String({ minLength: 1, maxLength: 100 }),
  role: RoleName,
  apps: Type.Optional(AppsLimit),
});

export const UserChange = Type.Object(
  {
    email: Type.Optional(GivenEmail),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
    role: Type.Optional(RoleName),
    apps: Type.Optional(AppsLimit),
    disabled: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const InvitedUser = object({
  user: UserView,
  one_time_password: Type.String({
    description: 'Shown now and never again. Good for choosing a password, for seven days.',
  }),
});

export const ResetUser = object({
  forget_second_factor: Type.Optional(
    Type.Boolean({ description: 'For somebody who has lost phone and recovery codes.' }),
  ),
});

export const OwnSession = object({
  id: Id,
  current: Type.Boolean({ description: 'The one that asks.' }),
  method: oneOf(['password', 'oidc']),
  address: Type.String(),
  user_agent: Type.String({ description: 'As the browser says, which may be anything.' }),
  created_at: Time,
  seen_at: Time,
  expires_at: Time,
});

export const OwnSessionList = object({ data: Type.Array(OwnSession) });

export function ownSession(line: SessionLine, currentId: string) {
  return {
    id: line.id,
    current: line.id === currentId,
    method: line.method === 'oidc' ? ('oidc' as const) : ('password' as const),
    address: line.address,
    user_agent: line.userAgent,
    created_at: line.createdAt.toISOString(),
    seen_at: line.seenAt.toISOString(),
    expires_at: line.expiresAt.toISOString(),
  };
}

export const TotpOffer = object({
  secret: Type.String({ description: 'Base 32, for typing it into the app.' }),
  uri: Type.String({ description: '`otpauth://…`, what the QR code says.' }),
  qr_svg: Type.String({ description: 'The QR code as an SVG document.' }),
});

export const RecoveryCodes = object({
  recovery_codes: Type.Array(Type.String(), {
    description: 'Each works once. Shown now and never again.',
  }),
});

export const TotpState = object({
  enrolled_at: nullable(Time),
  recovery_codes_left: Type.Integer(),
});

/** What proves that it is still the person who signed in. */
export const CURRENT_PASSWORD = {
  current_password: Type.Optional(
    Type.String({ minLength: 1, maxLength: PASSWORD_LENGTH_MAX * 4 }),
  ),
};
