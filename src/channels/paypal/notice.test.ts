import { createPublicKey, X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { ChannelAccount, RawNotice } from '../../domain/channel.ts';
import { createCertificates } from './certificates.ts';
import events from './fixtures/events.json' with { type: 'json' };
import vectors from './fixtures/vectors.json' with { type: 'json' };
import { createPayPal } from './index.ts';
import { isSignedBy } from './notice.ts';
import {
  accountWith,
  amount,
  REFERENCE,
  rawNotice,
  type Scene,
  setScene,
} from './paypal.test-support.ts';

const paypal = createPayPal();
const account = accountWith({});

function read(event: keyof typeof events) {
  return paypal.readNotice(account, rawNotice(JSON.stringify(events[event])));
}

describe('the published vector', () => {
  const { transmission_id: id, transmission_time: time, signature, webhook_id } = vectors;
  const body = Buffer.from(vectors.body);

  test.each([
    ['public key', createPublicKey(vectors.public_key)],
    ['certificate', new X509Certificate(vectors.certificate).publicKey],
  ])('is signed by the owner of the %s', (_, key) => {
    expect(body.length).toBe(vectors.body_bytes);
    expect(isSignedBy(key, { id, time, signature }, webhook_id, body)).toBe(true);
  });

  test.each([
    ['another id', { id: `${id}0` }, webhook_id, body],
    ['another time', { time: '2026-01-02T03:04:07Z' }, webhook_id, body],
    ['another webhook', {}, `${webhook_id}0`, body],
    ['one more space', {}, webhook_id, Buffer.from(`${vectors.body} `)],
  ])('is not, with %s', (_, change, webhook, content) => {
    const key = createPublicKey(vectors.public_key);
    expect(isSignedBy(key, { id, time, signature, ...change }, webhook, content)).toBe(false);
  });

  test('tells of a payment', () => {
    expect(paypal.readNotice(account, rawNotice(vectors.body))).toEqual([
      {
        kind: 'paid',
        subject: { reference: 'T0001', channelTransaction: '3C679366HH908993F' },
        occurredAtMs: Date.parse('2026-01-02T03:04:05.678Z'),
        gross: amount('12.34'),
        channelTransaction: '3C679366HH908993F',
      },
    ]);
  });
});

describe('an event', () => {
  const subject = { reference: 'T0001', channelTransaction: '3C679366HH908993F' };

  test.each([
    ['approved', { kind: 'pending', ask: true, subject: { reference: 'T0001' } }],
    ['approvalReversed', { kind: 'expired', subject: { reference: 'T0001' } }],
    ['completed', { kind: 'paid', subject, gross: amount('12.34'), feeMinor: 77n }],
    [
      'completedLongAgo',
      {
        kind: 'paid',
        subject: { ...subject, reference: '5O190127TN364715T' },
        gross: amount('500', 'JPY'),
      },
    ],
    ['pending', { kind: 'pending', subject, reason: 'ECHECK' }],
    ['denied', { kind: 'failed', subject }],
    [
      'refunded',
      {
        kind: 'refund',
        subject: { channelTransaction: '3C679366HH908993F' },
        channelRefund: '1Y107995YT783435V',
        gross: amount('4.00'),
        outcome: 'succeeded',
        occurredAtMs: Date.parse('2026-01-05T20:00:00Z'),
      },
    ],
    [
      'reversed',
      {
        kind: 'reversal',
        subject: { channelTransaction: '3C679366HH908993F' },
        channelReversal: '09E71677NS257044M',
        gross: amount('12.34'),
        outcome: 'reversed',
        occurredAtMs: Date.parse('2026-02-01T22:30:10Z'),
      },
    ],
    [
      'disputed',
      {
        kind: 'dispute',
        subject,
        channelDispute: 'PP-D-4805',
        outcome: 'open',
        gross: amount('12.34'),
        reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
        dueAtMs: Date.parse('2026-02-12T00:00:00Z'),
      },
    ],
  ] as const)('%s is one fact', (event, fact) => {
    expect(read(event)).toMatchObject([fact]);
    expect(read(event)).toHaveLength(1);
  });

  test.each([
    ['of a kind that we do not know', { event_type: 'BILLING.PLAN.CREATED', resource: {} }],
    ['without its resource', { event_type: 'PAYMENT.CAPTURE.COMPLETED' }],
    [
      'of money that cannot be read',
      { event_type: 'PAYMENT.CAPTURE.COMPLETED', resource: { id: 'C', status: 'COMPLETED' } },
    ],
  ])('%s is a word without effect', (_, event) => {
    const [fact] = paypal.readNotice(account, rawNotice(JSON.stringify(event)));
    expect(fact).toMatchObject({ kind: 'unknown', word: event.event_type });
  });

  test('declined or denied by any name has failed', () => {
    for (const event_type of ['PAYMENT.CAPTURE.DENIED', 'PAYMENT.CAPTURE.DECLINED']) {
      for (const status of ['DECLINED', 'DENIED', 'FAILED']) {
        const resource = { ...events.denied.resource, status };
        const notice = rawNotice(JSON.stringify({ ...events.denied, event_type, resource }));
        expect(paypal.readNotice(account, notice)).toMatchObject([{ kind: 'failed' }]);
      }
    }
  });

  test.each(['custom_id', 'invoice_id'])('of our own refund names it, by its %s', (member) => {
    const resource = { ...events.refunded.resource, [member]: `refund-${REFERENCE}` };
    const notice = rawNotice(JSON.stringify({ ...events.refunded, resource }));
    const [fact] = paypal.readNotice(account, notice);
    expect(fact).toMatchObject({ refundId: REFERENCE });
    expect(fact?.subject).toEqual({ channelTransaction: '3C679366HH908993F' });
  });
});

describe('the end of a dispute', () => {
  const paidBySeller = (type: string) => [
    { affected_party: 'SELLER', type, amount: { currency_code: 'EUR', value: '12.34' } },
  ];

  test.each([
    ['RESOLVED_SELLER_FAVOUR', [], 'won'],
    ['CANCELED_BY_BUYER', [], 'won'],
    ['DENIED', [], 'won'],
    ['RESOLVED_BUYER_FAVOUR', [], 'lost'],
    ['ACCEPTED', [], 'lost'],
    ['RESOLVED_WITH_PAYOUT', paidBySeller('DEBIT'), 'lost'],
    ['RESOLVED_WITH_PAYOUT', [...paidBySeller('DEBIT'), ...paidBySeller('CREDIT')], 'closed'],
    ['RESOLVED_WITH_PAYOUT', [], 'closed'],
    ['NONE', [], 'closed'],
    ['toString', [], 'closed'],
    [undefined, [], 'closed'],
  ])('%s with movements %j is %s', (outcome_code, money_movements, outcome) => {
    const resource = {
      ...events.disputed.resource,
      status: 'RESOLVED',
      dispute_outcome: { outcome_code },
      money_movements,
    };
    const event = { ...events.disputed, event_type: 'CUSTOMER.DISPUTE.RESOLVED', resource };
    const notice = rawNotice(JSON.stringify(event));
    expect(paypal.readNotice(account, notice)).toMatchObject([{ kind: 'dispute', outcome }]);
  });
});

test('a transcript holds ids and amounts, and nothing of the payer', () => {
  for (const event of Object.values(events)) {
    const shown = paypal.scrub(rawNotice(JSON.stringify(event)));
    expect(shown).toContain(event.id);
    expect(shown.toLowerCase()).not.toContain('canary');
  }
  expect(paypal.scrub(rawNotice(JSON.stringify(events.refunded)))).toContain('"value":"4.00"');
  expect(paypal.scrub(rawNotice('not json'))).toBe('8 bytes that are no JSON object');
});

describe('a webhook', () => {
  /** One as the simulator would send it. */
  async function sent(scene: Scene): Promise<RawNotice> {
    const orderId = await scene.approved();
    const { sender } = scene.simulator.api.webhooks;
    sender.setMode('hold');
    scene.simulator.setNoticeUrl('http://127.0.0.1:9/nowhere');
    await scene.query(orderId);
    const letter = scene.simulator.api.webhooks.letter('PAYMENT.CAPTURE.COMPLETED');
    return rawNotice(letter.body, letter.headers);
  }

  const verdict = (
    scene: Scene,
    notice: RawNotice,
    change: Partial<ChannelAccount['settings']> = {},
  ) =>
    scene.paypal.verifyNotice(
      {
        ...scene.account,
        settings: { ...scene.account.settings, ...change } as ChannelAccount['settings'],
      },
      notice,
    );

  test('is genuine, offline and online, and its key is the event’s', async () => {
    const scene = await setScene();
    const notice = await sent(scene);
    const { id } = JSON.parse(notice.body.toString());
    for (const verify of ['offline', 'online']) {
      expect(await verdict(scene, notice, { verify })).toEqual({ kind: 'genuine', noticeKey: id });
    }
    expect(scene.calls('verify')).toHaveLength(1);
  });

  test('that was changed under way is forged, offline and online', async () => {
    const scene = await setScene();
    const notice = await sent(scene);
    const body = Buffer.from(notice.body.toString().replace('12.34', '92.34'));
    for (const verify of ['offline', 'online']) {
      expect(await verdict(scene, { ...notice, body }, { verify })).toMatchObject({
        kind: 'forged',
      });
    }
  });

  test('cannot be checked while PayPal, or the certificate’s server, does not answer', async () => {
    const scene = await setScene();
    const notice = await sent(scene);
    await scene.control('answer', { operation: 'verify', how: 'fail' });
    expect(await verdict(scene, notice, { verify: 'online' })).toMatchObject({
      kind: 'unverifiable',
    });
    await scene.simulator.api.webhooks.close();
    expect(await verdict(scene, notice)).toMatchObject({ kind: 'unverifiable' });
  });

  test.each([
    'https://attacker.example/cert.pem',
    'https://paypal.com.attacker.example/cert.pem',
    'https://attackerpaypal.com/cert.pem',
    'https://api.paypal.com@attacker.example/cert.pem',
    'https://api.paypal.com:8443/cert.pem',
    'https://api.paypal.com.:443/cert.pem',
    'http://api.paypal.com/cert.pem',
    'file:///etc/passwd',
    '//api.paypal.com/cert.pem',
    'https://127.0.0.1/cert.pem',
    'not an address',
    '',
  ])('with a certificate at "%s" is forged, and nothing is fetched', async (url) => {
    const fetched: string[] = [];
    const certificates = createCertificates();
    const { verifyNotice } = await import('./notice.ts');
    const world = {
      certificates: {
        find: (...asked: Parameters<typeof certificates.find>) => {
          fetched.push(asked[1].href);
          return certificates.find(...asked);
        },
      },
      client: async () => ({ kind: 'unreachable', why: 'not asked' }) as const,
    };
    const headers = {
      'paypal-transmission-id': vectors.transmission_id,
      'paypal-transmission-time': vectors.transmission_time,
      'paypal-transmission-sig': vectors.signature,
      'paypal-auth-algo': 'SHA256withRSA',
      'paypal-cert-url': url,
    };
    for (const verify of ['offline', 'online']) {
      const settings = { webhook_id: vectors.webhook_id, verify };
      const result = await verifyNotice(
        world,
        accountWith(settings),
        rawNotice(vectors.body, headers),
      );
      expect(result).toMatchObject({ kind: 'forged' });
    }
    expect(fetched).toEqual([]);
  });
});
