/** `paycenter serve`: the centre for real, until it is told to stop. */
import { Command, Option } from 'commander';
import type { Role } from '../runtime.ts';

export function serveCommand(): Command {
  return new Command('serve')
    .description('run the centre until SIGINT or SIGTERM')
    .addOption(
      new Option('--role <role>', 'answer requests, send callbacks, or both')
        .choices(['web', 'worker', 'all'])
        .default('all'),
    )
    .option('--no-migrate', 'do not bring the database to the newest version first')
    .addHelpText('after', '\nExample:\n  paycenter serve --role web')
    .action(async (options: { role: Role; migrate: boolean }) => {
      const { currentConfig } = await import('../config.ts');
      const { createLogger } = await import('../logger.ts');
      const { greetFirstAdmin } = await import('./first-admin.ts');
      const { runUntilStopped, startCentre } = await import('./running.ts');
      const config = currentConfig();
      const log = createLogger(config.logLevel);
      const { role, migrate: migrateFirst } = options;
      await runUntilStopped(log, async () => {
        const running = await startCentre(config, log, { role, migrateFirst });
        if (role !== 'worker') await greetFirstAdmin(running, config);
        log.info({ url: running.url, publicUrl: config.publicUrl, role }, 'PayCenter is up');
        return running;
      });
    });
}
