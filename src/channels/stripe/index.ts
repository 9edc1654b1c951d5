/** Stripe, by its Checkout: sessions that the payer pays on Stripe's page, and signed webhooks. */
import type { ChannelAdapter, SettingRule } from '../../domain/channel.ts';
import { serverUrl, token } from '../setting-rules.ts';
import { createClient } from './client.ts';
import { isTestKey } from './mode.ts';
import { CURRENCIES } from './money.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';
import { refundPayment } from './refund.ts';
import { querySession, startSession } from './session.ts';

const key = token('Secret key of the Stripe account, sk_… (or a restricted one, rk_…).', {
  required: true,
  secret: true,
});

const settings = {
  secret_key: {
    ...key,
    check: (value) =>
      value.startsWith('pk_')
        ? 'it is the secret key (sk_… or rk_…): a publishable key may not do anything.'
        : key.check?.(value),
  },
  webhook_secret: {
    about:
      'Signing secret of the webhook endpoint, whsec_…; several, comma-separated, while rotating.',
    required: true,
    secret: true,
    check: (value) =>
      value.split(',').every((secret) => /^[\x21-\x7e]{1,512}$/.test(secret.trim()))
        ? undefined
        : 'it is one or more signing secrets, comma-separated, none of them empty.',
  },
  api_base: serverUrl('Stripe’s API; https://api.stripe.com if not set.'),
} as const satisfies Record<string, SettingRule>;

export function createStripe(): ChannelAdapter {
  const client = createClient();
  return {
    name: 'stripe',
    capabilities: {
      currencies: CURRENCIES,
      refund: 'partial',
      disputes: true,
      alwaysTest: false,
    },
    settings,
    isTest: isTestKey,
    start: (request) => startSession(client, request),
    verifyNotice: async (account, notice) => verifyNotice(account, notice),
    readNotice,
    query: (request) => querySession(client, request),
    refund: (request) => refundPayment(client, request),
    scrub: scrubNotice,
  };
}
