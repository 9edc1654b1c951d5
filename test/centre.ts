/** A whole PayCenter on a database of its own, listening, for tests that speak HTTP to it. */
import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { readConfig } from '../src/config.ts';
import { createApp } from '../src/flows/configure-app.ts';
import { setChannel } from '../src/flows/configure-channel.ts';
import type { Log } from '../src/log.ts';
import { type Role, type RunningCentre, runCentre } from '../src/runtime.ts';
import { createTestDatabase } from './database.ts';
import { freePort } from './ports.ts';

export type LogLine = { readonly level: string; readonly fields: object; readonly message: string };

export type TestCentre = {
  readonly running: RunningCentre;
  readonly url: string;
  readonly databaseUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Everything that was logged, for looking at what must not be there. */
  readonly logged: readonly LogLine[];
  stop(): Promise<void>;
};

export type TestCentreOptions = {
  readonly environment?: Readonly<Record<string, string>>;
  readonly role?: Role;
  /** To start a second process's worth of centre on the same database. */
  readonly beside?: TestCentre;
};

/** Starts a centre that may send callbacks to this machine. The caller stops it. */
export async function startTestCentre(options: TestCentreOptions = {}): Promise<TestCentre> {
  const { beside } = options;
  const database = beside ? undefined : await createTestDatabase();
  const databaseUrl = beside?.databaseUrl ?? database?.url ?? '';
  const environment: Record<string, string> = {
    PAYCENTER_MASTER_KEY: randomBytes(32).toString('base64'),
    PAYCENTER_CALLBACK_NETWORKS: '127.0.0.0/8',
    ...beside?.environment,
    DATABASE_URL: databaseUrl,
    PAYCENTER_PORT: String(await freePort()),
    ...options.environment,
  };
  const logged: LogLine[] = [];
  const running = await runCentre({
    config: readConfig(environment),
    log: rememberingLog(logged),
    role: options.role ?? 'all',
    migrateFirst: false,
  });
  return {
    running,
    url: running.url,
    databaseUrl,
    environment,
    logged,
    async stop() {
      await running.stop();
      await database?.drop();
    },
  };
}

/** A centre for one test, stopped when the test has ended. */
export async function centreForTest(options: TestCentreOptions = {}): Promise<TestCentre> {
  const centre = await startTestCentre(options);
  onTestFinished(() => centre.stop());
  return centre;
}

/** An app with a sandbox account, told at `callbackUrl`. */
export async function appWithSandbox(
  { running }: TestCentre,
  options: {
    appId: string;
    callbackUrl: string;
    channel?: string;
    settings?: Readonly<Record<string, string>>;
  },
): Promise<{ appId: string; secret: string; account: string; channel: string }> {
  const { centre } = running;
  const { appId, callbackUrl, channel = 'sandbox' } = options;
  const { secret } = await createApp(centre, { appId, name: 'Test Shop', callbackUrl });
  const target = channel === 'sandbox' ? 'sandbox' : `sandbox:${channel}`;
  const settings = new Map(Object.entries(options.settings ?? {}));
  const { account } = await setChannel(centre, appId, target, settings);
  return { appId, secret, account: account.id, channel: account.publicName };
}

function rememberingLog(lines: LogLine[]): Log {
  const at = (level: string) => (fields: object, message: string) => {
    lines.push({ level, fields, message });
  };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
