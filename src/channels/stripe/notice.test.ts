import { describe, expect, test } from 'vitest';
import type { ChannelAccount, Fact } from '../../domain/channel.ts';
import events from './fixtures/events.json' with { type: 'json' };
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { createStripe } from './index.ts';
import { accountWith, amount, rawNotice, setScene } from './stripe.test-support.ts';

const stripe = createStripe();
const account = accountWith({ secret_key: 'sk_test_1', webhook_secret: vectors.secret });

type Name = keyof typeof events;

function read(event: object, by: ChannelAccount = account): readonly Fact[] {
  return stripe.readNotice(by, rawNotice(event));
}

/** The event with members of its object changed. */
function changed(name: Name, members: object) {
  const event = events[name];
  return { ...event, data: { ...event.data, object: { ...event.data.object, ...members } } };
}

describe('an event', () => {
  const ours = { reference: 'T0001' };
  const money = { channelTransaction: 'pi_1' };
  const refund = { kind: 'refund', channelRefund: 're_1', gross: amount('4.00') };
  const dispute = { kind: 'dispute', channelDispute: 'dp_1', gross: amount('12.34') };
  const paid = { kind: 'paid', gross: amount('12.34'), ...money };

  test.each<[Name, object]>([
    ['completed', { ...paid, subject: { ...ours, ...money }, occurredAtMs: 1_767_323_045_000 }],
    ['completedUnpaid', { kind: 'pending', subject: ours, reason: 'unpaid' }],
    ['arrived', { ...paid, subject: { ...ours, ...money } }],
    ['bounced', { kind: 'failed', subject: ours }],
    ['expired', { kind: 'expired', subject: ours }],
    ['refunded', { ...refund, subject: money, outcome: 'succeeded' }],
    ['refundArrived', { ...refund, subject: money, outcome: 'succeeded' }],
    ['refundTold', { ...refund, subject: money, outcome: 'succeeded' }],
    ['refundFailed', { ...refund, outcome: 'failed', reason: 'lost_or_stolen_card' }],
    // Its sum is of all refunds so far: they are told one by one.
    ['chargeRefunded', { kind: 'unknown', word: 'charge.refunded', subject: {} }],
    [
      'disputed',
      {
        ...{ ...dispute, subject: money, outcome: 'open', reason: 'fraudulent' },
        dueAtMs: 1_768_000_000_000,
      },
    ],
    ['inquired', { ...dispute, outcome: 'open', refundSettlesSinceMs: 1_767_500_000_000 }],
    ['fundsWithdrawn', { ...dispute, outcome: 'open' }],
  ])('%s is one fact', (name, fact) => {
    expect(read(events[name])).toMatchObject([fact]);
    expect(read(events[name])).toHaveLength(1);
  });

  test('of a payment names no payer: merchants are not told who it was', () => {
    expect(read(events.completed)[0]).not.toHaveProperty('payerEmail');
  });

  test.each([
    ['of a kind that we do not know', { ...events.completed, type: 'issuing_card.created' }],
    ['without its object', { ...events.disputed, data: {} }],
    ['of money that cannot be read', changed('refunded', { amount: 4.5 })],
  ])('%s is a word without effect', (_, event) => {
    expect(read(event)).toMatchObject([{ kind: 'unknown', subject: {} }]);
  });

  test.each([
    ['names no intent', { payment_intent: null }],
    ['names no amount', { amount_total: null }],
    ['asks for no money', { payment_status: 'no_payment_required' }],
    ['has a state that we do not know', { payment_status: 'settled' }],
  ])('of a payment that %s makes us ask', (_, members) => {
    expect(read(changed('completed', members))).toMatchObject([
      { kind: 'pending', ask: true, subject: ours },
    ]);
  });

  test('with the whole intent names it all the same', () => {
    const whole = { id: 'pi_1', object: 'payment_intent' };
    expect(read(changed('completed', { payment_intent: whole }))).toMatchObject([paid]);
    expect(read(changed('disputed', { payment_intent: whole }))).toMatchObject([dispute]);
  });

  test('of a session without our marks is of that session: anybody may put our reference on one', () => {
    const event = changed('completed', { metadata: {} });
    expect(read(event)).toMatchObject([{ ...paid, subject: { reference: 'cs_test_a1' } }]);
    expect(stripe.readNotice(account, rawNotice(vectors.body))).toMatchObject([
      { kind: 'pending', ask: true, subject: { reference: 'cs_test_1' } },
    ]);
  });

  test('of another account of ours at the same Stripe account is nothing to this one', () => {
    const other = { ...account, id: 'acc_2' };
    expect(read(events.completed, other)).toMatchObject([{ kind: 'unknown', subject: {} }]);
  });

  test('of our own refund names it, and the payment', () => {
    const metadata = { paycenter_refund: 'r1', paycenter_reference: 'T0001' };
    expect(read(changed('refunded', { metadata }))).toMatchObject([
      { refundId: 'r1', subject: { ...ours, ...money } },
    ]);
  });

  test('of our own refund is of that payment, even without its intent', () => {
    const metadata = { paycenter_refund: 'r1', paycenter_reference: 'T0001' };
    const [fact] = read(changed('refunded', { metadata, payment_intent: null }));
    expect(fact?.subject).toEqual(ours);
    const [other] = read(changed('refunded', { payment_intent: null }));
    expect(other?.subject).toEqual({ channelTransaction: 'ch_1' });
  });

  test.each([
    ['succeeded', 'succeeded'],
    ['pending', 'sent'],
    ['requires_action', 'sent'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    ['dreamt', 'sent'],
    [null, 'sent'],
  ])('of a refund that is %s: %s', (status, outcome) => {
    expect(read(changed('refunded', { status }))).toMatchObject([{ kind: 'refund', outcome }]);
  });
});

describe('a dispute', () => {
  const taken = { amount: -1234 };
  const given = { amount: 1234 };

  test.each([
    ['warning_needs_response', [], 'open', 'open'],
    ['warning_under_review', [], 'open', 'open'],
    ['warning_closed', [], 'won', 'won'],
    ['needs_response', [taken], 'open', 'open'],
    ['under_review', [taken], 'open', 'open'],
    ['appeal_needs_response', [taken], 'open', 'open'],
    ['appeal_under_review', [taken], 'open', 'open'],
    ['won', [taken, given], 'won', 'won'],
    ['lost', [taken], 'lost', 'lost'],
    ['prevented', [], 'won', 'won'],
    ['prevented', [taken], 'lost', 'lost'],
    ['prevented', [taken, given], 'won', 'won'],
    ['dreamt', [], 'open', 'closed'],
    ['toString', [], 'open', 'closed'],
  ])('%s, with movements %j, is %s, and %s when it is closed', (...given) => {
    const [status, balance_transactions, outcome, closed] = given;
    const event = changed('disputed', { status, balance_transactions });
    expect(read(event)).toMatchObject([{ kind: 'dispute', outcome }]);
    const end = { ...event, type: 'charge.dispute.closed' };
    expect(read(end)).toMatchObject([{ kind: 'dispute', outcome: closed }]);
  });

  test('in which money moves is still the same dispute', () => {
    for (const type of ['updated', 'funds_withdrawn', 'funds_reinstated']) {
      const event = { ...events.fundsWithdrawn, type: `charge.dispute.${type}` };
      expect(read(event)).toMatchObject([{ channelDispute: 'dp_1', outcome: 'open' }]);
    }
  });
});

test('a transcript holds ids and amounts, and nothing of the payer', () => {
  for (const event of Object.values(events)) {
    const shown = stripe.scrub(rawNotice(event));
    expect(shown).toContain(event.id);
    expect(shown.toLowerCase()).not.toMatch(/canary|4242|https:/);
  }
  expect(stripe.scrub(rawNotice(events.refunded))).toContain('"amount":400');
  expect(stripe.scrub(rawNotice(events.completed))).toContain('"paycenter_reference":"T0001"');
  expect(stripe.scrub(rawNotice('not json'))).toBe('8 bytes that are no JSON object');
});

describe('a webhook', () => {
  const atMs = vectors.t * 1_000;
  const headers = { 'stripe-signature': vectors.header };
  const verdict = (
    change: Partial<ChannelAccount>,
    notice = rawNotice(vectors.body, headers, atMs),
  ) => stripe.verifyNotice({ ...account, ...change }, notice);
  const withSettings = (settings: Record<string, string>) => ({
    settings: { ...account.settings, ...settings },
  });

  test('is genuine by its signature, and its key is the event’s', async () => {
    expect(await verdict({})).toEqual({ kind: 'genuine', noticeKey: 'evt_test_1' });
    const rotating = withSettings({ webhook_secret: `whsec_new, ${vectors.secret}` });
    expect(await verdict(rotating)).toMatchObject({ kind: 'genuine' });
  });

  test('cannot be checked without a secret', async () => {
    for (const webhook_secret of ['', ' , ']) {
      expect(await verdict(withSettings({ webhook_secret }))).toMatchObject({
        kind: 'unverifiable',
      });
    }
  });

  test.each([
    ['by another secret', withSettings({ webhook_secret: 'whsec_other' }), {}],
    ['of play money to an account of real money', withSettings({ secret_key: 'sk_live_1' }), {}],
    [
      'of play money, by a key that does not say',
      { test: false, ...withSettings({ secret_key: 'k' }) },
      {},
    ],
    ['that was not posted', {}, { method: 'PUT' }],
    ['without a signature', {}, { headers: {} }],
    ['long ago', {}, { receivedAtMs: atMs + 301_000 }],
  ])('%s is forged', async (_, change, sent) => {
    const notice = { ...rawNotice(vectors.body, headers, atMs), ...sent };
    expect(await verdict(change, notice)).toMatchObject({ kind: 'forged' });
  });

  /** The verdict on an event that is signed as it should be. */
  async function signed(event: object, by: ChannelAccount) {
    const scene = await setScene();
    const letter = scene.simulator.api.webhooks.letter(event as never);
    const [webhook_secret = ''] = scene.simulator.api.webhooks.secrets;
    const settings = { ...by.settings, webhook_secret };
    return stripe.verifyNotice({ ...by, settings }, rawNotice(letter.body, letter.headers));
  }

  const live = { ...account, ...withSettings({ secret_key: 'rk_live_1' }) };
  const { object } = events.completed.data;

  test('of real money is for an account of real money', async () => {
    const event = {
      ...events.completed,
      livemode: true,
      data: { object: { ...object, livemode: true } },
    };
    expect(await signed(event, live)).toMatchObject({ kind: 'genuine' });
    expect(await signed(event, account)).toMatchObject({ kind: 'forged' });
  });

  test.each([
    ['that does not say which money', { livemode: undefined, data: {} }],
    ['that says both', { livemode: true }],
    ['of an account that is only connected', { account: 'acct_1' }],
    ['that is no event', { object: 'v2.core.event' }],
    ['without an id', { id: undefined }],
  ])('%s is not believed, however well it is signed', async (_, members) => {
    const event = { ...events.completed, ...members };
    expect(await signed(event, account)).toMatchObject({ kind: 'forged' });
    expect(await signed(event, live)).toMatchObject({ kind: 'forged' });
  });

  test('is as genuine by the new secret as by the old one, while one takes over', async () => {
    const scene = await setScene();
    const [old = ''] = scene.simulator.api.webhooks.secrets;
    const { webhook_secret: fresh } = (await scene.control('roll_secret')) as Record<
      string,
      string
    >;
    const letter = scene.simulator.api.webhooks.letter(events.completed as never);
    for (const webhook_secret of [old, fresh, `${fresh},${old}`]) {
      const settings = { ...account.settings, webhook_secret: webhook_secret ?? '' };
      const notice = rawNotice(letter.body, letter.headers);
      expect(await stripe.verifyNotice({ ...account, settings }, notice)).toMatchObject({
        kind: 'genuine',
      });
    }
  });
});

describe('the settings', () => {
  test.each([
    ['secret_key', 'pk_live_1', 'publishable'],
    ['secret_key', 'sk live', 'printable'],
    ['webhook_secret', 'whsec_a,,whsec_b', 'none of them empty'],
    ['webhook_secret', 'whsec a', 'signing secrets'],
    ['api_base', 'api.stripe.com', 'http(s) address'],
  ])('%s cannot be "%s"', (key, value, why) => {
    expect(stripe.settings[key]?.check?.(value)).toContain(why);
  });

  test.each([
    ['secret_key', 'rk_live_1'],
    ['webhook_secret', 'whsec_a, whsec_b'],
    ['api_base', 'http://127.0.0.1:4242/stripe'],
  ])('%s can be "%s"', (key, value) => {
    expect(stripe.settings[key]?.check?.(value)).toBeUndefined();
  });

  test('a key says whether its money is real', () => {
    const says = (secret_key: string) => stripe.isTest?.({ secret_key });
    expect(['sk_test_1', 'rk_test_1', 'sk_live_1', 'rk_live_1', 'sk_1', ''].map(says)).toEqual([
      ...[true, true, false, false],
      ...[undefined, undefined],
    ]);
  });
});
