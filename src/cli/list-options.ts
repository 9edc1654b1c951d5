/** The options of commands that list: which rows, and how many. */
import { type Command, InvalidArgumentError } from 'commander';
import { LIMIT_DEFAULT, LIMIT_MAX, type ListQuery } from '../store/list-query.ts';
import type { JsonOption } from './command.ts';

export type ListOptions = JsonOption & {
  app?: string;
  order?: string;
  limit?: number;
  cursor?: string;
};

export function withListOptions(command: Command): Command {
  return command
    .option('--app <id>', 'only those of this app')
    .option('--order <order_id>', 'only those of this order')
    .option(
      '--limit <rows>',
      `rows on a page, at most ${LIMIT_MAX} (default ${LIMIT_DEFAULT})`,
      readLimit,
    )
    .option('--cursor <next>', 'go on after a page: its "next"');
}

function readLimit(text: string): number {
  const limit = Number(text);
  if (/^\d{1,6}$/.test(text) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${LIMIT_MAX}.`);
}

export function listQuery({ app, order, limit, cursor }: ListOptions): ListQuery {
  return {
    ...(app === undefined ? {} : { appId: app }),
    ...(order === undefined ? {} : { orderId: order }),
    ...(limit === undefined ? {} : { limit }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** The line that tells people how to see more. */
export function nextPage(next: string | null): readonly string[] {
  return next === null ? [] : ['', `More: add --cursor ${next}`];
}
