/** "Check this account": whether shoppers could pay by it, and the channel could tell us. */
import type { App } from '../domain/app.ts';
import type { ChannelAccount, ChannelAdapter, CheckOutcome } from '../domain/channel.ts';
import { type Finding, fault, ok } from '../domain/finding.ts';
import { newId } from '../domain/id.ts';
import { type Currency, money } from '../domain/money.ts';
import { findLastNotice } from '../store/notices.ts';
import type { Centre } from './centre.ts';
import { missingSettings } from './channel-settings.ts';
import { noticeUrl } from './start-attempt.ts';

export type ChannelCheck = {
  readonly findings: readonly Finding[];
  /** Among the newest notices of all accounts; null where there is none. */
  readonly lastNoticeAt: Date | null;
};

/** Looks at the settings, at our own address, and asks the channel. Changes nothing. */
export async function checkChannel(
  centre: Centre,
  app: App,
  account: ChannelAccount,
): Promise<ChannelCheck> {
  const adapter = centre.channels.get(account.channel);
  if (!adapter) {
    const todo = 'Run the version of PayCenter that the account was made with, or disable it.';
    const found = `this version knows no channel ${account.channel}`;
    return { findings: [fault('failed', 'channel', found, todo)], lastNoticeAt: null };
  }
  const settings = judgeSettings(account, adapter);
  const lastNoticeAt = await findLastNotice(centre.db, account.id);
  return {
    findings: [
      settings,
      judgeUse(app, account),
      judgeAddress(centre),
      ...(settings.state === 'failed' ? [] : [await askChannel(centre, account, adapter)]),
    ],
    lastNoticeAt,
  };
}

function judgeSettings(account: ChannelAccount, adapter: ChannelAdapter): Finding {
  const missing = missingSettings(account, adapter);
  if (missing.length === 0) return ok('settings', 'everything that the channel needs is set');
  return fault('failed', 'settings', `${missing.join(', ')} not set`, 'Set what is missing.');
}

function judgeUse({ mode }: App, { enabled, test }: ChannelAccount): Finding {
  if (!enabled) {
    return fault('warning', 'use', 'it is disabled: shoppers do not see it', 'Enable it.');
  }
  return ok('use', `shoppers of this ${mode} app pay ${test ? 'play' : 'real'} money by it`);
}

const OWN_MACHINE = /^(localhost|127\..*|\[::1\]|0\.0\.0\.0)$/;

/** Channels of the world have to reach us; the sandbox is on this machine. */
function judgeAddress({ publicUrl }: Centre): Finding {
  const { hostname, protocol } = new URL(publicUrl);
  if (OWN_MACHINE.test(hostname)) {
    const found = `${publicUrl} cannot be reached from outside: only the sandbox can send notices`;
    const todo = 'Set PAYCENTER_PUBLIC_URL to the https address that channels can reach.';
    return fault('warning', 'notices', found, todo);
  }
  if (protocol === 'https:') return ok('notices', `channels send them to ${publicUrl}`);
  const todo = 'Put TLS in front, and set PAYCENTER_PUBLIC_URL to the https address.';
  return fault('warning', 'notices', `${publicUrl} is not https; most channels insist on it`, todo);
}

async function askChannel(
  centre: Centre,
  account: ChannelAccount,
  adapter: ChannelAdapter,
): Promise<Finding> {
  const ask = adapter.check
    ? adapter.check(account, noticeUrl(centre, account))
    : askOfNothing(account, adapter);
  const outcome = await ask.catch((error: unknown): CheckOutcome => {
    centre.log.warn(
      { accountId: account.id, err: error },
      'a channel account could not be checked',
    );
    return { kind: 'bad', found: 'it could not be asked', todo: 'Look at its settings.' };
  });
  if (outcome.kind === 'good') return ok('channel', outcome.found);
  return fault('failed', 'channel', outcome.found, outcome.todo);
}

/** Asks about a payment that the channel cannot know: whether it answers is what counts. */
async function askOfNothing(
  account: ChannelAccount,
  adapter: ChannelAdapter,
): Promise<CheckOutcome> {
  const reference = newId();
  const outcome = await adapter.query({
    account,
    reference,
    channelReference: reference,
    channelTransaction: null,
    openRefunds: [],
    gross: money(1n, 'USD' as Currency),
    startedAtMs: Date.now(),
    collect: false,
  });
  if (outcome.kind === 'facts') {
    return { kind: 'good', found: `${account.channel} answers with these settings` };
  }
  return {
    kind: 'bad',
    found: `asked about a payment that does not exist, ${account.channel} did not answer as it should (${outcome.why})`,
    todo: 'Look at the credentials, and at the addresses of the channel.',
  };
}
