import type { Command } from 'commander';
import { type JsonOption, leaf } from './command.ts';
import { report } from './output.ts';

export function migrateCommand(): Command {
  return leaf('migrate', 'bring the database to the newest version', 'migrate').action(
    async (options: JsonOption) => {
      const { withServer } = await import('./session.ts');
      const { migrate } = await import('../store/migrate.ts');
      const applied = await withServer(({ db }) => migrate(db));
      report(options, { applied }, () =>
        applied.length === 0
          ? ['Nothing to apply: the database is up to date.']
          : applied.map((name) => `Applied ${name}.`),
      );
    },
  );
}
