/** `paycenter callback …`: what merchants were told, and telling it again. */
import { type Command, Option } from 'commander';
import type { ResendRequest } from '../flows/resend-callbacks.ts';
import type { CallbackState } from '../store/callback-list.ts';
import { group, type JsonOption, leaf } from './command.ts';
import { CommandError } from './command-error.ts';
import { type ListOptions, listQuery, nextPage, withListOptions } from './list-options.ts';
import { report, table } from './output.ts';
import { readTime } from './time.ts';

export function callbackCommand(): Command {
  return group('callback', 'what merchants are told', [list(), resend()]);
}

function list(): Command {
  return withListOptions(
    leaf('list', 'callbacks, the newest first', 'callback list --app tea-shop --status failed'),
  )
    .addOption(
      new Option('--status <state>', 'only those that are so').choices([
        'waiting',
        'acknowledged',
        'failed',
      ]),
    )
    .action(async (options: ListOptions & { status?: CallbackState }) => {
      const { withDatabase } = await import('./session.ts');
      const { listCallbacks } = await import('../store/listings.ts');
      const { assertAppExists } = await import('../flows/find-app.ts');
      const state = options.status === undefined ? {} : { state: options.status };
      const page = await withDatabase(async ({ db }) => {
        if (options.app !== undefined) await assertAppExists(db, options.app);
        return listCallbacks(db, { ...listQuery(options), ...state });
      });
      report(options, page, () => [
        ...table(
          page.callbacks,
          {
            ID: (each) => each.id,
            APP: (each) => each.app_id,
            ORDER: (each) => each.order_id,
            STATUS: (each) => each.status,
            STATE: (each) => each.state,
            SENDS: (each) => each.sends,
            ERROR: (each) => each.last_error,
          },
          'There is no such callback.',
        ),
        ...nextPage(page.next),
      ]);
    });
}

type ResendOptions = JsonOption & {
  app?: string;
  status?: 'failed';
  since?: string;
  dryRun?: true;
};

function resend(): Command {
  return leaf(
    'resend',
    'send callbacks again, to the address that is registered now',
    'callback resend --app tea-shop --status failed --since 2h --dry-run',
  )
    .argument('[ids...]', 'callbacks, as `callback list` names them')
    .option('--app <id>', 'all that failed of this app')
    .addOption(new Option('--status <state>', 'with --app: those that failed').choices(['failed']))
    .option('--since <time>', 'with --app: those that failed since then, ISO 8601 or a span as 2h')
    .option('--dry-run', 'only say how many')
    .action(async (ids: string[], options: ResendOptions) => {
      const choice = readChoice(ids, options);
      const { withDatabase } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { resend: sendAgain } = await import('../flows/resend-callbacks.ts');
      const dryRun = options.dryRun === true;
      const result = await withDatabase(({ db }) =>
        sendAgain(db, choice, { dryRun, actor: cliActor() }),
      );
      report(options, { dry_run: dryRun, ...result }, () => [
        dryRun
          ? `${result.count} would be sent again.`
          : `${result.count} will be sent again by the running centre.`,
        ...result.waiting.map((id) => `${id} is waiting to be sent already.`),
      ]);
    });
}

function readChoice(ids: readonly string[], options: ResendOptions): ResendRequest {
  const { app, status, since } = options;
  const byFilter = app !== undefined || status !== undefined || since !== undefined;
  if (ids.length > 0 && !byFilter) return { ids: [...new Set(ids)] };
  if (ids.length > 0 || app === undefined) {
    throw new CommandError('Name callbacks, or give --app A --status failed: one of the two.', 2);
  }
  return { appId: app, since: since === undefined ? null : readTime('--since', since, Date.now()) };
}
