/** `paycenter` as a process of its own that may be killed, or kill itself at a step. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StepName } from '../../src/steps.ts';

const BIN = join(import.meta.dirname, '../../bin/paycenter.js');
const KILL_AT = join(import.meta.dirname, 'kill-at.ts');

export type Environment = Readonly<Record<string, string>>;

/** Where a process is to kill itself. */
export type Crash = {
  readonly step: StepName | 'any';
  readonly count?: number;
  /** The embedded database in this data directory dies at the same moment. */
  readonly database?: string;
};

export type Ended = {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The step at which it killed itself. */
  readonly killedAt: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

export type ServerProcess = {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  isUp(): boolean;
  /** kill -9. */
  kill(): Promise<Ended>;
  /** SIGTERM. */
  stop(): Promise<Ended>;
  output(): string;
};

const OUTPUT_KEPT = 100_000;

/** Starts any `paycenter` command. */
export function spawnPaycenter(
  environment: Environment,
  argv: readonly string[],
  crash?: Crash,
): ServerProcess {
  const child = spawn(process.execPath, ['--import', KILL_AT, BIN, ...argv], {
    env: { PATH: process.env.PATH ?? '', ...environment, ...crashEnvironment(crash) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = once(child, 'close').then(([exitCode, signal]) => {
    const [, killedAt] = /^killed at: (.+)$/m.exec(stderr()) ?? [];
    return { exitCode, signal, killedAt, stdout: stdout(), stderr: stderr() } as Ended;
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    ended,
    isUp: () => child.exitCode === null && child.signalCode === null,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
    output: () => `${stdout()}${stderr()}`,
  };
}

function crashEnvironment(crash: Crash | undefined): Environment {
  if (!crash) return {};
  return {
    CRASH_AT: crash.step,
    CRASH_COUNT: String(crash.count ?? 1),
    ...(crash.database === undefined ? {} : { CRASH_DATABASE: crash.database }),
  };
}

function collect(stream: ChildProcess['stdout']): () => string {
  let text = '';
  stream?.setEncoding('utf8').on('data', (chunk: string) => {
    text = (text + chunk).slice(-OUTPUT_KEPT);
  });
  return () => text;
}

const READY_WITHIN_MS = 60_000;
/** Starts cost processor time, waiting for leases costs none: so only these are rationed. */
const STARTS_AT_ONCE = 3;
let starts = 0;

/** Starts `paycenter serve`; resolves once it answers, or has ended already. */
export async function startServer(
  environment: Environment,
  url: string,
  crash?: Crash,
): Promise<ServerProcess> {
  while (starts >= STARTS_AT_ONCE) await sleep(50);
  starts += 1;
  try {
    const server = spawnPaycenter(environment, ['serve'], crash);
    const deadline = performance.now() + READY_WITHIN_MS;
    while (server.isUp()) {
      const ready = await fetch(`${url}/readyz`).catch(() => undefined);
      if (ready?.ok) return server;
      if (performance.now() > deadline) throw new Error(`Not ready:\n${server.output()}`);
      await sleep(100);
    }
    const { killedAt } = await server.ended;
    if (killedAt === undefined) throw new Error(`It ended by itself:\n${server.output()}`);
    return server;
  } finally {
    starts -= 1;
  }
}
