/** `paycenter ledger …`: the books of an app. */
import type { Command } from 'commander';
import { csvLine } from '../csv.ts';
import type { LedgerQuery, StatementLine } from '../store/ledger.ts';
import { group, type JsonOption, leaf } from './command.ts';
import { CommandError } from './command-error.ts';
import { report, table } from './output.ts';
import { readTime } from './time.ts';

export function ledgerCommand(): Command {
  return group('ledger', 'the books of an app', [balance(), statement()]);
}

type PeriodOptions = JsonOption & { from?: string; to?: string };

function withPeriod(command: Command): Command {
  return command
    .argument('<app>', 'the app')
    .option('--from <time>', 'from this moment on: ISO 8601, or a span until now such as 30d')
    .option('--to <time>', 'up to, not including, this moment');
}

function queryOf(appId: string, { from, to }: PeriodOptions): LedgerQuery {
  const nowMs = Date.now();
  return {
    appId,
    from: from === undefined ? null : readTime('--from', from, nowMs),
    to: to === undefined ? null : readTime('--to', to, nowMs),
  };
}

function balance(): Command {
  return withPeriod(
    leaf('balance', 'debits less credits of each account', 'ledger balance tea-shop --from 30d'),
  ).action(async (appId: string, options: PeriodOptions) => {
    const query = queryOf(appId, options);
    const { withDatabase } = await import('./session.ts');
    const { readBalances } = await import('../store/ledger.ts');
    const { assertAppExists } = await import('../flows/find-app.ts');
    const balances = await withDatabase(async ({ db }) => {
      await assertAppExists(db, appId);
      return readBalances(db, query);
    });
    report(options, { app_id: appId, balances }, () =>
      table(
        balances,
        {
          CHANNEL: (each) => each.channel,
          ACCOUNT: (each) => each.account,
          BALANCE: (each) => `${each.balance} ${each.currency}`,
        },
        'Nothing has been booked.',
      ),
    );
  });
}

const COLUMNS = [
  'id',
  'booked_at',
  'kind',
  'debit',
  'credit',
  'amount',
  'currency',
  'channel',
  'trans_id',
  'order_id',
] as const satisfies readonly (keyof StatementLine)[];

function statement(): Command {
  return withPeriod(
    leaf('statement', 'every transfer, the oldest first', 'ledger statement tea-shop --csv'),
  )
    .option('--csv', 'comma-separated, for spreadsheets; streamed, whatever its size')
    .action(async (appId: string, options: PeriodOptions & { csv?: true }) => {
      if (options.csv && options.json) throw new CommandError('Give --csv or --json, not both.', 2);
      const query = queryOf(appId, options);
      const { withDatabase } = await import('./session.ts');
      const { readStatement } = await import('../store/ledger.ts');
      const { assertAppExists } = await import('../flows/find-app.ts');
      await withDatabase(async ({ db }) => {
        await assertAppExists(db, appId);
        const lines = readStatement(db, query);
        if (options.csv) return printCsv(lines);
        const all = await Array.fromAsync(lines);
        return report(options, { app_id: appId, transfers: all }, () => statementTable(all));
      });
    });
}

function statementTable(lines: readonly StatementLine[]): readonly string[] {
  return table(
    lines,
    {
      BOOKED: (each) => each.booked_at,
      WHAT: (each) => each.kind,
      DEBIT: (each) => each.debit,
      CREDIT: (each) => each.credit,
      AMOUNT: (each) => `${each.amount} ${each.currency}`,
      CHANNEL: (each) => each.channel,
      ORDER: (each) => each.order_id,
    },
    'Nothing has been booked.',
  );
}

async function printCsv(lines: AsyncIterable<StatementLine>): Promise<void> {
  process.stdout.write(csvLine(COLUMNS));
  for await (const line of lines) {
    const written = process.stdout.write(csvLine(COLUMNS.map((column) => line[column])));
    if (!written) await new Promise((resolve) => process.stdout.once('drain', resolve));
  }
}
