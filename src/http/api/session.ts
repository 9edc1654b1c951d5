/** Signing in and out, and who one is. */
import { enterCode } from '../../flows/second-factor.ts';
import { signIn, signOut } from '../../flows/sign-in.ts';
import { clearSessionCookie, setSessionCookie } from './cookies.ts';
import { assertPasswordsMayTravel } from './insecure.ts';
import { defineOperation, NOTHING, type Operation, object } from './operation.ts';
import { GivenCode, GivenEmail, GivenPassword, SessionView, sessionView } from './schemas/users.ts';

const TAG = 'Session';

const begin = defineOperation({
  method: 'POST',
  path: '/session',
  operationId: 'signIn',
  summary: 'Sign in with a password',
  description: 'Sets the session cookie. `stage` says what is to be done next.',
  tag: TAG,
  access: 'anyone',
  body: object({ email: GivenEmail, password: GivenPassword }),
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

const code = defineOperation({
  method: 'POST',
  path: '/session/code',
  operationId: 'enterCode',
  summary: 'Enter the code of the authenticator app',
  description: 'For a session of stage `totp`. It goes on under a new cookie.',
  tag: TAG,
  access: 'signing_in',
  body: object({ code: GivenCode }),
  response: SessionView,
  errors: ['WRONG_CODE', 'NOT_ALLOWED'],
  async handler({ body, session: before, address, userAgent, reply }, { centre, cookies }) {
    const seat = { address, userAgent };
    const { token, session } = await enterCode(centre, before, body.code, seat);
    setSessionCookie(reply, cookies, token);
    return sessionView(session);
  },
});

const get = defineOperation({
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

export const sessionOperations: readonly Operation[] = [begin, code, get, end];
