/** `paycenter user …`: the people who may use the console. */
import type { Command } from 'commander';
import type { User } from '../store/users.ts';
import { group, type JsonOption, leaf } from './command.ts';
import { fields, report, table } from './output.ts';

export function userCommand(): Command {
  return group('user', 'people who may use the console', [create(), list(), setPassword()]);
}

type CreateOptions = JsonOption & { name?: string; role: string; app?: string[] };

function create(): Command {
  return leaf(
    'create',
    'make a user and print a one-time password, which is shown only now',
    'user create ada@example.com --name "Ada Lovelace" --role operator',
  )
    .argument('<email>', 'what the user signs in with')
    .option('--name <name>', 'what colleagues call the user (default: the e-mail address)')
    .option('--role <role>', 'admin, operator, support, finance or viewer', 'viewer')
    .option('--app <id...>', 'limit the user to these apps (default: all)')
    .action(async (email: string, { json, name, role, app }: CreateOptions) => {
      const { withDatabase } = await import('./session.ts');
      const { createUser, readRole } = await import('../flows/manage-users.ts');
      const { cliActor } = await import('./actor.ts');
      const person = {
        email,
        name: name ?? email,
        role: readRole(role),
        apps: app ?? null,
      } as const;
      const { user, oneTimePassword } = await withDatabase((opened) =>
        createUser(opened, person, cliActor()),
      );
      const printed = { ...userLine(user), one_time_password: oneTimePassword };
      report(json ? { json } : {}, printed, () => [
        ...fields({ ...printed, apps: appsText(user) }),
        '',
        ONE_TIME,
      ]);
    });
}

const ONE_TIME =
  'The password is good for one sign-in within 7 days, at which another must be chosen. It is not shown again.';

function list(): Command {
  return leaf('list', 'all users', 'user list').action(async (options: JsonOption) => {
    const { withDatabase } = await import('./session.ts');
    const { readUsers } = await import('../store/users.ts');
    const users = await withDatabase(async ({ db }) => {
      const all: User[] = [];
      for (;;) {
        const some = await readUsers(db, { after: all.at(-1)?.email ?? '', limit: PAGE_ROWS });
        all.push(...some);
        if (some.length < PAGE_ROWS) return all;
      }
    });
    report(options, { users: users.map(userLine) }, () =>
      table(
        users,
        {
          'E-MAIL': ({ email }) => email,
          NAME: ({ name }) => name,
          ROLE: ({ role }) => role,
          APPS: appsText,
          CODE: ({ totpConfirmedAt }) => (totpConfirmedAt ? 'yes' : 'no'),
          STATE: stateOf,
          'LAST SIGN-IN': ({ signedInAt }) => signedInAt?.toISOString() ?? null,
        },
        'There is no user yet: make one with `paycenter user create`.',
      ),
    );
  });
}

const PAGE_ROWS = 200;

function setPassword(): Command {
  return leaf(
    'set-password',
    'give a user a new one-time password, or one from standard input; sessions of the user end',
    'user set-password ada@example.com',
  )
    .argument('<email>', 'the user')
    .option('--stdin', 'read the password that the user has chosen from standard input')
    .option('--forget-second-factor', 'for somebody who has lost phone and recovery codes')
    .action(async (email: string, options: PasswordOptions) => {
      const { withDatabase } = await import('./session.ts');
      await withDatabase((opened) => givePassword(opened, email, options));
    });
}

type PasswordOptions = JsonOption & { stdin?: true; forgetSecondFactor?: true };

async function givePassword(
  opened: Parameters<Parameters<typeof import('./session.ts')['withDatabase']>[0]>[0],
  email: string,
  { json, stdin, ...options }: PasswordOptions,
): Promise<void> {
  const flows = await import('../flows/manage-users.ts');
  const { cliActor } = await import('./actor.ts');
  const user = await flows.userNamed(opened.db, email);
  const reset = { forgetSecondFactor: options.forgetSecondFactor ?? false };
  if (stdin) {
    await flows.setPassword(opened, user, await readLine(), reset, cliActor());
    const printed = { email: user.email, changed: true };
    return report(json ? { json } : {}, printed, () => [`${user.email} has the new password.`]);
  }
  const { oneTimePassword } = await flows.resetUser(opened, user.id, reset, cliActor());
  const printed = { email: user.email, one_time_password: oneTimePassword };
  report(json ? { json } : {}, printed, () => [...fields(printed), '', ONE_TIME]);
}

/** One line, as `echo` writes it. */
async function readLine(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString()
    .replace(/\r?\n$/, '');
}

function userLine(user: User) {
  const { id, email, name, role, apps, totpConfirmedAt, signedInAt, createdAt } = user;
  return {
    id,
    email,
    name,
    role,
    apps,
    totp: totpConfirmedAt !== null,
    state: stateOf(user),
    signed_in_at: signedInAt?.toISOString() ?? null,
    created_at: createdAt.toISOString(),
  };
}

function stateOf({ disabledAt, passwordOneTime }: User): string {
  if (disabledAt) return 'disabled';
  return passwordOneTime ? 'invited' : 'active';
}

function appsText({ apps }: Pick<User, 'apps'>): string {
  return apps?.join(', ') ?? 'all';
}
