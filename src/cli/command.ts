/** What all commands have in common: an example in their help, and `--json`. */
import { Command } from 'commander';

export type JsonOption = { readonly json?: true };

/**
 * A command that does something. `example` is what somebody would really type, without the
 * `paycenter` in front.
 */
export function leaf(name: string, about: string, example: string): Command {
  return new Command(name)
    .description(about)
    .option('--json', 'print one JSON document, nothing else')
    .addHelpText('after', `\nExample:\n  paycenter ${example}`);
}

/** A word before commands, such as `app` before `create`. */
export function group(name: string, about: string, members: readonly Command[]): Command {
  const command = new Command(name).description(about);
  for (const member of members) command.addCommand(member);
  return command;
}
