/** Signing in by an identity provider: two visits of the browser, not calls of a program. */
import { Type } from 'typebox';
import { Refusal } from '../../errors.ts';
import { departForProvider, returnFromProvider } from '../../flows/sign-in-elsewhere.ts';
import { refusalOf } from '../problem.ts';
import { clearCookie, readCookie, setSessionCookie, setVisitCookie } from './cookies.ts';
import {
  API_PREFIX,
  type ApiContext,
  defineOperation,
  type Operation,
  object,
  REDIRECT,
} from './operation.ts';

const TAG = 'Session';
const CONSOLE = '/console/';
const RETURN_PATH = '/session/oidc/callback';

const ways = defineOperation({
  method: 'GET',
  path: '/session/ways',
  operationId: 'listSignInWays',
  summary: 'How one can sign in here',
  tag: TAG,
  access: 'anyone',
  response: object({
    password: Type.Boolean(),
    oidc: Type.Boolean({
      description: 'By an identity provider: send the browser to `/session/oidc`.',
    }),
  }),
  handler: async (_, { identity }) => ({ password: true, oidc: identity !== undefined }),
});

const depart = defineOperation({
  method: 'GET',
  path: '/session/oidc',
  operationId: 'departForProvider',
  summary: 'Send the browser to the identity provider',
  description: 'It comes back to the console. If that failed, `error` in the address has the code.',
  tag: TAG,
  access: 'anyone',
  response: REDIRECT,
  handler: ({ reply }, context) =>
    toConsole(context, async (identity) => {
      const { centre } = context;
      const returnUrl = `${centre.publicUrl}${API_PREFIX}${RETURN_PATH}`;
      const { url, sealed } = await departForProvider(centre, identity, returnUrl);
      setVisitCookie(reply, context.cookies, sealed);
      return url;
    }),
});

const comeBack = defineOperation({
  method: 'GET',
  path: RETURN_PATH,
  operationId: 'returnFromProvider',
  summary: 'Where the identity provider sends the browser',
  description: 'The address to register at the provider.',
  tag: TAG,
  access: 'anyone',
  // What providers add is theirs to know; the library reads it.
  query: Type.Object({}, { additionalProperties: true }),
  response: REDIRECT,
  handler: ({ reply, session: before, address, userAgent }, context) =>
    toConsole(context, async (identity) => {
      const { centre, cookies } = context;
      const answer = {
        url: `${centre.publicUrl}${reply.request.url}`,
        sealed: readCookie(reply.request, cookies.visitName),
      };
      clearCookie(reply, cookies, cookies.visitName);
      const seat = { address, userAgent };
      const { token } = await returnFromProvider(centre, identity, answer, seat, before);
      setSessionCookie(reply, cookies, token);
      return `${centre.publicUrl}${CONSOLE}`;
    }),
});

/** A person is looking at this: what went wrong is told by the console, and not in JSON. */
async function toConsole(
  { centre, identity }: ApiContext,
  visit: (identity: NonNullable<ApiContext['identity']>) => Promise<string>,
): Promise<string> {
  try {
    if (!identity) throw new Refusal('NOT_FOUND');
    return await visit(identity);
  } catch (error) {
    return `${centre.publicUrl}${CONSOLE}?error=${refusalOf(centre, error).code}`;
  }
}

export const elsewhereOperations: readonly Operation[] = [ways, depart, comeBack];
