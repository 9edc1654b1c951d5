import { describe, expect, test } from 'vitest';
import { amount, REFERENCE } from '../paypal/paypal.test-support.ts';
import { type Changes, classicAccount, ID, notice } from './classic.test-support.ts';
import { createPayPalClassic } from './index.ts';

const classic = createPayPalClassic();
const account = classicAccount();
const read = (...message: Parameters<typeof notice>) =>
  classic.readNotice(account, notice(...message));

const PAYMENT = '46L99229E45560012';
const subject = { reference: REFERENCE, channelTransaction: PAYMENT };

describe('money that comes', () => {
  test('is paid, with the payer and the fee', () => {
    expect(read('completed')).toEqual([
      {
        kind: 'paid',
        subject,
        occurredAtMs: Date.parse('2026-01-14T04:12:59Z'),
        gross: amount('12.34'),
        channelTransaction: PAYMENT,
        payerEmail: 'canary@payer.example',
        feeMinor: 77n,
      },
    ]);
  });

  test.each([
    ['500', 'JPY', '500'],
    ['500.00', 'HUF', '500'],
    ['12.34', 'USD', '12.34'],
  ])('of %s %s', (mc_gross, mc_currency, gross) => {
    const [fact] = read('completed', { mc_gross, mc_currency, mc_fee: undefined });
    expect(fact).toMatchObject({ kind: 'paid', gross: amount(gross, mc_currency) });
  });

  test.each([
    ['Pending', { kind: 'pending', reason: 'echeck', pending_reason: 'echeck' }],
    ['Created', { kind: 'pending', reason: 'created' }],
    ['Processed', { kind: 'pending', reason: 'processed' }],
    ['Denied', { kind: 'failed', reason: 'other', reason_code: 'other' }],
    ['Failed', { kind: 'failed', reason: 'failed' }],
    ['Expired', { kind: 'failed', reason: 'expired' }],
    ['Voided', { kind: 'failed', reason: 'voided' }],
  ] as const)('and is %s, is not paid', (payment_status, expected) => {
    const { kind, reason, ...fields } = expected;
    const facts = read('completed', { payment_status, mc_fee: undefined, ...fields });
    expect(facts).toMatchObject([{ kind, reason, subject }]);
  });

  test('by a word that nobody knows is pending, and pointed out', () => {
    expect(read('completed', { payment_status: 'Dreamt' })).toMatchObject([
      { kind: 'pending', reason: 'dreamt', subject },
      { kind: 'unknown', word: 'web_accept dreamt' },
    ]);
  });

  test.each([
    ['less than nothing', { mc_gross: '-12.34' }],
    ['nothing', { mc_gross: '0.00' }],
    ['no amount', { mc_gross: undefined }],
    ['an amount that is none', { mc_gross: '12,34' }],
    ['no currency', { mc_currency: undefined }],
    ['no id', { txn_id: undefined }],
    ['a settlement with PayPal', { txn_type: 'adjustment', mc_gross: '-20.00' }],
    ['an account’s profile', { payment_status: undefined, txn_type: 'mp_signup' }],
  ])('%s is none', (_, changes: Changes) => {
    expect(read('completed', changes).map(({ kind }) => kind)).toEqual(['unknown']);
  });

  test.each(['Pending', 'Denied', 'Dreamt'])('is not what goes out and is %s', (payment_status) => {
    const facts = read('refunded', { payment_status });
    expect(facts.map(({ kind }) => kind)).toEqual(['unknown']);
  });
});

describe('our reference', () => {
  test.each([
    ['invoice', { custom: '' }],
    ['custom', { invoice: undefined }],
  ])('is read from %s alone', (_, changes: Changes) => {
    const [fact] = read('completed', changes);
    expect(fact).toMatchObject({ kind: 'paid', subject });
    expect(fact).not.toHaveProperty('wrongReference');
  });

  test.each([
    ['invoice', { invoice: 'edited' }],
    ['custom', { custom: 'edited' }],
  ])('of which %s was edited is that of the other, and is not believed', (_, changes) => {
    expect(read('completed', changes)).toMatchObject([
      { kind: 'paid', subject, wrongReference: true },
    ]);
  });

  test('may be missing: the money has come all the same', () => {
    expect(read('completed', { invoice: undefined, custom: undefined })).toMatchObject([
      { kind: 'paid', subject: { channelTransaction: PAYMENT } },
    ]);
  });
});

describe('money that goes back', () => {
  const parent = { subject, gross: amount('4.00') };

  test('is a refund under an id of its own', () => {
    expect(read('refunded')).toEqual([
      {
        ...{ kind: 'refund', channelRefund: '1Y107995YT783435V', outcome: 'succeeded', ...parent },
        ...{ reason: 'refund', occurredAtMs: Date.parse('2026-07-05T19:00:00Z') },
      },
    ]);
  });

  test.each(['buyer-complaint', 'buyer_complaint'])('is a reversal, because of a %s', (code) => {
    const reversed = { payment_status: 'Reversed', reason_code: code, case_id: 'PP-1' };
    expect(read('refunded', reversed)).toMatchObject([
      {
        ...{ kind: 'reversal', channelReversal: '1Y107995YT783435V', outcome: 'reversed' },
        ...{ ...parent, reason: 'buyer_complaint', channelDispute: 'PP-1' },
      },
    ]);
  });

  test.each([PAYMENT, 'THEREVERSAL000001'])(
    'comes back when the reversal is canceled, named by its parent %s',
    (parent_txn_id) => {
      const canceled = { payment_status: 'Canceled_Reversal', mc_gross: '4.00', parent_txn_id };
      expect(read('refunded', canceled)).toMatchObject([
        {
          ...{ kind: 'reversal', channelReversal: parent_txn_id, outcome: 'canceled' },
          subject: { reference: REFERENCE, channelTransaction: parent_txn_id },
          gross: amount('4.00'),
        },
      ]);
    },
  );

  test('without an amount is a reversal of what was left, and no refund', () => {
    const without = { mc_gross: undefined };
    const [reversal] = read('refunded', { ...without, payment_status: 'Reversed' });
    expect(reversal).toMatchObject({ kind: 'reversal' });
    expect(reversal).not.toHaveProperty('gross');
    expect(read('refunded', without)).toMatchObject([{ kind: 'unknown' }]);
  });

  test('without a parent is found by our reference', () => {
    const [fact] = read('refunded', { parent_txn_id: undefined });
    expect(fact?.subject).toEqual({ reference: REFERENCE });
  });

  test('is money first, whatever else the message is about', () => {
    const fields = { payment_status: 'Reversed', txn_type: 'adjustment', case_id: 'PP-1' };
    expect(read('refunded', fields)).toMatchObject([{ kind: 'reversal', outcome: 'reversed' }]);
  });
});

describe('a case', () => {
  const dispute = { kind: 'dispute', subject, channelDispute: 'PP-623-555-536' };

  test('is opened on all that was paid, without an amount', () => {
    const facts = read('opened');
    expect(facts).toEqual([
      {
        ...dispute,
        outcome: 'open',
        reason: 'unauthorized',
        occurredAtMs: Date.parse('2026-01-24T06:24:05Z'),
      },
    ]);
  });

  test('is closed when we hear of it, in nobody’s favour', () => {
    const closed = notice('opened', { txn_type: 'adjustment' });
    expect(classic.readNotice(account, closed)).toMatchObject([
      { ...dispute, outcome: 'closed', occurredAtMs: closed.receivedAtMs },
    ]);
  });

  test('that is closed with money is closed, and pointed out', () => {
    const fields = { txn_type: 'adjustment', mc_gross: '-12.34', mc_currency: 'EUR' };
    expect(read('opened', fields)).toMatchObject([
      { ...dispute, outcome: 'closed' },
      { kind: 'unknown', word: 'adjustment' },
    ]);
  });

  test('without an id is none', () => {
    expect(read('opened', { case_id: undefined })).toMatchObject([{ kind: 'unknown' }]);
  });
});

describe('the receiver', () => {
  const id = { receiver_id: ID };

  test.each([
    ['by its address, in whatever case', {}, { receiver_email: 'SHOP@Example.com' }],
    ['by one name alone', {}, { business: undefined, receiver_id: undefined }],
    ['by address and id', id, {}],
    ['by its id, in whatever case', id, { receiver_id: ID.toLowerCase() }],
    ['by its id alone', { business: ID }, { business: 'any@address.example' }],
    ['by an id in place of the address', { business: ID }, { business: ID.toLowerCase() }],
    ['whose id nobody has told us', {}, { receiver_id: 'OTHER' }],
  ])('is us %s', (_, settings, changes) => {
    const [fact] = classic.readNotice(classicAccount(settings), notice('completed', changes));
    expect(fact).toMatchObject({ kind: 'paid' });
    expect(fact).not.toHaveProperty('wrongReceiver');
  });

  const other = 'thief@example.com';

  test.each([
    ['by its address', {}, { receiver_email: other }],
    ['by the address in the form', {}, { business: other }],
    ['by its id', id, { receiver_id: 'OTHER' }],
    ['by its id, where that is all we know', { business: ID }, { receiver_id: 'OTHER' }],
    ['by every name', id, { receiver_email: other, business: other, receiver_id: 'OTHER' }],
    ['because nobody is named', {}, { ...nobody() }],
    ['because nobody is named whom we could compare', { business: ID }, { receiver_id: '' }],
  ])('is somebody else %s', (_, settings, changes) => {
    const [fact] = classic.readNotice(classicAccount(settings), notice('completed', changes));
    expect(fact).toMatchObject({ kind: 'paid', wrongReceiver: true, gross: amount('12.34') });
  });

  test.each(['Pending', 'Failed', 'Dreamt'])(
    'of what is %s that is somebody else makes it nothing',
    (payment_status) => {
      const facts = read('completed', { payment_status, receiver_email: other });
      expect(facts.map(({ kind }) => kind)).toEqual(['unknown']);
    },
  );

  test.each([
    ['refunded', {}, 'refund'],
    ['refunded', { payment_status: 'Reversed' }, 'reversal'],
    ['opened', {}, 'dispute'],
    ['opened', { txn_type: 'adjustment' }, 'dispute'],
  ] as const)('of %s %o that is somebody else is of that money alone', (message, changes, kind) => {
    const facts = read(message, { ...changes, receiver_email: other });
    expect(facts).toMatchObject([{ kind, subject: { channelTransaction: PAYMENT } }]);
    expect(facts[0]?.subject).not.toHaveProperty('reference');
  });

  test('need not be named where money goes back: the payment is', () => {
    expect(read('refunded', nobody())).toMatchObject([{ kind: 'refund' }]);
  });

  function nobody() {
    return { receiver_email: undefined, business: undefined, receiver_id: undefined };
  }
});
