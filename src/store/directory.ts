/**
 * The configuration in memory: apps as they were last read, forgotten as soon as anybody changes any.
 * Changes are heard by `listen`; a look at the version each second covers a lost connection.
 */
import pg from 'pg';
import type { App } from '../domain/app.ts';
import type { ChannelAccount } from '../domain/channel.ts';
import type { Sealer } from '../sealing.ts';
import { findAccountApp, loadApp, readConfigurationVersion } from './apps.ts';
import { type Db, KEEP_ALIVE, partFrom } from './database.ts';

const LOOK_EVERY_MS = 1_000;

export type Directory = {
  /** The app, or undefined when there is none. */
  app(appId: string): Promise<App | undefined>;
  /** An account with its app, whatever its state. */
  account(accountId: string): Promise<{ app: App; account: ChannelAccount } | undefined>;
  close(): Promise<void>;
};

export function openDirectory(options: { db: Db; url: string; sealer: Sealer }): Directory {
  const { db, sealer } = options;
  const apps = new Map<string, Promise<App | undefined>>();
  const appOfAccount = new Map<string, string>();
  let version: bigint | undefined;

  function forget(): void {
    apps.clear();
    appOfAccount.clear();
  }

  async function look(): Promise<void> {
    const now = await readConfigurationVersion(db).catch(() => undefined);
    if (now !== version || now === undefined) forget();
    version = now;
  }

  const listener = listen(options.url, forget);
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();

  function app(appId: string): Promise<App | undefined> {
    const known = apps.get(appId);
    if (known) return known;
    const loading = loadApp(db, sealer, appId);
    apps.set(appId, loading);
    // Only what exists is kept: strangers' app ids must not fill the memory.
    loading.then(
      (found) => found ?? dropIfSame(apps, appId, loading),
      () => dropIfSame(apps, appId, loading),
    );
    return loading;
  }

  return {
    app,
    async account(accountId) {
      const appId = appOfAccount.get(accountId) ?? (await findAccountApp(db, accountId));
      if (appId === undefined) return undefined;
      appOfAccount.set(accountId, appId);
      const owner = await app(appId);
      const account = owner?.accounts.find((each) => each.id === accountId);
      return owner && account ? { app: owner, account } : undefined;
    },
    async close() {
      clearInterval(timer);
      await listener.close();
    },
  };
}

function dropIfSame<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  if (map.get(key) === value) map.delete(key);
}

/** Listens on a connection of its own, and connects again by itself when it is lost. */
function listen(url: string, onChange: () => void): { close(): Promise<void> } {
  let closed = false;
  let client: pg.Client | undefined;
  let again: NodeJS.Timeout | undefined;

  async function connect(): Promise<void> {
    if (closed) return;
    const next = new pg.Client({
      connectionString: url,
      application_name: 'paycenter listen',
      ...KEEP_ALIVE,
    });
    client = next;
    next.on('notification', onChange);
    next.on('error', () => undefined);
    next.on('end', reconnectSoon);
    try {
      await next.connect();
      await next.query('listen paycenter_configuration');
      onChange();
    } catch {
      await next.end().catch(() => undefined);
      reconnectSoon();
    }
  }

  function reconnectSoon(): void {
    if (closed || again) return;
    again = setTimeout(() => {
      again = undefined;
      void connect();
    }, LOOK_EVERY_MS);
    again.unref();
  }

  void connect();
  return {
    async close() {
      closed = true;
      clearTimeout(again);
      if (client) await partFrom(client.end().catch(() => undefined));
    },
  };
}
