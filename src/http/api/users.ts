/** The people who may use the console. */
import { Type } from 'typebox';
import { Refusal } from '../../errors.ts';
import { changeUser, createUser, resetUser } from '../../flows/manage-users.ts';
import { readPage } from '../../store/page.ts';
import { findUser, readUsers } from '../../store/users.ts';
import { defineOperation, type Operation } from './operation.ts';
import { pageQuery } from './schemas/parts.ts';
import {
  InvitedUser,
  NewUser,
  ResetUser,
  UserChange,
  UserList,
  UserPath,
  UserView,
  userView,
} from './schemas/users.ts';

const SHARED = { tag: 'Users', access: 'users:manage' } as const;

const list = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/users',
  operationId: 'listUsers',
  summary: 'Everybody who may use the console, by e-mail address',
  query: Type.Object(pageQuery),
  response: UserList,
  async handler({ query }, { centre }) {
    const page = await readPage(query, 'email', ({ after, limit }) =>
      readUsers(centre.db, { after: after ?? '', limit }),
    );
    return { data: page.data.map(userView), next: page.next };
  },
});

const one = defineOperation({
  ...SHARED,
  method: 'GET',
  path: '/users/:user_id',
  operationId: 'getUser',
  summary: 'One user',
  params: UserPath,
  response: UserView,
  errors: ['NOT_FOUND'],
  async handler({ params }, { centre }) {
    const user = await findUser(centre.db, params.user_id);
    if (!user) throw new Refusal('NOT_FOUND', { detail: `There is no user ${params.user_id}.` });
    return userView(user);
  },
});

const create = defineOperation({
  ...SHARED,
  method: 'POST',
  path: '/users',
  operationId: 'createUser',
  summary: 'Make a user, with a one-time password',
  body: NewUser,
  response: InvitedUser,
  status: 201,
  errors: ['USER_EXISTS', 'UNKNOWN_APP'],
  async handler({ body, actor, madeId }, { centre }) {
    const person = { ...body, apps: body.apps ?? null };
    return invited(await createUser(centre, person, actor, madeId));
  },
});

const change = defineOperation({
  ...SHARED,
  method: 'PATCH',
  path: '/users/:user_id',
  operationId: 'changeUser',
  summary: 'Change a user, shut him out, or let him in again',
  params: UserPath,
  body: UserChange,
  response: UserView,
  errors: ['NOT_FOUND', 'USER_EXISTS', 'UNKNOWN_APP', 'LAST_ADMIN'],
  handler: async ({ params, body, actor }, { centre }) =>
    userView(await changeUser(centre, params.user_id, body, actor)),
});

const reset = defineOperation({
  ...SHARED,
  method: 'POST',
  path: '/users/:user_id/reset',
  operationId: 'resetUser',
  summary: 'Give a user a new one-time password',
  description: 'His sessions end.',
  params: UserPath,
  body: ResetUser,
  response: InvitedUser,
  errors: ['NOT_FOUND'],
  async handler({ params, body, actor }, { centre }) {
    const options = { forgetSecondFactor: body.forget_second_factor ?? false };
    return invited(await resetUser(centre, params.user_id, options, actor));
  },
});

function invited({ user, oneTimePassword }: Awaited<ReturnType<typeof createUser>>) {
  return { user: userView(user), one_time_password: oneTimePassword };
}

export const userOperations: readonly Operation[] = [list, one, create, change, reset];
