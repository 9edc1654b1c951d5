import type { Command } from 'commander';
import type { CertifyWish, KnownOrders } from './certify/run.ts';
import { type JsonOption, leaf } from './command.ts';
import { CommandError } from './command-error.ts';
import { report } from './output.ts';

type CertifyOptions = JsonOption & {
  app: string;
  activity?: string;
  order?: string[];
  gross?: string;
  currency?: string;
  item?: string;
};

const ORDERS_MAX = 2;
const MARK = { ok: '✓', wrong: '✗', untested: '–' } as const;

/** `paycenter certify`: exit 1 when the merchant does something wrong. */
export function certifyCommand(): Command {
  return leaf(
    'certify',
    "try a merchant's callback address with everything that can come, and say what it does wrong",
    'certify --app tea-shop',
  )
    .requiredOption('--app <id>', 'its app, in test mode and with a sandbox')
    .option('--activity <activityid>', "the address of this activity instead of the app's own")
    .option(
      '--order <order_id>',
      'an unpaid order of the shop, for shops that refuse others; a second one for what needs two',
      (id: string, before: string[] = []) => [...before, id],
    )
    .option('--gross <gross>', 'what each of these orders costs')
    .option('--currency <currency>', 'in which currency')
    .option('--item <text>', 'what they are for')
    .action(async (options: CertifyOptions) => {
      const orders = readOrders(options);
      const { app, activity = '' } = options;
      const { runCertify } = await import('./certify/run.ts');
      await show(options, { app, activity, orders }, runCertify);
    });
}

async function show(
  options: JsonOption,
  wish: CertifyWish,
  run: typeof import('./certify/run.ts').runCertify,
): Promise<void> {
  const { CHECKS } = await import('./certify/checks.ts');
  const { url, checks } = await run(wish);
  const count = (state: keyof typeof MARK) => checks.filter((each) => each.state === state).length;
  const wrong = count('wrong');
  report(options, { app_id: wish.app, callback_url: url, ok: wrong === 0, checks }, () => [
    `Callbacks of ${wish.app} to ${url}`,
    '',
    ...checks.flatMap(({ check, state, found, todo }) => {
      const line = `${MARK[state]}  ${CHECKS[check]}: ${found}`;
      return todo === null ? [line] : [line, `   ${todo}`];
    }),
    '',
    `${count('ok')} right, ${wrong} wrong, ${count('untested')} not tried.`,
  ]);
  if (wrong === 0) return;
  throw new CommandError(
    `${wrong} ${wrong === 1 ? 'thing is' : 'things are'} wrong: mend what is said at each ✗, and run this again.`,
    1,
  );
}

function readOrders({ order: ids, gross, currency, item }: CertifyOptions): KnownOrders | null {
  if (ids === undefined && gross === undefined && currency === undefined && item === undefined) {
    return null;
  }
  if (!ids || gross === undefined || currency === undefined || item === undefined) {
    throw new CommandError('--order, --gross, --currency and --item belong together.', 2);
  }
  if (ids.length > ORDERS_MAX || new Set(ids).size !== ids.length) {
    throw new CommandError('--order is given once, or twice with different orders.', 2);
  }
  return { ids, gross, currency, item };
}
