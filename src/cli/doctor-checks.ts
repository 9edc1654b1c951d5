/** What `paycenter doctor` looks at. Each check says what it found and what to do about it. */
import { isIP } from 'node:net';
import { type Config, ConfigError, currentConfig } from '../config.ts';
import { hostResolver } from '../delivery/resolve.ts';
import { checkAddress } from '../delivery/target.ts';
import { type Finding, fault, ok } from '../domain/finding.ts';
import { type ListedChannel, listChannels } from '../flows/channel-view.ts';
import { MasterKeyError } from '../master-key.ts';
import { listApps } from '../store/apps.ts';
import { listCallbackUrls } from '../store/configuration.ts';
import { assertDurable, type Db } from '../store/database.ts';
import { pendingMigrations } from '../store/migrate.ts';
import { holdsOldSeals } from '../store/reseal.ts';
import { readServerClockMs } from '../store/server-state.ts';
import { type Office, officeOf, withServer } from './session.ts';

/** Every check that can be made; those that need what has failed are left out. */
export async function examine(): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = currentConfig();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [fault('failed', 'configuration', error.message, 'Set this variable right.')];
  }
  const where =
    config.databaseUrl === undefined ? `embedded, in ${config.dataDir}` : 'DATABASE_URL';
  const configured = ok('configuration', 'every variable can be read');
  const publicUrl = examinePublicUrl(config);
  try {
    return await withServer(async ({ db }) => [
      configured,
      await examineServer(db, where),
      await examineDurability(db),
      await examineClock(db),
      ...(await examineContents(config, db)),
      ...(await publicUrl),
    ]);
  } catch (error) {
    const database = fault(
      'failed',
      'database',
      `${where} does not answer (${messageOf(error)})`,
      config.databaseUrl === undefined
        ? `Read ${config.dataDir}/postgres.log, and that no other process uses the directory.`
        : 'Start PostgreSQL, or set DATABASE_URL right.',
    );
    return [configured, database, ...(await publicUrl)];
  }
}

async function examineServer(db: Db, where: string): Promise<Finding> {
  await readServerClockMs(db);
  return ok('database', `${where}: answers`);
}

async function examineDurability(db: Db): Promise<Finding> {
  try {
    await assertDurable(db);
    return ok('durability', 'the server keeps what it has confirmed');
  } catch (error) {
    return fault('failed', 'durability', messageOf(error), 'Change that in postgresql.conf.');
  }
}

const SKEW_SEEN_MS = 1_000;
const SKEW_MAX_MS = 5_000;

async function examineClock(db: Db): Promise<Finding> {
  const before = Date.now();
  const server = await readServerClockMs(db);
  const skewMs = Math.round(server - (before + Date.now()) / 2);
  const found = `${Math.abs(skewMs)} ms between this machine and the database`;
  if (Math.abs(skewMs) < SKEW_SEEN_MS) return ok('clock', found);
  const state = Math.abs(skewMs) > SKEW_MAX_MS ? 'failed' : 'warning';
  return fault(state, 'clock', found, 'Let NTP set the clocks of both: signatures carry the time.');
}

/** What lies in the database, once its tables are there. */
async function examineContents(config: Config, db: Db): Promise<readonly Finding[]> {
  const pending = await pendingMigrations(db);
  if (pending.length > 0) {
    const found = `${pending.join(', ')} not applied`;
    return [fault('failed', 'migrations', found, 'Run `paycenter migrate`.')];
  }
  const migrated = ok('migrations', 'all applied');
  const callbacks = await examineCallbackUrls(config, db);
  try {
    const office = await officeOf(config, db);
    const key = await examineSeals(office);
    return [migrated, key, ...(await examineChannels(office)), ...callbacks];
  } catch (error) {
    if (!(error instanceof MasterKeyError)) throw error;
    const todo = 'Without that key no secret in the database can be read.';
    return [migrated, fault('failed', 'master key', error.message, todo), ...callbacks];
  }
}

async function examineSeals({ db, sealer }: Office): Promise<Finding> {
  const check = 'master key';
  if (!(await holdsOldSeals(db, sealer))) return ok(check, "opens the database's secrets");
  const found = "opens the database's secrets; some are still sealed with an older key";
  const todo = 'Once every process has the new key first, run `paycenter reseal`.';
  return fault('warning', check, found, todo);
}

async function examineChannels(office: Office): Promise<readonly Finding[]> {
  const apps = await listApps(office.db);
  const findings = apps.map(async ({ id, mode }) =>
    judgeChannels(id, mode, await listChannels(office, id)),
  );
  return (await Promise.all(findings)).flat();
}

function judgeChannels(app: string, mode: string, channels: readonly ListedChannel[]): Finding[] {
  const check = `channels of ${app}`;
  const enabled = channels.filter((each) => each.enabled).map((each) => each.public_name);
  const lacking = channels.filter((each) => each.missing.length > 0);
  const findings = lacking.map(({ public_name: name, missing }) => {
    const todo = `Run \`paycenter channel set ${app} ${name} ${missing[0]}=…\`.`;
    return fault('failed', check, `${name} lacks ${missing.join(', ')}`, todo);
  });
  for (const { enabled: used, health, public_name: name } of channels) {
    if (!used || !health.troubled) continue;
    const found = `${name} failed ${health.failures} of ${health.calls} calls within ten minutes`;
    const todo = 'Look at a payment of it with `paycenter payment show`, then ask the channel.';
    findings.push(fault('warning', check, found, todo));
  }
  if (enabled.length > 0) return [ok(check, `${enabled.join(', ')} (${mode})`), ...findings];
  const todo = `Run \`paycenter channel set ${app} CHANNEL …\`, or \`paycenter channel enable\`.`;
  return [fault('warning', check, 'none is enabled, so nobody can pay', todo), ...findings];
}

const HOSTS_AT_ONCE = 16;

/** By the rules of every send: names are resolved the same way, addresses checked the same way. */
async function examineCallbackUrls(config: Config, db: Db): Promise<readonly Finding[]> {
  const resolve = hostResolver({ systemNames: config.callbackNetworks.length > 0 });
  const urls = await listCallbackUrls(db);
  const hosts = [...new Set(urls.map(({ url }) => hostOf(url)))];
  const verdicts = new Map<string, Omit<Finding, 'check'>>();
  for (let at = 0; at < hosts.length; at += HOSTS_AT_ONCE) {
    const some = hosts.slice(at, at + HOSTS_AT_ONCE);
    const answers = await Promise.all(some.map((host) => examineHost(config, resolve, host)));
    some.forEach((host, n) => {
      const answer = answers[n];
      if (answer) verdicts.set(host, answer);
    });
  }
  return urls.flatMap(({ appId, url }) => {
    const verdict = verdicts.get(hostOf(url));
    return verdict ? [{ check: `callbacks of ${appId} to ${url}`, ...verdict }] : [];
  });
}

function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$/g, '');
}

async function examineHost(
  config: Config,
  resolve: ReturnType<typeof hostResolver>,
  host: string,
): Promise<Omit<Finding, 'check'>> {
  let addresses: readonly string[];
  try {
    addresses = isIP(host) === 0 ? await resolve(host) : [host];
  } catch (error) {
    const found = `${host} has no address (${messageOf(error)})`;
    return { state: 'failed', found, todo: 'Register an address with a host that DNS knows.' };
  }
  for (const address of addresses) {
    const verdict = checkAddress(address, config.callbackNetworks);
    if (verdict.allowed) continue;
    return {
      state: 'failed',
      found: `${address} is not public (${verdict.why}): callbacks are not sent there`,
      todo: 'Register a public address, or list its network in PAYCENTER_CALLBACK_NETWORKS.',
    };
  }
  return { state: 'ok', found: `${addresses.join(', ')} may be sent to`, todo: null };
}

const ANSWER_WITHIN_MS = 3_000;

async function examinePublicUrl({ publicUrl }: Config): Promise<readonly Finding[]> {
  const check = 'public URL';
  const { protocol, hostname } = new URL(publicUrl);
  const findings: Finding[] = [];
  if (/^(localhost|127\..*|\[::1\]|0\.0\.0\.0)$/.test(hostname)) {
    const todo = 'Set PAYCENTER_PUBLIC_URL to the https address that they can reach.';
    const found = `${publicUrl} leads shoppers and channels to their own machine`;
    findings.push(fault('warning', check, found, todo));
  } else if (protocol !== 'https:') {
    const todo = 'Put TLS in front, and set PAYCENTER_PUBLIC_URL to the https address.';
    findings.push(fault('warning', check, `${publicUrl} is not https`, todo));
  }
  const answer = await fetch(`${publicUrl}/healthz`, {
    redirect: 'manual',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).then(
    (response) => (response.ok ? undefined : `answers ${response.status}`),
    () => 'does not answer',
  );
  if (answer === undefined) findings.push(ok(check, `${publicUrl} answers`));
  else {
    const todo = 'Start `paycenter serve`; if it runs, look at the proxy before it.';
    findings.push(fault('warning', check, `${publicUrl} ${answer}`, todo));
  }
  return findings;
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
