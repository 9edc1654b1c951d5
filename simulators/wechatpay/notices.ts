/** Notices: each about one thing, encrypted and signed anew for each try. */
import { createNoticeSender, type Letter, type NoticeSender } from '../notice-sender.ts';
import type { Keys, SignatureFault } from './keys.ts';
import { beijingTime, refundNoticeJson, transactionJson } from './resources.ts';
import { newNumber, type Order, type Refund } from './state.ts';

export type Notice = {
  readonly id: string;
  readonly word: string;
  readonly createdAtMs: number;
  /** What it is about, before it is encrypted. */
  readonly resource: unknown;
  readonly originalType: 'transaction' | 'refund' | (string & {});
  readonly associatedData: string;
  readonly url: string;
};

/** What a forger may get wrong, beside the signature. */
export type Forgery = SignatureFault | 'body';

export type Notices = {
  readonly sender: NoticeSender;
  readonly published: readonly Notice[];
  paid(order: Order): void;
  refundEnded(refund: Refund): void;
  /** Any notice that a script makes up. */
  publish(notice: Notice): void;
  /** Sends it once, now, as it is or as a forger would; what was answered. */
  sendNow(notice: Notice, forgery?: Forgery): Promise<number | null>;
  /** As it would be sent now. */
  letter(notice: Notice): Letter;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** 24 hours and four minutes in all. */
const RETRY_DELAYS_MS = [
  ...[15_000, 15_000, 30_000, 3 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS],
  ...[30 * MINUTE_MS, 30 * MINUTE_MS, 30 * MINUTE_MS, 60 * MINUTE_MS],
  ...[3 * HOUR_MS, 3 * HOUR_MS, 3 * HOUR_MS, 6 * HOUR_MS, 6 * HOUR_MS],
];
const TIMEOUT_MS = 5_000;

export function createNotices(
  keys: Keys,
  options: { timesFaster: number; clock: () => number },
): Notices {
  const { timesFaster, clock } = options;
  const published: Notice[] = [];
  const sender = createNoticeSender({
    retryDelaysMs: RETRY_DELAYS_MS,
    timesFaster,
    isAccepted: (status) => status === 200 || status === 204,
    timeoutMs: TIMEOUT_MS,
  });

  function letterOf(notice: Notice, forgery?: Forgery): Letter {
    const { id, word, url } = notice;
    const body = JSON.stringify({
      id,
      create_time: beijingTime(notice.createdAtMs),
      resource_type: 'encrypt-resource',
      event_type: word,
      summary: notice.originalType === 'transaction' ? '支付成功' : '通知',
      resource: keys.encrypt(notice.resource, notice.originalType, notice.associatedData),
    });
    const changed = forgery === 'body';
    const headers = keys.vouchFor(body, changed ? undefined : forgery);
    return {
      id,
      word,
      url,
      headers: { 'Content-Type': 'application/json', ...headers },
      body: changed ? body.replace('"EV-', '"EV-9') : body,
    };
  }

  const notices: Notices = {
    sender,
    published,
    paid: (order) => notices.publish(paymentNotice(order, clock())),
    refundEnded(refund) {
      const { notifyUrl: url, status } = refund;
      if (url === undefined) return;
      const resource = refundNoticeJson(refund);
      const about = { originalType: 'refund', associatedData: 'refund', resource, url } as const;
      notices.publish({ ...about, ...newNotice(clock()), word: `REFUND.${status}` });
    },
    publish(notice) {
      published.push(notice);
      sender.take(() => letterOf(notice));
    },
    sendNow: (notice, forgery) => sender.sendNow(letterOf(notice, forgery)),
    letter: letterOf,
  };
  return notices;
}

export function newNotice(nowMs: number): Pick<Notice, 'id' | 'createdAtMs'> {
  return { id: `EV-${newNumber('2')}`, createdAtMs: nowMs };
}

/** The notice of a payment, made or only made up. */
export function paymentNotice(order: Order, nowMs: number): Notice {
  return {
    ...newNotice(nowMs),
    word: 'TRANSACTION.SUCCESS',
    resource: transactionJson(order),
    originalType: 'transaction',
    associatedData: 'transaction',
    url: order.notifyUrl,
  };
}
