/** `paycenter demo`: what `npm start` runs. */
import { Command } from 'commander';

export function demoCommand(): Command {
  return new Command('demo')
    .description('run the centre with a demo shop and play channels; nothing to set up')
    .addHelpText('after', '\nExample:\n  PAYCENTER_PORT=4000 paycenter demo')
    .action(async () => {
      const { runDemo } = await import('./demo-run.ts');
      await runDemo();
    });
}
