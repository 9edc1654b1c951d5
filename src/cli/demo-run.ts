/** The demo: the centre, a shop that uses it, and play channels; nothing to set up. */
import { join, resolve } from 'node:path';
import { type Config, currentConfig } from '../config.ts';
import { parseCidrs } from '../delivery/target.ts';
import type { App } from '../domain/app.ts';
import { validSecrets } from '../domain/app.ts';
import { createApp, setApp } from '../flows/configure-app.ts';
import { FIRST_ADMIN } from '../flows/manage-users.ts';
import type { Log } from '../log.ts';
import { createLogger } from '../logger.ts';
import type { RunningCentre } from '../runtime.ts';
import { type DemoChannels, openDemoChannels } from './demo-channels.ts';
import { demoConsolePassword } from './first-admin.ts';
import { portTaken, runUntilStopped, startCentre } from './running.ts';

const APP_ID = 'demo';
/** Where commands look when nothing else is set. */
const USUAL_DATA_DIR = '.paycenter';
const LOOPBACK = '127.0.0.0/8,::1/128';

/** Runs the demo until it is told to stop. */
export async function runDemo(): Promise<void> {
  // People watch a demo's terminal: it tells of troubles, and of nothing else unless asked to.
  const config = withShopAllowed(currentConfig({ PAYCENTER_LOG_LEVEL: 'warn' }));
  const log = createLogger(config.logLevel);
  await runUntilStopped(log, () => startDemo(config, log));
}

/** The shop runs on this machine, where callbacks may otherwise not go. */
function withShopAllowed(config: Config): Config {
  return { ...config, callbackNetworks: [...config.callbackNetworks, ...parseCidrs(LOOPBACK)] };
}

async function startDemo(config: Config, log: Log): Promise<{ stop(): Promise<void> }> {
  const startedAtMs = performance.now();
  const running = await startCentre(config, log, { role: 'all', migrateFirst: true });
  let channels: DemoChannels | undefined;
  try {
    const shopPort = config.port + 1;
    const app = await demoApp(running, `http://${urlHost(config.host)}:${shopPort}`);
    channels = await openDemoChannels(running, app.id, {
      host: config.host,
      firstPort: shopPort + 1,
    });
    const shop = await openShop(config, app, shopPort, channels, log);
    const found = { simulators: channels.simulators, password: await demoConsolePassword(running) };
    process.stdout.write(greeting(config, shop.url, found, performance.now() - startedAtMs));
    return {
      async stop() {
        process.stdout.write('\n  Stopping. Orders and payments are kept for the next start.\n');
        await shop.close();
        await channels?.close();
        await running.stop();
      },
    };
  } catch (error) {
    await channels?.close();
    await running.stop();
    throw error;
  }
}

async function openShop(
  config: Config,
  app: App,
  port: number,
  { playPage }: DemoChannels,
  log: Log,
) {
  // Here and not above: nothing but the demo needs the shop, and it is no part of the server.
  const { startShop } = await import('../../demo/shop.ts');
  try {
    return await startShop({
      host: config.host,
      port,
      payCenterUrl: config.publicUrl,
      appId: app.id,
      secret: validSecrets(app, Date.now())[0] ?? '',
      dataFile: join(config.dataDir, 'demo-shop.jsonl'),
      playPage,
      log: (message, details) => log.info(details ?? {}, message),
    });
  } catch (error) {
    throw portTaken(error, port, 'PAYCENTER_PORT (the shop takes the port after it)') ?? error;
  }
}

/** The shop's app: made at the first start, its address kept true at every later one. */
async function demoApp({ centre }: RunningCentre, shopUrl: string): Promise<App> {
  const callbackUrl = `${shopUrl}/paycenter/callback`;
  if (await centre.directory.app(APP_ID)) {
    await setApp(centre.db, APP_ID, new Map([['callback_url', callbackUrl]]));
  } else {
    await createApp(centre, { appId: APP_ID, name: 'Demo Shop', callbackUrl });
  }
  const host = new URL(shopUrl).hostname;
  await setApp(
    centre.db,
    APP_ID,
    new Map([
      ['website', shopUrl],
      ['return_hosts', host],
      ['callback_delays', '5,30'],
    ]),
  );
  const app = await centre.directory.app(APP_ID);
  if (!app) throw new Error('The demo app was made and is not there.');
  return app;
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The one-time password for as long as nobody has used it. */
function signInLines(password: string | undefined): readonly string[] {
  if (password === undefined) {
    return [
      'sign in with the password that you chose; if you lost it:',
      `npx paycenter user set-password ${FIRST_ADMIN}`,
    ];
  }
  return [`sign in as       ${FIRST_ADMIN}`, `one-time console password: ${password}`];
}

type Found = {
  readonly simulators: DemoChannels['simulators'];
  readonly password: string | undefined;
};

/** For somebody who has read nothing: where to begin, where things are, how to look, how to stop. */
function greeting(
  config: Config,
  shopUrl: string,
  { simulators, password }: Found,
  tookMs: number,
): string {
  const { databaseUrl, dataDir, publicUrl } = config;
  const data = databaseUrl === undefined ? dataDir : `the database of DATABASE_URL, and ${dataDir}`;
  const isUsual = databaseUrl === undefined && dataDir === resolve(USUAL_DATA_DIR);
  const same = isUsual ? 'in this folder' : 'with the same environment';
  const played = [...simulators].map(([name, { url }]) => `    ${name.padEnd(12)} ${url}`);
  return `
  PayCenter demo, ready in ${(tookMs / 1_000).toFixed(1)} s. No money moves here.

    Demo shop    ${shopUrl}   start here: buy something
    Console      ${publicUrl}/console/
                 ${signInLines(password).join('\n                 ')}
    Data         ${data}

  Simulators of channels, which forget everything when they stop:

${played.join('\n')}

  Pay with "PayPal", "Skrill" or "Test bank". On their pages you play the payer; afterwards, the
  order's page leads back there, to refund, dispute, or take the money back.

  In another terminal, ${same}, this shows the payments:

    npx paycenter payment list

  Ctrl+C ends everything, the database included. Orders and payments are kept.

`;
}
