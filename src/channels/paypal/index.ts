/** PayPal, by its REST API: orders that the payer agrees to there, and signed webhooks. */
import type { ChannelAdapter, SettingRule } from '../../domain/channel.ts';
import { readCertificates } from '../certificate-chain.ts';
import { readHostList } from '../host-list.ts';
import { AMOUNTS, CURRENCIES } from '../paypal-currencies.ts';
import { serverUrl, token } from '../setting-rules.ts';
import { createCertificates } from './certificates.ts';
import { checkAccount } from './check.ts';
import { createClient } from './client.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';
import { findPayerEmail, queryOrder, startOrder } from './order.ts';
import { refundCapture } from './refund.ts';

const settings = {
  client_id: token('Client ID of the REST app in the PayPal developer dashboard.', {
    required: true,
  }),
  client_secret: token('Secret of the same REST app.', { required: true, secret: true }),
  webhook_id: token("ID of the webhook that was registered with this account's notice address.", {
    required: true,
  }),
  verify: {
    about: 'How webhooks are checked: offline (by their certificate, the default) or online.',
    check: (value) =>
      ['offline', 'online'].includes(value) ? undefined : 'it is offline or online.',
  },
  cert_hosts: {
    about: 'Hosts that certificates of webhooks may come from; *.paypal.com if not set.',
    check: (value) =>
      readHostList(value)
        ? undefined
        : 'it is host names, comma-separated, such as *.paypal.com or localhost:8443.',
  },
  cert_ca: {
    about:
      'The only authorities that vouch for these certificates, as PEM; the system’s if not set.',
    check: (value) =>
      readCertificates(value)
        ? undefined
        : 'it is one or more certificates as PEM, or one as base64.',
  },
  api_base: serverUrl('PayPal’s API; its live or, with test=true, its sandbox host if not set.'),
} as const satisfies Record<string, SettingRule>;

export function createPayPal(): ChannelAdapter {
  const client = createClient();
  const certificates = createCertificates();
  return {
    name: 'paypal',
    capabilities: {
      currencies: CURRENCIES,
      amounts: AMOUNTS,
      refund: 'partial',
      disputes: true,
      alwaysTest: false,
    },
    settings,
    start: (request) => startOrder(client, request),
    verifyNotice: (account, notice) => verifyNotice({ certificates, client }, account, notice),
    readNotice: (_, notice) => readNotice(notice),
    query: (request) => queryOrder(client, request),
    refund: (request) => refundCapture(client, request),
    findPayerEmail: (request) => findPayerEmail(client, request),
    check: (account, noticeUrl) => checkAccount(client, account, noticeUrl),
    scrub: scrubNotice,
  };
}
