/** The command line as a whole. Building it loads no command's work: that is imported when it runs. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { activityCommand } from './activity.ts';
import { appCommand } from './app.ts';
import { callbackCommand } from './callback.ts';
import { certifyCommand } from './certify.ts';
import { channelCommand } from './channel.ts';
import { demoCommand } from './demo.ts';
import { doctorCommand } from './doctor.ts';
import { ledgerCommand } from './ledger.ts';
import { listenCommand } from './listen.ts';
import { migrateCommand } from './migrate.ts';
import { printable } from './output.ts';
import { paymentCommand } from './payment.ts';
import { refundCommand } from './refund.ts';
import { serveCommand } from './serve.ts';
import { userCommand } from './user.ts';

/** Every command, in the order of the help. */
const COMMANDS: readonly (() => Command)[] = [
  demoCommand,
  serveCommand,
  migrateCommand,
  doctorCommand,
  appCommand,
  activityCommand,
  channelCommand,
  paymentCommand,
  refundCommand,
  callbackCommand,
  certifyCommand,
  listenCommand,
  ledgerCommand,
  userCommand,
];

/** Builds `paycenter`; its commands throw, and end the process by themselves never. */
export function buildProgram(): Command {
  const program = new Command('paycenter')
    .description('A self-hosted payment centre.')
    .version(ownVersion(), '--version');
  for (const command of COMMANDS) program.addCommand(command());
  settle(program, 'paycenter');
  return program;
}

/** Commands that were made apart do not inherit: each is told to throw, and how to complain. */
function settle(command: Command, path: string): void {
  command
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${complaint(text)}\n`) })
    .showHelpAfterError(`See \`${path} --help\`.`);
  for (const member of command.commands) settle(member, `${path} ${member.name()}`);
}

function complaint(text: string): string {
  const sentence = printable(text.trim().replace(/^error: /, ''));
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function ownVersion(): string {
  const file = new URL('../../package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
