import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { buildProgram } from './program.ts';

function leaves(command: Command, path: string): [path: string, command: Command][] {
  return command.commands.length === 0
    ? [[path, command]]
    : command.commands.flatMap((member) => leaves(member, `${path} ${member.name()}`));
}

const commands = leaves(buildProgram(), 'paycenter');
/** Commands that run until they are stopped have no one document to print. */
const FOREVER = ['paycenter demo', 'paycenter serve'];

test.each(commands)('the help of `%s` shows an example of that command', (path, command) => {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text) });
  command.outputHelp();
  expect(help).toMatch(new RegExp(`Example:\\n  (PAYCENTER_\\w+=\\S+ )?${path}\\b`));
});

test('every command that ends can print JSON', () => {
  const without = commands.filter(
    ([path, command]) =>
      !FOREVER.includes(path) && !command.options.some((option) => option.long === '--json'),
  );
  expect(without.map(([path]) => path)).toEqual([]);
});
