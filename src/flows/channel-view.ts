/** Channel accounts as they may be shown. */
import type { ChannelAccount } from '../domain/channel.ts';
import { HEALTH_RULES, isTroubled, type RecentCalls } from '../domain/channel-health.ts';
import { formatGross, type Money } from '../domain/money.ts';
import { loadApp } from '../store/apps.ts';
import { countRecentCalls } from '../store/channel-calls.ts';
import type { Centre } from './centre.ts';
import { LAST_PLACE, missingSettings } from './channel-settings.ts';
import { unknownApp } from './find-app.ts';
import { noticeUrl } from './start-attempt.ts';

type Viewing = Pick<Centre, 'db' | 'sealer' | 'channels' | 'publicUrl'>;

/** An account as it may be shown: secrets say that they are set, and nothing more. */
export type ChannelView = {
  readonly channel: string;
  readonly public_name: string;
  readonly display_name: string | null;
  readonly account: string;
  readonly enabled: boolean;
  readonly test: boolean;
  readonly order: number | null;
  readonly notice_url: string;
  readonly min_gross: string;
  readonly max_gross: string;
  readonly currencies: readonly string[];
  readonly countries: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
};

export type ListedChannel = ChannelView & {
  /** How the channel has fared lately, of all processes. */
  readonly health: {
    readonly calls: number;
    readonly failures: number;
    readonly troubled: boolean;
  };
};

/** The app's accounts in its own order. Throws a Refusal UNKNOWN_APP. */
export async function listChannels(
  centre: Viewing,
  appId: string,
): Promise<readonly ListedChannel[]> {
  const app = await loadApp(centre.db, centre.sealer, appId);
  if (!app) throw unknownApp(appId);
  const ids = app.accounts.map(({ id }) => id);
  const recent = await countRecentCalls(centre.db, ids, HEALTH_RULES.windowMs);
  return app.accounts.map((account) => ({
    ...viewAccount(centre, account),
    health: healthOf(recent.get(account.id)),
  }));
}

function healthOf(recent: RecentCalls | undefined): ListedChannel['health'] {
  return {
    calls: recent?.calls ?? 0,
    failures: recent?.failures ?? 0,
    troubled: recent !== undefined && isTroubled(recent, Date.now()),
  };
}

/** What may be shown of an account. */
export function viewAccount(
  centre: Pick<Centre, 'channels' | 'publicUrl'>,
  account: ChannelAccount,
): ChannelView {
  const adapter = centre.channels.get(account.channel);
  // Of a channel that this version does not know, any setting may be a secret.
  const shown = (key: string) => adapter && adapter.settings[key]?.secret !== true;
  return {
    channel: account.channel,
    public_name: account.publicName,
    display_name: account.displayName,
    account: account.id,
    enabled: account.enabled,
    test: account.test,
    order: account.position === LAST_PLACE ? null : account.position,
    notice_url: noticeUrl(centre, account),
    min_gross: writeAmounts(account.limits.minGross),
    max_gross: writeAmounts(account.limits.maxGross),
    currencies: account.limits.currencies,
    countries: account.limits.countries,
    settings: Object.fromEntries(
      Object.entries(account.settings).map(([key, value]) => [key, shown(key) ? value : 'set']),
    ),
    missing: adapter ? missingSettings(account, adapter) : [],
  };
}

function writeAmounts(amounts: readonly Money[]): string {
  return amounts.map((each) => `${each.currency}:${formatGross(each)}`).join(',');
}
