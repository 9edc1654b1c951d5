import { describe, expect, onTestFinished, test } from 'vitest';
import type { AppSettings } from '../domain/app.ts';
import { applyFacts } from '../domain/apply-fact.ts';
import type { Payment } from '../domain/payment.ts';
import type { DueCallback } from '../store/callbacks.ts';
import {
  notify,
  opened,
  openTestCentre,
  paidNews,
  said,
  type TestCentre,
} from './centre.test-support.ts';
import { contextNow, NO_OUTBOX, type Outbox } from './centre.ts';
import { commitStep } from './commit-step.ts';

async function openShop(settings: Partial<AppSettings> = {}, outbox: Outbox = NO_OUTBOX) {
  const own = await openTestCentre({
    settings,
    callbackUrls: {
      '': 'https://Shop.example.com:8443/n?a=1',
      spring: 'https://spring.example.com/n',
    },
  });
  onTestFinished(() => own.close());
  return { ...own, centre: { ...own.centre, outbox } };
}

/** Pays, then refunds 40.00. */
async function payAndRefund(own: TestCentre, activityId = ''): Promise<Payment> {
  const payment = await opened(own, { activityId });
  const gross = { ...payment.gross, minor: 40_00n };
  const news = { kind: 'refund', channelRefund: 'r', gross, outcome: 'succeeded' };
  await notify(own, [paidNews(payment)]);
  await notify(own, [said(payment, news, 2)]);
  return payment;
}

async function told(own: TestCentre) {
  const rows = await own.centre.db
    .selectFrom('callbacks')
    .select(['url', 'endpoint', 'body'])
    .orderBy('turn')
    .execute();
  return rows.map(({ body, ...where }) => ({
    ...where,
    ...Object.fromEntries(new URLSearchParams(body)),
  }));
}

describe('a merchant is told', () => {
  test('each event in all ten parameters, at the address of the app', async () => {
    const own = await openShop();
    const payment = await payAndRefund(own);
    const common = {
      url: 'https://Shop.example.com:8443/n?a=1',
      endpoint: 'https://shop.example.com:8443',
      trans_id: payment.id,
      user_id: payment.orderId,
      currency: 'USD',
      channel: 'till-1',
      item: 'example',
      custom_data: payment.orderId,
      channel_data: '{}',
    };
    const timestamp = expect.stringMatching(/^\d{13}$/);
    expect(await told(own)).toEqual([
      { ...common, timestamp: String(payment.createdAtMs), gross: '100.00', status: 'SUCCESS' },
      { ...common, timestamp, gross: '-40.00', status: 'REFUND' },
    ]);
  });

  test('at the address of the activity that the payment is of, in seconds if the app wants them', async () => {
    const own = await openShop({ timestampUnit: 's' });
    await payAndRefund(own, 'spring');
    const all = await told(own);
    expect(all.map(({ url }) => url)).toEqual(Array(2).fill('https://spring.example.com/n'));
    expect(all[0]).toMatchObject({ timestamp: expect.stringMatching(/^\d{10}$/) });
  });

  test('of what went back under an id of its own, if the app wants that; verify knows both', async () => {
    const own = await openShop({ reversalTransId: 'own' });
    const payment = await payAndRefund(own);
    const [success, refund] = (await told(own)) as { trans_id?: string }[];
    expect(success?.trans_id).toBe(payment.id);
    expect(refund?.trans_id).toMatch(/^[0-9a-z]{32}$/);
    expect(refund?.trans_id).not.toBe(payment.id);
    const [known, other, nobody] = await Promise.all(
      [payment.id, refund?.trans_id ?? '', 'nobody'].map(own.centre.toldEvents),
    );
    const amounts = (each: typeof known) => each?.events.map(({ grossMinor }) => grossMinor);
    expect([amounts(known), amounts(other)]).toEqual([[100_00n], [-40_00n]]);
    expect(nobody).toEqual({ known: false, events: [] });
  });
});

/** A worker that only takes note of what it is handed. */
function recordingOutbox(places: number) {
  const sent: DueCallback[] = [];
  let free = places;
  const outbox: Outbox = {
    owner: 'me',
    reserve() {
      if (free === 0) return false;
      free -= 1;
      return true;
    },
    release() {
      free += 1;
    },
    send: (callback) => void sent.push(callback),
  };
  return { outbox, sent, free: () => free };
}

describe('what was committed is handed over to be sent', () => {
  test('at once, held by this process, and only the first of a payment', async () => {
    const { outbox, sent, free } = recordingOutbox(5);
    const own = await openShop({}, outbox);
    const payment = await payAndRefund(own);
    expect(sent).toMatchObject([{ paymentId: payment.id, sends: 1, sendsBefore: 0 }]);
    expect(sent[0]?.body).toContain('status=SUCCESS');
    // The refund's place was given back: an earlier callback waits.
    expect(free()).toBe(4);
    const rows = await own.centre.db
      .selectFrom('callbacks')
      .select(['sends', 'lease_owner'])
      .orderBy('turn')
      .execute();
    expect(rows).toEqual([
      { sends: 1, lease_owner: 'me' },
      { sends: 0, lease_owner: null },
    ]);
  });

  test('later by whoever is free, where no place is', async () => {
    const { outbox, sent } = recordingOutbox(0);
    const own = await openShop({}, outbox);
    await payAndRefund(own);
    expect(sent).toEqual([]);
    const rows = await own.centre.db.selectFrom('callbacks').select('sends').execute();
    expect(rows).toEqual([{ sends: 0 }, { sends: 0 }]);
  });

  test('not at all, its place given back, when somebody else was faster', async () => {
    const { outbox, sent, free } = recordingOutbox(1);
    const own = await openShop({}, outbox);
    const payment = await opened(own);
    const facts = [paidNews(payment)];
    const step = applyFacts(payment, payment.attempts[0]?.id ?? '', facts, contextNow());
    await own.centre.db
      .updateTable('payments')
      .set({ version: 7 })
      .where('id', '=', payment.id)
      .execute();
    const cause = { notice: null, appliedNoticeId: null };
    expect(await commitStep(own.centre, own.app, payment, step, cause)).toBe(false);
    expect([sent, free()]).toEqual([[], 1]);
  });

  test('nor when it cannot be committed', async () => {
    const { outbox, sent, free } = recordingOutbox(1);
    const own = await openShop({}, outbox);
    const payment = await opened(own);
    const broken = { ...own.centre, commit: () => Promise.reject(new Error('away')) };
    await expect(notify({ ...own, centre: broken }, [paidNews(payment)])).rejects.toThrow('away');
    expect([sent, free()]).toEqual([[], 1]);
  });
});
