/** Alipay's web page payment (`alipay.trade.page.pay`), with keys, not certificates. */
import type { ChannelAdapter, SettingRule } from '../../domain/channel.ts';
import { privateKeySetting, publicKeySetting } from '../rsa-keys.ts';
import { serverUrl, token } from '../setting-rules.ts';
import { CURRENCIES } from './money.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';
import { completeFacts, refundTrade } from './refund.ts';
import { queryTrade, startTrade } from './trade.ts';

const settings = {
  app_id: token('APPID of the application at open.alipay.com.', { required: true }),
  private_key: privateKeySetting('The application’s private RSA key, as PEM or base64.'),
  alipay_public_key: publicKeySetting(
    'Alipay’s public key for this application (not the application’s own).',
  ),
  seller_id: token('PID of the merchant who is paid, 16 digits that begin with 2088.', {
    required: true,
  }),
  gateway: serverUrl(
    'Alipay’s gateway with its path; the live or, with test=true, the sandbox one if not set.',
  ),
} as const satisfies Record<string, SettingRule>;

export function createAlipay(): ChannelAdapter {
  return {
    name: 'alipay',
    capabilities: {
      currencies: CURRENCIES,
      refund: 'partial',
      disputes: false,
      alwaysTest: false,
    },
    settings,
    start: startTrade,
    verifyNotice,
    readNotice,
    completeFacts,
    query: queryTrade,
    refund: refundTrade,
    scrub: scrubNotice,
    // These seven characters: anything else, and Alipay sends the notice again.
    replyToNotice: () => ({ contentType: 'text/plain', body: 'success' }),
  };
}
