/** Skrill, which was called Moneybookers: its Quick Checkout page, status reports, queries and refunds. */
import { randomBytes } from 'node:crypto';
import type { ChannelAdapter, SettingRule } from '../../domain/channel.ts';
import { serverUrl, token } from '../setting-rules.ts';
import { CURRENCIES } from './money.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';
import { queryPayment, startPayment } from './order.ts';
import { refundPayment } from './refund.ts';

const NOTICE_KEY_BYTES = 32;
const NOTICE_KEY_LENGTH_MIN = 32;

const settings = {
  pay_to_email: {
    about: 'E-mail address of the Skrill merchant account.',
    required: true,
    check: (value) =>
      /^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 50
        ? undefined
        : 'it is an e-mail address of at most 50 characters.',
  },
  merchant_id: token('Customer ID of the same account.', { required: true }),
  secret_word: token('Secret word that the account signs its reports with.', {
    required: true,
    secret: true,
  }),
  api_password: token('Password of the account’s API and MQI.', { required: true, secret: true }),
  pay_base: serverUrl('Skrill’s payment page; https://pay.skrill.com if not set.'),
  api_base: serverUrl('Skrill’s queries and refunds; https://www.skrill.com if not set.'),
  notice_key: {
    about: 'What the addresses that reports come to are known by; made by itself.',
    required: true,
    secret: true,
    generate: () => randomBytes(NOTICE_KEY_BYTES).toString('base64url'),
    check: (value) =>
      value.length < NOTICE_KEY_LENGTH_MIN
        ? `notice_key has at least ${NOTICE_KEY_LENGTH_MIN} characters.`
        : undefined,
  },
} as const satisfies Record<string, SettingRule>;

export function createMoneybookers(): ChannelAdapter {
  return {
    name: 'moneybookers',
    capabilities: {
      currencies: CURRENCIES,
      refund: 'partial',
      disputes: false,
      alwaysTest: false,
    },
    settings,
    start: startPayment,
    verifyNotice,
    readNotice,
    query: queryPayment,
    refund: refundPayment,
    scrub: scrubNotice,
  };
}
