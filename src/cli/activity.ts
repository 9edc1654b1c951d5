/** `paycenter activity …`: further callback addresses of an app. */
import type { Command } from 'commander';
import { group, type JsonOption, leaf } from './command.ts';
import { report } from './output.ts';

export function activityCommand(): Command {
  return group('activity', 'further callback addresses of an app', [set(), remove()]);
}

function set(): Command {
  return leaf(
    'set',
    'register the callback address that a payment names with activityid',
    'activity set tea-shop spring-sale https://shop.example.com/spring',
  )
    .argument('<app>', 'app_id')
    .argument('<activity>', 'the activityid')
    .argument('<url>', 'its callback address')
    .action(async (app: string, activity: string, url: string, options: JsonOption) => {
      const { withDatabase } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { setActivity } = await import('../flows/configure-app.ts');
      await withDatabase(({ db }) => setActivity(db, app, activity, url, cliActor()));
      report(options, { app_id: app, activityid: activity, callback_url: url }, () => [
        `Callbacks of ${activity} go to ${url}.`,
      ]);
    });
}

function remove(): Command {
  return leaf('remove', 'forget an activity', 'activity remove tea-shop spring-sale')
    .argument('<app>', 'app_id')
    .argument('<activity>', 'the activityid')
    .action(async (app: string, activity: string, options: JsonOption) => {
      const { withDatabase } = await import('./session.ts');
      const { cliActor } = await import('./actor.ts');
      const { removeActivity } = await import('../flows/configure-app.ts');
      await withDatabase(({ db }) => removeActivity(db, app, activity, cliActor()));
      report(options, { app_id: app, activityid: activity, removed: true }, () => [
        `${activity} is no activity of ${app} any more.`,
      ]);
    });
}
