/** The demo as `npm start` runs it: a process of its own, on data and ports of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './ports.ts';

const BIN = join(import.meta.dirname, '../bin/paycenter.js');
/** The centre, the shop, and two simulators. */
const PORTS = 4;
const READY = 'Ctrl+C ends everything';

export type DemoProcess = {
  readonly pid: number;
  /** PayCenter, and the shop that uses it. */
  readonly url: string;
  readonly shopUrl: string;
  /** The channels that are simulated. */
  readonly simulatorUrls: readonly string[];
  /** For commands on the same data. */
  readonly environment: Readonly<Record<string, string>>;
  /** All that it has printed. */
  printed(): string;
  /** Resolves once it has printed that; throws what it did print if it ends before. */
  says(text: string): Promise<void>;
  /** Sends the signal and resolves, once the process has ended, with its exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
};

export type DemoPlace = { readonly dataDir: string; readonly port: number };

/** An empty data directory, and as many free ports in a row as a demo takes. The caller disposes of the directory. */
export async function demoPlace(): Promise<DemoPlace & { dispose(): void }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'paycenter-demo-'));
  // As root, PostgreSQL runs as another user, who must be able to come here.
  chmodSync(dataDir, 0o711);
  const port = await freePorts(PORTS);
  return { dataDir, port, dispose: () => rmSync(dataDir, { recursive: true, force: true }) };
}

/** Starts the demo and resolves when it says that it is ready; throws what it said if it ends instead. */
export async function startDemo({ dataDir, port }: DemoPlace): Promise<DemoProcess> {
  const environment = { PAYCENTER_DATA_DIR: dataDir, PAYCENTER_PORT: String(port) };
  const child = spawn(process.execPath, [BIN, 'demo'], {
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const printed = collect(child);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  async function says(text: string): Promise<void> {
    while (!printed().includes(text)) {
      if (isOver) throw new Error(`The demo ended ${child.exitCode}: ${printed()}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  }
  await says(READY);
  return {
    pid: child.pid ?? 0,
    url: `http://127.0.0.1:${port}`,
    shopUrl: `http://127.0.0.1:${port + 1}`,
    simulatorUrls: [2, 3].map((offset) => `http://127.0.0.1:${port + offset}`),
    environment,
    printed,
    says,
    async end(signal = 'SIGINT') {
      if (!isOver) child.kill(signal);
      await ended;
      return child.exitCode;
    },
  };
}

/** The process id of the demo's PostgreSQL; null while there is none. */
export function postgresPid({ dataDir }: DemoPlace): number | null {
  const { pid } = JSON.parse(readFileSync(join(dataDir, 'postgres.json'), 'utf8'));
  return pid;
}

function collect(child: ChildProcess): () => string {
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk));
  }
  return () => chunks.join('');
}
