/** `paycenter certify`: what it needs before it can begin. */
import { createSender } from '../../delivery/send.ts';
import type { App } from '../../domain/app.ts';
import type { ChannelAccount } from '../../domain/channel.ts';
import { newId } from '../../domain/id.ts';
import { type Currency, parseCurrency, parseGross } from '../../domain/money.ts';
import { unknownApp } from '../../flows/find-app.ts';
import { CommandError } from '../command-error.ts';
import { ownUrl, withRunningCentre } from '../session.ts';
import type { Check } from './checks.ts';
import { certifierOutbox, createStage, type Order } from './stage.ts';
import { certify } from './story.ts';

export type CertifyWish = {
  readonly app: string;
  readonly activity: string;
  /** Orders of the merchant, with what they cost; null: orders are made up. */
  readonly orders: KnownOrders | null;
};

export type KnownOrders = {
  readonly ids: readonly string[];
  readonly gross: string;
  readonly currency: string;
  readonly item: string;
};

export type Certificate = { readonly url: string; readonly checks: readonly Check[] };

/** Certifies the address of an app, or throws a sentence that says what is missing. */
export async function runCertify(wish: CertifyWish): Promise<Certificate> {
  return withRunningCentre(certifierOutbox(), async (centre, config) => {
    const app = await centre.directory.app(wish.app);
    if (!app) throw unknownApp(wish.app);
    const account = sandboxOf(app);
    const url = addressOf(app, wish.activity);
    const orders = ordersFor(wish, account);
    const centreUrl = ownUrl(config);
    await assertAnswering(centreUrl);
    const sender = createSender({
      allowedNetworks: config.callbackNetworks,
      connectionsPerOrigin: 1,
    });
    const { activity: activityId } = wish;
    const stage = createStage({ centre, app, account, activityId, sender, centreUrl });
    try {
      const ordersAreKnown = wish.orders !== null;
      return { url, checks: await certify({ stage, url, ...orders, ordersAreKnown }) };
    } finally {
      stage.close();
      await sender.close();
    }
  });
}

function sandboxOf(app: App): ChannelAccount {
  if (app.mode === 'live') {
    throw new CommandError(
      `${app.id} is live, and certification pays with play money: certify an app in test mode that has the same callback address.`,
      1,
    );
  }
  const account = app.accounts.find((each) => each.channel === 'sandbox' && each.enabled);
  if (account) return account;
  throw new CommandError(
    `${app.id} has no sandbox to pay with: run \`paycenter channel set ${app.id} sandbox\`, then this again.`,
    1,
  );
}

function addressOf(app: App, activity: string): string {
  const url = app.callbackUrls.get(activity);
  if (url !== undefined) return url;
  throw new CommandError(
    activity === ''
      ? `${app.id} has no callback address: run \`paycenter app set ${app.id} callback_url=…\`.`
      : `${app.id} has no activity ${activity}: run \`paycenter activity set ${app.id} ${activity} URL\`.`,
    1,
  );
}

const USUAL_GROSS = '30';
const USUAL_CURRENCY = 'USD';

function ordersFor(
  { orders }: CertifyWish,
  account: ChannelAccount,
): { order: Order; secondOrder: Order | null } {
  const currency = parseCurrency(
    orders?.currency ?? account.limits.currencies[0] ?? USUAL_CURRENCY,
  );
  if (!currency) {
    throw new CommandError('--currency must be an ISO 4217 code in capitals, such as USD.', 2);
  }
  const gross = grossOf(orders?.gross ?? USUAL_GROSS, currency);
  const item = orders?.item ?? 'PayCenter certification';
  const madeUp = newId().slice(-10);
  const [first = `certify-${madeUp}-1`, second] = orders?.ids ?? [];
  const secondId = orders ? second : `certify-${madeUp}-2`;
  return {
    order: { id: first, item, gross },
    secondOrder: secondId === undefined ? null : { id: secondId, item, gross },
  };
}

function grossOf(text: string, currency: Currency) {
  const gross = parseGross(text, currency);
  if (gross) return gross;
  throw new CommandError(
    `--gross must be a decimal above zero with no more digits than ${currency} has.`,
    2,
  );
}

const ANSWER_WITHIN_MS = 3_000;

async function assertAnswering(centreUrl: string): Promise<void> {
  const answer = await fetch(`${centreUrl}/readyz`, {
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  }).catch(() => undefined);
  if (answer?.ok) return;
  throw new CommandError(
    `PayCenter does not answer at ${centreUrl}: start \`paycenter serve\` with the same PAYCENTER_HOST and PAYCENTER_PORT, then this again.`,
    1,
  );
}
