/** `paycenter app …`: merchants' applications. */
import type { Command } from 'commander';
import type { App } from '../domain/app.ts';
import { group, type JsonOption, leaf } from './command.ts';
import { fields, report, table } from './output.ts';

export function appCommand(): Command {
  return group('app', "merchants' applications", [create(), list(), show(), set(), rotateSecret()]);
}

type CreateOptions = JsonOption & { name: string; callbackUrl: string; appId?: string };

function create(): Command {
  return leaf(
    'create',
    'make an app and print its secret, which is shown only now',
    'app create --name "Tea Shop" --callback-url https://shop.example.com/paycenter',
  )
    .requiredOption('--name <name>', 'what shoppers see')
    .requiredOption('--callback-url <url>', 'where its server is told of payments')
    .option('--app-id <id>', 'its app_id, up to 64 characters (default: made from the name)')
    .action(async ({ json, name, callbackUrl, appId }: CreateOptions) => {
      const { withOffice } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { createApp } = await import('../flows/configure-app.ts');
      const request = { name, callbackUrl, ...(appId === undefined ? {} : { appId }) };
      const app = await withOffice((office) => createApp(office, request, cliActor()));
      const printed = {
        app_id: app.appId,
        name: app.name,
        secret: app.secret,
        callback_url: app.callbackUrl,
        mode: app.mode,
      };
      report({ ...(json ? { json } : {}) }, printed, () => [
        ...fields(printed),
        '',
        'Keep the secret now: it is not shown again.',
      ]);
    });
}

function list(): Command {
  return leaf('list', 'all apps', 'app list').action(async (options: JsonOption) => {
    const { withDatabase } = await import('./session.ts');
    const { listApps } = await import('../store/apps.ts');
    const apps = (await withDatabase(({ db }) => listApps(db))).map((app) => ({
      app_id: app.id,
      name: app.name,
      mode: app.mode,
      created_at: app.created_at.toISOString(),
    }));
    report(options, { apps }, () =>
      table(
        apps,
        {
          APP: (app) => app.app_id,
          NAME: (app) => app.name,
          MODE: (app) => app.mode,
          CREATED: (app) => app.created_at,
        },
        'There is no app yet: make one with `paycenter app create`.',
      ),
    );
  });
}

function show(): Command {
  return leaf('show', 'settings and callback addresses of an app', 'app show tea-shop')
    .argument('<id>', 'its app_id')
    .action(async (id: string, options: JsonOption) => {
      const { withOffice } = await import('./session.ts');
      await withOffice(async (office) => showApp(await load(office, id), options));
    });
}

function set(): Command {
  return leaf(
    'set',
    'change settings of an app',
    'app set tea-shop callback_delays=60,600 mode=live',
  )
    .argument('<id>', 'its app_id')
    .argument('<settings...>', 'key=value; an empty value puts the default back')
    .action(async (id: string, given: string[], options: JsonOption) => {
      const { readSettings } = await import('./settings-arguments.ts');
      const settings = readSettings(given);
      const { withOffice } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { setApp } = await import('../flows/configure-app.ts');
      await withOffice(async (office) => {
        await setApp(office.db, id, settings, cliActor());
        showApp(await load(office, id), options);
      });
    });
}

function rotateSecret(): Command {
  return leaf(
    'rotate-secret',
    'give an app a new secret; the old one stays valid for 24 hours, one older than that ends now',
    'app rotate-secret tea-shop',
  )
    .argument('<id>', 'its app_id')
    .action(async (id: string, options: JsonOption) => {
      const { withOffice } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { rotateSecret: rotate } = await import('../flows/configure-app.ts');
      const rotated = await withOffice((office) => rotate(office, id, cliActor()));
      const printed = {
        app_id: id,
        secret: rotated.secret,
        previous_valid_until: rotated.previousValidUntil.toISOString(),
      };
      report(options, printed, () => [
        ...fields(printed),
        '',
        'Keep the secret now: it is not shown again.',
      ]);
    });
}

async function load(office: import('./session.ts').Office, id: string): Promise<App> {
  const { loadApp } = await import('../store/apps.ts');
  const { unknownApp } = await import('../flows/find-app.ts');
  const app = await loadApp(office.db, office.sealer, id);
  if (!app) throw unknownApp(id);
  return app;
}

/** As `app set` takes it. */
function amounts(byCurrency: Readonly<Record<string, string>>): string | null {
  const entries = Object.entries(byCurrency).map(([currency, amount]) => `${currency}:${amount}`);
  return entries.join(',') || null;
}

function showApp(app: App, options: JsonOption): void {
  const { settings } = app;
  const { '': callbackUrl = null, ...activities } = Object.fromEntries(app.callbackUrls);
  const shown = {
    app_id: app.id,
    name: app.name,
    website: settings.website,
    mode: app.mode,
    callback_url: callbackUrl,
    callback_delays: settings.callbackDelaysSeconds,
    timestamp_unit: settings.timestampUnit,
    reversal_trans_id: settings.reversalTransId,
    require_sign: settings.requireSign,
    return_hosts: settings.returnHosts,
    frame_ancestors: settings.frameAncestors,
    language: settings.language,
    refund_approval_above: amounts(settings.refundApprovalAbove),
    activities,
    channels: app.accounts.map((account) => account.publicName),
  };
  report(options, shown, () => [
    ...fields({ ...shown, activities: null }),
    ...Object.entries(activities).map(([name, url]) => `activity ${name}  ${url}`),
  ]);
}
