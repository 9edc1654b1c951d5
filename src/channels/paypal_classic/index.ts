/** PayPal as it was before its REST API: Website Payments Standard, a form, and IPN. */
import type { ChannelAdapter, SettingRule } from '../../domain/channel.ts';
import { AMOUNTS, CURRENCIES } from '../paypal-currencies.ts';
import { serverUrl, token } from '../setting-rules.ts';
import { queryCheckout, startCheckout } from './checkout.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';

const settings = {
  business: token('The PayPal account: its primary e-mail address, or its merchant ID.', {
    required: true,
  }),
  receiver_id: token('The account’s merchant ID, to compare with what each notice says.', {}),
  webscr_url: serverUrl(
    'The page that the payer’s form goes to; PayPal’s live or, with test=true, its sandbox if not set.',
  ),
  ipn_verify_url: serverUrl(
    'Where notices are checked; PayPal’s live or, with test=true, its sandbox host if not set.',
  ),
} as const satisfies Record<string, SettingRule>;

export function createPayPalClassic(): ChannelAdapter {
  return {
    name: 'paypal_classic',
    capabilities: {
      currencies: CURRENCIES,
      amounts: AMOUNTS,
      // There is no way to ask for one: they are made at PayPal, which then tells of them.
      refund: 'none',
      disputes: true,
      alwaysTest: false,
    },
    settings,
    start: async (request) => startCheckout(request),
    verifyNotice,
    readNotice,
    query: async (request) => queryCheckout(request),
    scrub: scrubNotice,
  };
}
