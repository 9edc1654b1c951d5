/** Payments as pages show them. */
import type { App } from '../../domain/app.ts';
import type { PaymentShape } from '../../domain/channel-choice.ts';
import type { Payment } from '../../domain/payment.ts';
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
export type Visit = { readonly paymentId: string; readonly returnUrl: string | null };

/** Proof that it was us who put this return address on the page of this payment. */
export function sealVisit({ centre }: Sealing, visit: Visit): string {
  return centre.sealer.mark(visitText(visit), SEAL);
}

export function isSealed({ centre }: PageContext, visit: Visit, seal: string): boolean {
  return centre.sealer.isMarked(visitText(visit), SEAL, seal);
}

function visitText({ paymentId, returnUrl }: Visit): string {
  return `${paymentId} ${returnUrl ?? ''}`;
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
  const shape: PaymentShape = { currency: payment.gross.currency, gross: payment.gross };
  return {
    channels: accountsFor(context.centre, app, shape).map((account) => ({
      key: account.publicName,
      name: account.displayName ?? account.publicName,
      logoUrl: logoUrl(account.publicName),
      troubled: false,
    })),
    form: {
      action: `/pay/${visit.paymentId}/start`,
      hidden: {
        return_url: visit.returnUrl ?? '',
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
    frame: frameOf(context, language, {
      test: payment.test,
      languageHref: (each) => hostedHref(context, visit, each),
    }),
    ...billOf(app, payment),
    ...choiceOf(context, app, payment, visit, language),
    notice,
  });
}

/** The hosted page's own address, which needs none of the merchant's parameters. */
export function hostedHref(context: Sealing, visit: Visit, language?: Language): string {
  const query = new URLSearchParams({
    ...(language !== undefined && { lang: language }),
    seal: sealVisit(context, visit),
  });
  if (visit.returnUrl !== null) query.set('return_url', visit.returnUrl);
  return `/pay/${visit.paymentId}?${query}`;
}
