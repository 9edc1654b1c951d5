/** Channels, and an app's accounts there. */
import type { ChannelAdapter } from '../../domain/channel.ts';
import type { Finding } from '../../domain/finding.ts';
import type { Centre } from '../../flows/centre.ts';
import { listChannels, viewAccount } from '../../flows/channel-view.ts';
import { checkChannel } from '../../flows/check-channel.ts';
import {
  addChannel,
  type ConfiguredAccount,
  changeChannel,
  findAccount,
} from '../../flows/configure-channel.ts';
import { unknownApp } from '../../flows/find-app.ts';
import { orderChannels } from '../../flows/order-channels.ts';
import { loadApp } from '../../store/apps.ts';
import { defineOperation, type Operation } from './operation.ts';
import { AppPath } from './schemas/apps.ts';
import {
  ChannelAccount,
  ChannelAccountChange,
  ChannelAccountList,
  ChannelAccountPath,
  ChannelCatalogue,
  ChannelCheck,
  ChannelOrder,
  NewChannelAccount,
} from './schemas/channels.ts';

const TAG = 'Channels';
const CHANGING = { tag: TAG, access: 'channels:change' } as const;

const catalogue = defineOperation({
  method: 'GET',
  path: '/channels',
  operationId: 'listChannels',
  summary: 'The channels that PayCenter speaks to, and the settings of each',
  tag: TAG,
  access: 'apps:view',
  response: ChannelCatalogue,
  async handler(_, { centre }) {
    return { data: [...centre.channels.values()].map(channelView) };
  },
});

function channelView({ name, capabilities, settings }: ChannelAdapter) {
  const { currencies, refund, disputes, alwaysTest } = capabilities;
  return {
    channel: name,
    currencies: currencies === 'all' ? null : currencies,
    refund,
    disputes,
    always_test: alwaysTest,
    settings: Object.entries(settings).map(([key, rule]) => ({
      key,
      about: rule.about,
      secret: rule.secret === true,
      required: rule.required === true,
      generated: rule.generate !== undefined,
    })),
  };
}

const list = defineOperation({
  method: 'GET',
  path: '/apps/:app_id/channels',
  operationId: 'listChannelAccounts',
  summary: 'The channel accounts of an app, in the order in which shoppers see them',
  tag: TAG,
  access: 'apps:view',
  params: AppPath,
  response: ChannelAccountList,
  errors: ['UNKNOWN_APP'],
  async handler({ params }, { centre }) {
    return listView(centre, params.app_id);
  },
});

async function listView(centre: Centre, appId: string) {
  const accounts = await listChannels(centre, appId);
  return { data: accounts.map((account) => ({ app_id: appId, ...account })) };
}

const add = defineOperation({
  ...CHANGING,
  method: 'POST',
  path: '/apps/:app_id/channels',
  operationId: 'addChannelAccount',
  summary: 'Make an account of an app at a channel',
  description: 'It starts as soon as nothing that the channel needs is missing.',
  params: AppPath,
  body: NewChannelAccount,
  response: ChannelAccount,
  status: 201,
  errors: ['UNKNOWN_APP', 'UNKNOWN_CHANNEL', 'TEST_CHANNEL_IN_LIVE_APP'],
  async handler({ params, body, actor }, { centre }) {
    const { channel, public_name: publicName, settings = {} } = body;
    const wanted = {
      channel,
      settings: new Map(Object.entries(settings)),
      ...(publicName !== undefined && { publicName }),
    };
    return accountView(centre, await addChannel(centre, params.app_id, wanted, actor));
  },
});

const change = defineOperation({
  ...CHANGING,
  method: 'PATCH',
  path: '/apps/:app_id/channels/:account',
  operationId: 'changeChannelAccount',
  summary: 'Change settings of a channel account, enable or disable it',
  description: 'Secrets are written and never read back. An empty text clears a setting.',
  params: ChannelAccountPath,
  body: ChannelAccountChange,
  response: ChannelAccount,
  errors: ['UNKNOWN_APP', 'UNKNOWN_CHANNEL', 'TEST_CHANNEL_IN_LIVE_APP'],
  async handler({ params, body, actor }, { centre }) {
    const { settings = {}, enabled } = body;
    const wanted = {
      settings: new Map(Object.entries(settings)),
      ...(enabled !== undefined && { enabled }),
    };
    const { app_id, account } = params;
    return accountView(centre, await changeChannel(centre, app_id, account, wanted, actor));
  },
});

function accountView(centre: Centre, { account }: ConfiguredAccount) {
  return { app_id: account.appId, ...viewAccount(centre, account) };
}

const order = defineOperation({
  ...CHANGING,
  method: 'PUT',
  path: '/apps/:app_id/channel-order',
  operationId: 'orderChannelAccounts',
  summary: 'Put the channel accounts of an app in order',
  params: AppPath,
  body: ChannelOrder,
  response: ChannelAccountList,
  errors: ['UNKNOWN_APP'],
  async handler({ params, body, actor }, { centre }) {
    await orderChannels(centre.db, params.app_id, body.accounts, actor);
    return listView(centre, params.app_id);
  },
});

const check = defineOperation({
  ...CHANGING,
  method: 'POST',
  path: '/apps/:app_id/channels/:account/check',
  operationId: 'checkChannelAccount',
  summary: 'Check a channel account: its settings, our address, and whether the channel takes it',
  description: 'Asks the channel for something that moves nothing.',
  params: ChannelAccountPath,
  response: ChannelCheck,
  errors: ['UNKNOWN_APP', 'UNKNOWN_CHANNEL'],
  async handler({ params }, { centre }) {
    const app = await loadApp(centre.db, centre.sealer, params.app_id);
    if (!app) throw unknownApp(params.app_id);
    const account = findAccount(app, params.account);
    const { findings, lastNoticeAt } = await checkChannel(centre, app, account);
    return {
      account: account.id,
      state: worstOf(findings),
      findings,
      last_notice_at: lastNoticeAt?.toISOString() ?? null,
    };
  },
});

function worstOf(findings: readonly Finding[]): Finding['state'] {
  const order = ['failed', 'warning', 'ok'] as const;
  return order.find((state) => findings.some((each) => each.state === state)) ?? 'ok';
}

export const channelOperations: readonly Operation[] = [catalogue, list, add, change, order, check];
