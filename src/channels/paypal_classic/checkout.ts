/** The way to PayPal: a form that the payer's browser brings there. Nothing of it is signed. */
import type {
  QueryOutcome,
  QueryRequest,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { writeAmount } from '../paypal-currencies.ts';
import { LOCALE } from '../paypal-locales.ts';
import { webscrUrl } from './client.ts';

const NAME_LENGTH_MAX = 127;

export function startCheckout(request: StartRequest): StartOutcome {
  const { account, gross, reference } = request;
  const { business } = account.settings;
  if (!business) return refused('the account has no business');
  const amount = writeAmount(gross);
  if (amount === undefined) return refused(`PayPal takes no fractions of ${gross.currency}`);
  const locale = LOCALE[request.language]?.replace('-', '_');
  return {
    kind: 'form',
    action: webscrUrl(account),
    fields: {
      cmd: '_xclick',
      charset: 'utf-8',
      business,
      item_name: shortened(request.item),
      item_number: shortened(request.orderId),
      amount,
      currency_code: gross.currency,
      quantity: '1',
      // PayPal takes money for one invoice once, and shows it; `custom` is only handed through.
      invoice: reference,
      custom: reference,
      notify_url: request.noticeUrl,
      return: request.returnUrl,
      // The browser comes back by a form.
      rm: '2',
      cancel_return: request.cancelUrl,
      no_shipping: '1',
      no_note: '1',
      ...(locale === undefined ? {} : { lc: locale }),
    },
  };
}

function refused(why: string): StartOutcome {
  return { kind: 'refused', why, retryable: false };
}

function shortened(text: string): string {
  return [...text].slice(0, NAME_LENGTH_MAX).join('');
}

/** PayPal repeats a message for about four days. After this time none is on its way any more. */
const SILENCE_MAX_MS = 5 * 86_400_000;

/**
 * PayPal cannot be asked. A form that was never heard of again has expired after some days, unless
 * PayPal has said that it is at work; money that comes later still counts.
 */
export function queryCheckout(request: QueryRequest): QueryOutcome {
  const { reference, startedAtMs, pending, channelTransaction } = request;
  const nowMs = Date.now();
  const open = channelTransaction === null && !pending;
  if (!open || nowMs - startedAtMs <= SILENCE_MAX_MS) return { kind: 'facts', facts: [] };
  const reason = 'PayPal has told nothing of it';
  const subject = { reference };
  return { kind: 'facts', facts: [{ kind: 'expired', subject, occurredAtMs: nowMs, reason }] };
}
