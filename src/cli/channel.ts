/** `paycenter channel …`: the channels of an app, and its accounts there. */
import type { Command } from 'commander';
import type { Actor } from '../domain/access.ts';
import type { ListedChannel } from '../flows/channel-view.ts';
import type { ConfiguredAccount } from '../flows/configure-channel.ts';
import { group, type JsonOption, leaf } from './command.ts';
import { fields, printable, report, table } from './output.ts';

export function channelCommand(): Command {
  return group('channel', 'channels of an app and its accounts there', [
    set(),
    enable(),
    disable(),
    list(),
    show(),
  ]);
}

function set(): Command {
  return leaf(
    'set',
    'make an account of an app at a channel, or change settings of one',
    'channel set tea-shop stripe secret_key=@stripe.key webhook_secret=whsec_…',
  )
    .argument('<app>', 'app_id')
    .argument('<channel>', 'the channel; a further account of it as channel:public_name')
    .argument(
      '[settings...]',
      'key=value; key=@file reads a file (@@ for a real @), an empty value clears; the others stay',
    )
    .action(async (app: string, channel: string, given: string[], options: JsonOption) => {
      const { readSettings, withFiles } = await import('./settings-arguments.ts');
      const settings = withFiles(readSettings(given));
      const { setChannel } = await import('../flows/configure-channel.ts');
      await configure(options, (office, actor) =>
        setChannel(office, app, channel, settings, actor),
      );
    });
}

function enable(): Command {
  return leaf('enable', 'let shoppers use a channel', 'channel enable tea-shop stripe')
    .argument('<app>', 'app_id')
    .argument('<channel>', 'its public name, or the name of the channel')
    .action(async (app: string, channel: string, options: JsonOption) => {
      const { enableChannel } = await import('../flows/configure-channel.ts');
      await configure(options, (office, actor) => enableChannel(office, app, channel, actor));
    });
}

function disable(): Command {
  return leaf(
    'disable',
    'keep shoppers from a channel; what they began there is still followed',
    'channel disable tea-shop stripe',
  )
    .argument('<app>', 'app_id')
    .argument('<channel>', 'its public name, or the name of the channel')
    .action(async (app: string, channel: string, options: JsonOption) => {
      const { disableChannel } = await import('../flows/configure-channel.ts');
      await configure(options, (office, actor) => disableChannel(office, app, channel, actor));
    });
}

type Office = import('./session.ts').Office;

async function configure(
  options: JsonOption,
  change: (office: Office, actor: Actor) => Promise<ConfiguredAccount>,
): Promise<void> {
  const { withOffice } = await import('./session.ts');
  const { noticeUrl } = await import('../flows/start-attempt.ts');
  await withOffice(async (office) => {
    const { cliActor } = await import('./actor.ts');
    const { account, missing } = await change(office, cliActor());
    const printed = {
      app_id: account.appId,
      channel: account.channel,
      account: account.id,
      notice_url: noticeUrl(office, account),
      enabled: account.enabled,
    };
    report(options, printed, () => fields({ ...printed, public_name: account.publicName }));
    if (missing.length === 0) return;
    const sentence = `${account.publicName} stays disabled until it has ${missing.join(', ')}: give it with \`paycenter channel set\`.`;
    process.stderr.write(`${printable(sentence)}\n`);
  });
}

function list(): Command {
  return leaf('list', 'the channels of an app, in its order', 'channel list tea-shop')
    .argument('<app>', 'app_id')
    .action(async (app: string, options: JsonOption) => {
      const channels = await readChannels(app);
      report(options, { channels }, () =>
        table(
          channels,
          {
            'PUBLIC NAME': (each) => each.public_name,
            CHANNEL: (each) => each.channel,
            STATE: stateOf,
            TEST: (each) => (each.test ? 'test' : 'live'),
            ACCOUNT: (each) => each.account,
          },
          `${app} has no channel yet: give it one with \`paycenter channel set\`.`,
        ),
      );
    });
}

function stateOf(channel: ListedChannel): string {
  if (channel.enabled) return channel.health.troubled ? 'enabled, in trouble' : 'enabled';
  return channel.missing.length > 0 ? `lacks ${channel.missing.join(', ')}` : 'disabled';
}

function show(): Command {
  return leaf(
    'show',
    'the settings of a channel; secrets are not shown',
    'channel show tea-shop stripe',
  )
    .argument('<app>', 'app_id')
    .argument('<channel>', 'its public name')
    .action(async (app: string, name: string, options: JsonOption) => {
      const channels = await readChannels(app);
      const channel = channels.find((each) => each.public_name === name);
      if (!channel) {
        const { Refusal } = await import('../errors.ts');
        throw new Refusal('UNKNOWN_CHANNEL', {
          parameter: 'channel',
          detail: `${app} has no channel ${name}: \`paycenter channel list ${app}\` names those it has.`,
        });
      }
      const { settings, health, ...common } = channel;
      const recently = `${health.calls}, of which failed ${health.failures}`;
      report(options, channel, () =>
        fields({ ...common, calls_of_ten_minutes: recently, ...settings }),
      );
    });
}

async function readChannels(app: string): Promise<readonly ListedChannel[]> {
  const { withOffice } = await import('./session.ts');
  const { listChannels } = await import('../flows/channel-view.ts');
  return withOffice((office) => listChannels(office, app));
}
