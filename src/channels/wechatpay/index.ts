/** WeChat Pay, API v3, Native: a code that the payer scans with WeChat, and signed, encrypted notices. */
import type { ChannelAdapter, SettingRule } from '../../domain/channel.ts';
import { privateKeySetting, publicKeySetting } from '../rsa-keys.ts';
import { serverUrl, token } from '../setting-rules.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';
import { CODE_LIFE_MS, queryOrder, startOrder } from './order.ts';
import { refundTransaction } from './refund.ts';
import { KEY_BYTES } from './resource.ts';

const settings = {
  appid: token('ID of the official account or app that is bound to the merchant.', {
    required: true,
  }),
  mchid: {
    about: 'Merchant number at WeChat Pay.',
    required: true,
    check: (value) =>
      /^\d{6,32}$/.test(value) ? undefined : 'it is a number, such as 1900000001.',
  },
  serial_no: {
    about: 'Serial number of the merchant’s API certificate, which private_key belongs to.',
    required: true,
    check: (value) =>
      /^[0-9A-Fa-f]{8,64}$/.test(value) ? undefined : 'it is hexadecimal, without colons.',
  },
  private_key: privateKeySetting(
    'Private key of the merchant’s API certificate (apiclient_key.pem).',
  ),
  api_v3_key: {
    about: 'APIv3 key, which notices are encrypted with.',
    required: true,
    secret: true,
    check: (value) =>
      /^[\x21-\x7e]+$/.test(value) && value.length === KEY_BYTES
        ? undefined
        : `it is ${KEY_BYTES} characters long, letters and digits.`,
  },
  platform_key_id: token(
    'ID of WeChat Pay’s public key (PUB_KEY_ID_…), or the serial number of its platform certificate; two, comma-separated, while changing from one to the other.',
    { required: true },
  ),
  platform_public_key: publicKeySetting(
    'WeChat Pay’s public key or platform certificate; as many as platform_key_id names, in its order.',
  ),
  api_base: serverUrl('WeChat Pay’s API; its live host if not set.'),
} as const satisfies Record<string, SettingRule>;

export function createWechatpay(): ChannelAdapter {
  return {
    name: 'wechatpay',
    capabilities: {
      currencies: ['CNY'],
      refund: 'partial',
      disputes: false,
      alwaysTest: false,
      codeLifeMs: CODE_LIFE_MS,
    },
    settings,
    start: startOrder,
    verifyNotice: async (account, notice) => verifyNotice(account, notice),
    readNotice,
    query: queryOrder,
    refund: refundTransaction,
    scrub: scrubNotice,
  };
}
