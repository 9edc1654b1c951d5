import type { Command } from 'commander';
import { type JsonOption, leaf } from './command.ts';
import { report } from './output.ts';

/** `paycenter reseal`: the last step of rotating the master key. */
export function resealCommand(): Command {
  return leaf(
    'reseal',
    'seal every secret anew with the first master key, so that older keys can be dropped',
    'reseal',
  ).action(async (options: JsonOption) => {
    const { withOffice } = await import('./session.ts');
    const { resealAll } = await import('../store/reseal.ts');
    const resealed = await withOffice(({ db, sealer }) => resealAll(db, sealer));
    const count = Object.values(resealed).reduce((sum, each) => sum + each, 0);
    report(options, { resealed }, () => [
      count === 0
        ? 'Everything is sealed with the first master key already.'
        : `Sealed anew: ${count}. Once every process runs with this first key, the others can be dropped.`,
    ]);
  });
}
