/** What people do about themselves: password, second factor, sessions. */
import { Type } from 'typebox';
import { renderSVG } from 'uqr';
import { base32, otpauthUri } from '../../domain/totp.ts';
import { Refusal } from '../../errors.ts';
import { choosePassword } from '../../flows/own-password.ts';
import { endOtherSessions, endOwnSession } from '../../flows/own-sessions.ts';
import { beginTotp, confirmTotp, endTotp, renewRecoveryCodes } from '../../flows/second-factor.ts';
import { countRecoveryCodes } from '../../store/recovery-codes.ts';
import { readSessionsOf } from '../../store/sessions.ts';
import { setSessionCookie } from './cookies.ts';
import { assertPasswordsMayTravel } from './insecure.ts';
import { defineOperation, NOTHING, type Operation, object } from './operation.ts';
import { Id } from './schemas/parts.ts';
import {
  CURRENT_PASSWORD,
  GivenCode,
  GivenPassword,
  OwnSessionList,
  ownSession,
  RecoveryCodes,
  SessionView,
  sessionView,
  TotpOffer,
  TotpState,
} from './schemas/users.ts';

const TAG = 'Oneself';
const PROOF = ['WRONG_CREDENTIALS', 'TOO_MANY_ATTEMPTS', 'MISSING_PARAMETER'] as const;

const password = defineOperation({
  method: 'PUT',
  path: '/me/password',
  operationId: 'choosePassword',
  summary: 'Choose a password',
  description:
    'A session of stage `password` is whole afterwards; any other must give the current password. All other sessions end, and this one goes on under a new cookie.',
  tag: TAG,
  access: 'signing_in',
  body: object({ ...CURRENT_PASSWORD, new_password: GivenPassword }),
  response: SessionView,
  errors: PROOF,
  async handler({ body, session: before, address, userAgent, reply }, { centre, cookies }) {
    assertPasswordsMayTravel(reply.request, cookies);
    const wish = { current: body.current_password, next: body.new_password };
    const seat = { address, userAgent };
    const { token, session } = await choosePassword(centre, before, wish, seat);
    setSessionCookie(reply, cookies, token);
    return sessionView(session);
  },
});

const totp = defineOperation({
  method: 'GET',
  path: '/me/totp',
  operationId: 'getTotp',
  summary: 'Whether an authenticator app is enrolled',
  tag: TAG,
  access: 'person',
  response: TotpState,
  handler: async ({ session: { user } }, { centre }) => ({
    enrolled_at: user.totpConfirmedAt?.toISOString() ?? null,
    recovery_codes_left: await countRecoveryCodes(centre.db, user.id),
  }),
});

const enrol = defineOperation({
  method: 'POST',
  path: '/me/totp',
  operationId: 'beginTotp',
  summary: 'Begin to enrol an authenticator app',
  description: 'Nothing changes until a code of the app is confirmed.',
  tag: TAG,
  access: 'person',
  body: object(CURRENT_PASSWORD),
  response: TotpOffer,
  errors: [...PROOF, 'TOTP_ALREADY_ON'],
  async handler({ body, session, address }, { centre }) {
    const secret = await beginTotp(centre, session, body.current_password, address);
    const uri = otpauthUri(secret, session.user.email);
    return { secret: base32(secret), uri, qr_svg: renderSVG(uri, { border: 2 }) };
  },
});

const confirm = defineOperation({
  method: 'POST',
  path: '/me/totp/confirm',
  operationId: 'confirmTotp',
  summary: 'Prove that the app makes the right codes',
  description: 'From now on, signing in needs a code. All other sessions end.',
  tag: TAG,
  access: 'person',
  body: object({ code: GivenCode }),
  response: RecoveryCodes,
  errors: ['WRONG_CODE', 'TOTP_ALREADY_ON', 'TOTP_NOT_ON'],
  handler: async ({ body, session, address }, { centre }) => ({
    recovery_codes: [...(await confirmTotp(centre, session, body.code, address))],
  }),
});

const renew = defineOperation({
  method: 'POST',
  path: '/me/totp/recovery-codes',
  operationId: 'renewRecoveryCodes',
  summary: 'Make new recovery codes in place of the old ones',
  tag: TAG,
  access: 'person',
  body: object(CURRENT_PASSWORD),
  response: RecoveryCodes,
  errors: [...PROOF, 'TOTP_NOT_ON'],
  handler: async ({ body, session, address }, { centre }) => ({
    recovery_codes: [
      ...(await renewRecoveryCodes(centre, session, body.current_password, address)),
    ],
  }),
});

const disable = defineOperation({
  method: 'POST',
  path: '/me/totp/disable',
  operationId: 'endTotp',
  summary: 'Sign in without an authenticator app again',
  tag: TAG,
  access: 'person',
  body: object({ ...CURRENT_PASSWORD, code: GivenCode }),
  response: NOTHING,
  errors: [...PROOF, 'WRONG_CODE', 'TOTP_NOT_ON'],
  async handler({ body, session, address }, { centre }) {
    const proof = { password: body.current_password, code: body.code };
    await endTotp(centre, session, proof, address);
    return undefined;
  },
});

const sessions = defineOperation({
  method: 'GET',
  path: '/me/sessions',
  operationId: 'listSessions',
  summary: 'Where one is signed in',
  tag: TAG,
  access: 'person',
  response: OwnSessionList,
  handler: async ({ session: { id, user } }, { centre }) => ({
    data: (await readSessionsOf(centre.db, user.id)).map((line) => ownSession(line, id)),
  }),
});

const endOne = defineOperation({
  method: 'DELETE',
  path: '/me/sessions/:session_id',
  operationId: 'endSession',
  summary: 'End one of one’s sessions',
  tag: TAG,
  access: 'person',
  params: Type.Object({ session_id: Id }),
  response: NOTHING,
  errors: ['NOT_FOUND'],
  async handler({ params, session, address }, { centre }) {
    if (await endOwnSession(centre, session, params.session_id, address)) return undefined;
    throw new Refusal('NOT_FOUND', { detail: 'You have no such session.' });
  },
});

const endOthers = defineOperation({
  method: 'DELETE',
  path: '/me/sessions',
  operationId: 'endOtherSessions',
  summary: 'End all of one’s other sessions',
  tag: TAG,
  access: 'person',
  response: NOTHING,
  async handler({ session, address }, { centre }) {
    await endOtherSessions(centre, session, address);
    return undefined;
  },
});

export const ownOperations: readonly Operation[] = [
  ...[password, totp, enrol, confirm, renew, disable],
  ...[sessions, endOne, endOthers],
];
