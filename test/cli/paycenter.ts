/** The command line as people run it: a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const BIN = join(import.meta.dirname, '../../bin/paycenter.js');

export type Ended = {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Environment = Readonly<Record<string, string>>;

/** Runs `paycenter` with nothing of our own environment but the PATH. */
export async function paycenter(environment: Environment, ...argv: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...argv], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    child.exitCode === null ? once(child, 'close') : undefined,
  ]);
  return { exitCode: child.exitCode, stdout, stderr };
}

/** The same with `--json`, for a command that has to succeed: what it printed. */
export async function paycenterJson<Printed = Record<string, unknown>>(
  environment: Environment,
  ...argv: string[]
): Promise<Printed> {
  const ended = await paycenter(environment, ...argv, '--json');
  if (ended.exitCode !== 0) {
    throw new Error(`paycenter ${argv.join(' ')} ended ${ended.exitCode}: ${ended.stderr}`);
  }
  return JSON.parse(ended.stdout) as Printed;
}
