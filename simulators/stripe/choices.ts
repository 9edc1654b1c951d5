/** What a person can press on the page: first as the payer, then as the bank and the merchant. */
import {
  dispute,
  disputeOf,
  endDispute,
  endPayment,
  endRefundOf,
  escalate,
  expire,
  intentOf,
  isDisputed,
  payBy,
  refundBy,
  withdraw,
} from './acts.ts';
import type { Api } from './api.ts';
import { isInquiry } from './resources.ts';
import { leftOf, type Session } from './state.ts';

export type Choice = {
  readonly name: string;
  readonly label: string;
  /** Not what most people would press. */
  readonly quiet: boolean;
  readonly when: (api: Api, session: Session) => boolean;
  /** Where the browser goes then; back to the page if nowhere. */
  readonly act: (api: Api, session: Session) => string | undefined;
};

type When = Choice['when'];

const open: When = (_, { status }) => status === 'open';
const onItsWay: When = (_, { intent }) => intent?.status === 'processing';
const paid: When = (_, { intent }) => intent?.status === 'succeeded';
const undisputed: When = (api, session) =>
  paid(api, session) && disputeOf(api, session) === undefined;
const refundable: When = (api, session) =>
  paid(api, session) && leftOf(intentOf(session)) > 0 && !isDisputed(api, intentOf(session));
const refunded: When = (_, { intent }) => intent?.refunds.at(-1)?.status === 'succeeded';
const inquired: When = (api, session) => {
  const found = disputeOf(api, session);
  return found !== undefined && isInquiry(found);
};
const disputed: When = (api, session) =>
  ['needs_response', 'under_review'].includes(disputeOf(api, session)?.status ?? '');

function choice(
  name: string,
  label: string,
  when: When,
  act: (api: Api, session: Session) => unknown,
): Choice {
  return { name, label, quiet: true, when, act: (api, session) => void act(api, session) };
}

export const CHOICES: readonly Choice[] = [
  { name: 'pay', label: 'Pay', quiet: false, when: open, act: payBy('card') },
  {
    ...choice('bank', 'Pay from a bank account (takes days)', open, () => undefined),
    act: payBy('bank'),
  },
  // The payer stays on the page and may take another card: nothing is told to anybody.
  choice('declined', 'Pay with a card that is declined', open, () => undefined),
  {
    ...choice('cancel', 'Cancel and return to the shop', open, () => undefined),
    act: (_, { cancelUrl }) => cancelUrl,
  },
  choice('expire', 'Let the session expire', open, expire),
  choice('arrives', 'The bank pays', onItsWay, (api, session) =>
    endPayment(api, session, 'succeeded'),
  ),
  choice('bounces', 'The bank refuses', onItsWay, (api, session) =>
    endPayment(api, session, 'failed'),
  ),
  choice('refund', 'Refund in the dashboard', refundable, (api, session) => refundBy(api, session)),
  choice('refund-fails', 'The refund fails', refunded, (api, session) =>
    endRefundOf(api, session, 'failed'),
  ),
  choice('inquire', 'The payer’s bank inquires', undisputed, (api, session) =>
    dispute(api, session, { inquiry: true }),
  ),
  choice('dispute', 'The payer disputes it', undisputed, (api, session) =>
    dispute(api, session, { inquiry: false }),
  ),
  choice('close-inquiry', 'The bank closes its inquiry', inquired, withdraw),
  choice('escalate', 'The inquiry becomes a dispute', inquired, escalate),
  choice('win', 'The merchant wins the dispute', disputed, (api, session) =>
    endDispute(api, session, 'won'),
  ),
  choice('lose', 'The merchant loses the dispute', disputed, (api, session) =>
    endDispute(api, session, 'lost'),
  ),
];
