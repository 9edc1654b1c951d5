/**
 * The sandbox channel: play money from a bank that does what its payer, or a script, tells it. It is an
 * adapter like any other; the bank (src/sandbox/) is met by the payer's browser and over HTTP only.
 */
import { randomBytes } from 'node:crypto';
import type {
  ChannelAdapter,
  SettingRule,
  StartOutcome,
  StartRequest,
} from '../../domain/channel.ts';
import { formatGross } from '../../domain/money.ts';
import { queryBank, refundAtBank } from './client.ts';
import { readNotice, scrubNotice, verifyNotice } from './notice.ts';
import { signLink } from './signature.ts';

const SECRET_BYTES = 32;
const SECRET_LENGTH_MIN = 16;
const LABEL_LENGTH_MAX = 64;

const settings = {
  label: {
    about: 'The name that the payer page stands in for, in your own words.',
    check: (value) =>
      value.length > LABEL_LENGTH_MAX
        ? `label has at most ${LABEL_LENGTH_MAX} characters.`
        : undefined,
  },
  simulate: {
    about:
      'The channel that the payer page is dressed as: paypal, moneybookers, stripe, alipay, wechatpay, paypal_classic…',
    check: (value) =>
      /^[a-z0-9_]{1,32}$/.test(value)
        ? undefined
        : 'simulate is the key of a channel, such as paypal or moneybookers.',
  },
  notice_secret: {
    about: 'What the sandbox and this account sign with; made by itself.',
    secret: true,
    required: true,
    generate: () => randomBytes(SECRET_BYTES).toString('base64url'),
    check: (value) =>
      value.length < SECRET_LENGTH_MIN
        ? `notice_secret has at least ${SECRET_LENGTH_MIN} characters.`
        : undefined,
  },
} as const satisfies Record<string, SettingRule>;

/** @param options.bankUrl where the bank answers; asked at each call, as it is known only after listening. */
export function createSandbox(options: { bankUrl: () => string }): ChannelAdapter {
  return {
    name: 'sandbox',
    capabilities: { currencies: 'all', refund: 'partial', disputes: true, alwaysTest: true },
    settings,
    start: async (request) => start(request),
    verifyNotice: async (account, notice) => verifyNotice(account, notice),
    readNotice: (_, notice) => readNotice(notice),
    query: (request) => queryBank(options.bankUrl(), request),
    refund: (request) => refundAtBank(options.bankUrl(), request),
    scrub: scrubNotice,
  };
}

/** The link holds all that the bank needs, signed: nothing is asked of it before the payer comes. */
function start(request: StartRequest): StartOutcome {
  const { account, reference } = request;
  const secret = account.settings.notice_secret;
  if (!secret) {
    return { kind: 'refused', why: 'the account has no notice_secret', retryable: false };
  }
  const query = new URLSearchParams({
    gross: formatGross(request.gross),
    currency: request.gross.currency,
    item: request.item,
    order: request.orderId,
    trans: request.transId,
    back: request.returnUrl,
    cancel: request.cancelUrl,
  }).toString();
  const sign = signLink(secret, `${account.id}/${reference}?${query}`);
  const lang = encodeURIComponent(request.language);
  const page = `${request.publicUrl}/channels/sandbox/${account.id}/pay/${reference}`;
  return { kind: 'redirect', url: `${page}?${query}&sign=${sign}&lang=${lang}` };
}
