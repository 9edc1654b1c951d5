/** The processes of a benchmark: started, spoken to, and always ended. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LoadPlan, LoadResult } from './load.ts';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const PAYCENTER = join(HERE, '../bin/paycenter.js');
const children = new Set<ChildProcess>();

export async function endAll(): Promise<void> {
  await Promise.all(
    [...children].map(async (child) => {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    }),
  );
}

export type Environment = Readonly<Record<string, string>>;

/** Starts `paycenter serve` and waits until it is ready. */
export async function startServer(environment: Environment, port: number): Promise<void> {
  const child = spawn(process.execPath, [PAYCENTER, 'serve'], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  children.add(child);
  for (let tries = 0; tries < 200; tries += 1) {
    if (child.exitCode !== null) break;
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (ready?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('paycenter serve did not become ready.');
}

/** Runs a command of the CLI and parses what it prints. */
export async function paycenter(
  environment: Environment,
  args: readonly string[],
): Promise<unknown> {
  const { stdout } = await run(process.execPath, [PAYCENTER, ...args, '--json'], {
    env: { ...process.env, ...environment },
  });
  return JSON.parse(stdout) as unknown;
}

export async function startSink(
  kind: 'merchant' | 'bare',
): Promise<{ port: number; requests(): Promise<number> }> {
  const child = spawn(process.execPath, [join(HERE, 'sink.ts'), kind], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.add(child);
  const line = async () => {
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    return Number(chunk.toString());
  };
  const port = await line();
  return {
    port,
    requests() {
      child.stdin.write('\n');
      return line();
    },
  };
}

export async function load(plan: LoadPlan): Promise<LoadResult> {
  const { stdout } = await run(process.execPath, [join(HERE, 'load.ts'), JSON.stringify(plan)], {
    maxBuffer: 1 << 20,
  });
  const result = JSON.parse(stdout) as LoadResult;
  if (result.failed > 0) throw new Error(`${result.failed} of ${result.requests} requests failed.`);
  return result;
}

/** A port that nobody listened on a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
