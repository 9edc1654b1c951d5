/** Payments as pages show them. */
import type { App } from '../../domain/app.ts';
import type { ChannelAccount } from '../../domain/channel.ts';
import type { PaymentShape } from '../../domain/channel-choice.ts';
import type { Payment } from '../../domain/payment.ts';
import type { ErrorCode } from '../../errors.ts';
import type { ChannelChoice } from '../pages/channel-choice.ts';
import { renderChoosePage } from '../pages/choose-page.ts';
import type { Language } from '../pages/languages.ts';
import { logoUrl } from '../pages/logos.ts';
import type { ChooseNotice } from '../pages/texts/texts.ts';
import { frameOf, type PageContext } from '../shopper.ts';
import { accountsFor } from '../v2/payment-params.ts';

const SEAL = 'hosted page';

type Sealing = Pick<PageContext, 'centre'>;

/** What the shopper carries instead of the merchant's parameters. */
export type Visit = {
  readonly paymentId: string;
  readonly returnUrl: string | null;
  /** Where the payer is, if the merchant said so: ISO 3166 alpha-2, capitals. */
  readonly country?: string | undefined;
};

/** Proof that it was us who put these on the page of this payment. */
export function sealVisit({ centre }: Sealing, visit: Visit): string {
  return centre.sealer.mark(visitText(visit), SEAL);
}

export function isSealed({ centre }: PageContext, visit: Visit, seal: string): boolean {
  return centre.sealer.isMarked(visitText(visit), SEAL, seal);
}

/** An address has no space in it. */
function visitText({ paymentId, returnUrl, country }: Visit): string {
  const text = `${paymentId} ${returnUrl ?? ''}`;
  return country === undefined ? text : `${text} ${country}`;
}

/** What is known of the payment when its channels are listed. */
export function shapeOf({ gross }: Payment, { country }: Visit): PaymentShape {
  return { currency: gross.currency, gross, ...(country === undefined ? {} : { country }) };
}

export function billOf(app: App, payment: Payment) {
  return {
    shop: { name: app.name, website: app.settings.website },
    amount: payment.gross,
    item: payment.item,
    orderId: payment.orderId,
    details: [{ label: 'transaction', value: payment.id }] as const,
  };
}

/** The app's channels for this payment, as the form that picks one. */
export function choiceOf(
  context: PageContext,
  app: App,
  payment: Payment,
  visit: Visit,
  language: Language,
): ChannelChoice {
  const { health } = context.centre;
  return {
    channels: accountsFor(context.centre, app, shapeOf(payment, visit)).map((account) => ({
      key: account.publicName,
      name: account.displayName ?? account.publicName,
      logoUrl: logoUrl(account.publicName),
      troubled: health.isTroubled(account.id),
    })),
    form: {
      action: `/pay/${visit.paymentId}/start`,
      hidden: {
        return_url: visit.returnUrl ?? '',
        ...(visit.country === undefined ? {} : { country: visit.country }),
        seal: sealVisit(context, visit),
        lang: language,
      },
    },
  };
}

/** The hosted page of a payment that is still to be paid. */
export function choosePage(
  context: PageContext,
  app: App,
  payment: Payment,
  visit: Visit,
  options: { language: Language; notice?: ChooseNotice | undefined },
): string {
  const { language, notice } = options;
  return renderChoosePage({
    ...pageOf(context, app, payment, visit, language),
    ...choiceOf(context, app, payment, visit, language),
    notice,
  });
}

/**
 * The same after a channel did not begin: it says so, and that nothing was charged. The order is as it
 * was, and the other channels are right there, the one that failed behind them.
 */
export function choosePageAfterFailure(
  context: PageContext,
  app: App,
  payment: Payment,
  visit: Visit,
  options: { language: Language; failed: ChannelAccount; code: ErrorCode },
): string {
  const { language, failed, code } = options;
  const choice = choiceOf(context, app, payment, visit, language);
  const others = choice.channels.some(({ key }) => key !== failed.publicName);
  return renderChoosePage({
    ...pageOf(context, app, payment, visit, language),
    ...choice,
    channels: choice.channels.map((channel) =>
      channel.key === failed.publicName ? { ...channel, troubled: others } : channel,
    ),
    notice: others ? 'unavailable' : 'unavailable_alone',
    problem: { code, parameter: 'channel' },
  });
}

function pageOf(
  context: PageContext,
  app: App,
  payment: Payment,
  visit: Visit,
  language: Language,
) {
  const frame = frameOf(context, language, {
    test: payment.test,
    languageHref: (each) => hostedHref(context, visit, each),
  });
  return { frame, ...billOf(app, payment) };
}

/** The hosted page's own address, which needs none of the merchant's parameters. */
export function hostedHref(context: Sealing, visit: Visit, language?: Language): string {
  const query = new URLSearchParams({
    ...(language !== undefined && { lang: language }),
    seal: sealVisit(context, visit),
  });
  if (visit.returnUrl !== null) query.set('return_url', visit.returnUrl);
  if (visit.country !== undefined) query.set('country', visit.country);
  return `/pay/${visit.paymentId}?${query}`;
}
