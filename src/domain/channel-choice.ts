/** Which of an app's channels can take a payment. */
import type { App } from './app.ts';
import type { ChannelAccount, ChannelCapabilities } from './channel.ts';
import type { Currency, Money } from './money.ts';

/** What is known of the payment; whatever is not known does not narrow the choice. */
export type PaymentShape = {
  readonly currency?: Currency;
  readonly gross?: Money;
  /** ISO 3166 alpha-2, capitals. */
  readonly country?: string;
};

/** The accounts that shoppers of the app may use for such a payment, in the operator's order. */
export function usableAccounts(
  app: App,
  capabilitiesOf: (channel: string) => ChannelCapabilities | undefined,
  shape: PaymentShape = {},
): readonly ChannelAccount[] {
  return app.accounts.filter((account) => {
    const capabilities = capabilitiesOf(account.channel);
    if (!capabilities || !account.enabled) return false;
    // In a live app nobody can pay with play money, however the account came to be enabled.
    if (app.mode === 'live' && account.test) return false;
    return canTake(account, capabilities, shape);
  });
}

function canTake(
  account: ChannelAccount,
  capabilities: ChannelCapabilities,
  { currency, gross, country }: PaymentShape,
): boolean {
  const { limits } = account;
  if (currency !== undefined) {
    const { currencies } = capabilities;
    if (currencies !== 'all' && !currencies.includes(currency)) return false;
    if (limits.currencies.length > 0 && !limits.currencies.includes(currency)) return false;
  }
  if (gross !== undefined) {
    const limit = (list: readonly Money[]) =>
      list.find((each) => each.currency === gross.currency)?.minor;
    const min = limit(limits.minGross);
    const max = limit(limits.maxGross);
    if (min !== undefined && gross.minor < min) return false;
    if (max !== undefined && gross.minor > max) return false;
    if (!canMove(capabilities, gross)) return false;
  }
  return country === undefined || limits.countries.length === 0
    ? true
    : limits.countries.includes(country);
}

function canMove({ amounts }: ChannelCapabilities, { minor, currency }: Money): boolean {
  const { minMinor = minor, maxMinor = minor, stepMinor = 1n } = amounts?.[currency] ?? {};
  return minor >= minMinor && minor <= maxMinor && minor % stepMinor === 0n;
}
