/**
 * What PayCenter promises of every channel, tried on a whole centre: each case ends with exactly the
 * callbacks that the merchant should have had, in their order, once each.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { askChannel } from '../../src/flows/ask-channel.ts';
import { refundPayment, settleRefunds } from '../../src/flows/refund-payment.ts';
import type { Ability, ConformanceChannel, DisputeEnd, Driver, Visit } from './driver.ts';
import { type Stage, setStage } from './stage.ts';

export function conformance(channel: ConformanceChannel): void {
  describe(`${channel.adapter} keeps the contract`, () => {
    let stage: Stage;
    beforeAll(async () => {
      stage = await setStage(channel);
    });
    beforeEach(() => stage.driver.behave());
    afterAll(() => stage?.close());
    const cases: Cases = { channel, stage: () => stage };
    collecting(cases);
    notBelieved(cases);
    refunding(cases);
    lostAnswers(cases);
    takenBack(cases);
    outOfOrder(cases);
  });
}

type Cases = { readonly channel: ConformanceChannel; readonly stage: () => Stage };

/** A case, left out where the channel has no such thing. */
function can({ channel }: Cases, ...abilities: readonly Ability[]) {
  return test.skipIf(abilities.some((ability) => channel.lacks[ability] !== undefined));
}

/** The part of the channel that the case was told it has. */
function does<Name extends keyof Driver>({ driver }: Stage, name: Name): NonNullable<Driver[Name]> {
  const part = driver[name];
  if (!part) throw new Error(`The driver does not say that it lacks ${name}.`);
  return part as NonNullable<Driver[Name]>;
}

async function paidVisit(stage: Stage): Promise<Visit> {
  const visit = await stage.open();
  await stage.driver.pay(visit);
  await stage.told(visit);
  return visit;
}

/** Asks the channel now, as `payment sync` does. */
async function ask(stage: Stage, visit: Visit): Promise<void> {
  const { centre } = stage.test.running;
  const app = await centre.directory.app('shop');
  const payment = await stage.payment(visit);
  const attempt = payment.attempts.find(({ id }) => id === visit.reference);
  if (app && attempt) await askChannel(centre, app, payment, attempt);
}

function collecting(cases: Cases): void {
  const { channel, stage } = cases;
  const success = `SUCCESS ${channel.amount.gross}`;

  test('a payment is told once, without the browser coming back', async () => {
    const visit = await stage().open();
    await stage().driver.pay(visit);
    expect(await stage().told(visit)).toEqual([success]);
    const [callback] = stage().merchant.of(visit.orderId);
    expect(callback?.fields).toMatchObject({
      ...{ user_id: visit.orderId, trans_id: visit.transId, currency: channel.amount.currency },
      channel: channel.adapter,
      channel_data: channel.payerEmail ? JSON.stringify({ payer_email: channel.payerEmail }) : '{}',
    });
    expect((await stage().payment(visit)).state).toBe('paid');
    expect(await stage().driver.book(visit)).toEqual([`collected ${channel.amount.gross}`]);
  });

  test('the browser comes back after the notice, and nothing more is told', async () => {
    const visit = await stage().open();
    const back = await stage().driver.pay(visit);
    expect(await stage().told(visit)).toEqual([success]);
    expect(await stage().comeBack(back)).toBe('paid');
    expect(await stage().told(visit)).toEqual([success]);
  });

  test('the same notice again changes nothing', async () => {
    const visit = await paidVisit(stage());
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () => stage().driver.repeatPaid(visit)),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await stage().told(visit)).toEqual([success]);
  });

  test('without any notice, the return finds out', async () => {
    const visit = await stage().open();
    const back = await stage().driver.payInSilence(visit);
    expect(await stage().comeBack(back)).toBe('paid');
    expect(await stage().told(visit)).toEqual([success]);
    expect(await stage().driver.book(visit)).toEqual([`collected ${channel.amount.gross}`]);
  });

  can(cases, 'decline')('a declined payment is told to nobody', async () => {
    const visit = await stage().open();
    await stage().comeBack(await does(stage(), 'decline')(visit));
    expect(await stage().told(visit)).toEqual([]);
    expect(await stage().driver.book(visit)).toEqual([]);
  });

  can(cases, 'cancel')('a payer who cancels may try again', async () => {
    const visit = await stage().open();
    const page = await stage().comeBack(await does(stage(), 'cancel')(visit));
    expect(page).toBe('canceled');
    expect(await stage().told(visit)).toEqual([]);
    await stage().driver.pay(visit);
    expect(await stage().told(visit)).toEqual([success]);
  });

  can(
    cases,
    'pend',
    'endPending',
  )('pending, then paid', async () => {
    const visit = await stage().open();
    await does(stage(), 'pend')(visit);
    expect(await stage().told(visit)).toEqual([]);
    expect((await stage().payment(visit)).state).toBe('pending');
    await does(stage(), 'endPending')(visit, 'paid');
    expect(await stage().told(visit)).toEqual([success]);
  });

  can(
    cases,
    'pend',
    'endPending',
  )('pending, then refused', async () => {
    const visit = await stage().open();
    await does(stage(), 'pend')(visit);
    await stage().told(visit);
    await does(stage(), 'endPending')(visit, 'refused');
    expect(await stage().told(visit)).toEqual([]);
    expect((await stage().payment(visit)).state).toBe('failed');
  });
}

function notBelieved(cases: Cases): void {
  const { channel, stage } = cases;

  test.each(channel.forgeries)('a notice that is not genuine is refused: %s', async (forgery) => {
    const visit = await stage().open();
    const status = (await stage().driver.forgePaid(visit, forgery)) ?? 0;
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(await stage().told(visit)).toEqual([]);
    expect((await stage().payment(visit)).state).toBe('created');
    expect(stage().driver.strangerVisits?.() ?? 0).toBe(0);
  });

  test.each(channel.other)(
    'other money than was asked for waits for a person: %o',
    async (other) => {
      const visit = await stage().open();
      await stage().driver.payOther(visit, other);
      expect(await stage().told(visit)).toEqual([]);
      expect((await stage().payment(visit)).state).toBe('review');
      expect(await stage().alerts(visit)).toEqual(['amount_mismatch']);
    },
  );

  can(cases, 'payToAnother')('money that went to another waits for a person', async () => {
    const visit = await stage().open();
    await does(stage(), 'payToAnother')(visit);
    expect(await stage().told(visit)).toEqual([]);
    expect((await stage().payment(visit)).state).toBe('review');
  });

  can(cases, 'tellUnknown')('a word that nobody knows is taken, and does nothing', async () => {
    const visit = await paidVisit(stage());
    const before = await stage().payment(visit);
    expect(await does(stage(), 'tellUnknown')(visit)).toBe(200);
    expect(await stage().told(visit)).toEqual([`SUCCESS ${channel.amount.gross}`]);
    expect({ ...(await stage().payment(visit)), version: before.version }).toEqual(before);
  });
}

function refunding(cases: Cases): void {
  const { channel, stage } = cases;
  const success = `SUCCESS ${channel.amount.gross}`;
  const refunded = (gross: string) => `REFUND -${gross}`;
  const refund = (visit: Visit, gross?: string) =>
    refundPayment(stage().test.running.centre, visit.transId, gross === undefined ? {} : { gross });

  test('a full refund is told with its amount', async () => {
    const visit = await paidVisit(stage());
    expect(await refund(visit)).toMatchObject({ state: 'succeeded' });
    expect(await stage().told(visit)).toEqual([success, refunded(channel.amount.gross)]);
    expect(await stage().driver.book(visit)).toEqual([
      `collected ${channel.amount.gross}`,
      `refunded ${channel.amount.gross}`,
    ]);
  });

  can(cases, 'partial refunds')('two refunds of the same amount are two refunds', async () => {
    const visit = await paidVisit(stage());
    const { gross } = channel.part;
    const states = [await refund(visit, gross), await refund(visit, gross)].map(
      (each) => each.state,
    );
    expect(states).toEqual(['succeeded', 'succeeded']);
    expect(await stage().told(visit)).toEqual([success, refunded(gross), refunded(gross)]);
    expect(await stage().driver.book(visit)).toEqual([
      `collected ${channel.amount.gross}`,
      `refunded ${gross}`,
      `refunded ${gross}`,
    ]);
  });

  test('more than is left is refused before anything is sent', async () => {
    const visit = await paidVisit(stage());
    await refund(visit);
    await expect(refund(visit, channel.part.gross)).rejects.toMatchObject({
      code: 'NOTHING_TO_REFUND',
    });
    expect(await stage().driver.book(visit)).toHaveLength(2);
  });

  can(cases, 'refuseNextRefund')('a refund that the channel refuses has failed', async () => {
    const visit = await paidVisit(stage());
    await does(stage(), 'refuseNextRefund')();
    expect(await refund(visit)).toMatchObject({ state: 'failed' });
    expect(await stage().told(visit)).toEqual([success]);
    expect(await refund(visit)).toMatchObject({ state: 'succeeded' });
    expect(await stage().told(visit)).toEqual([success, refunded(channel.amount.gross)]);
  });

  can(
    cases,
    'delayNextRefund',
    'endRefund',
  )('a refund may take its time', async () => {
    const visit = await paidVisit(stage());
    await does(stage(), 'delayNextRefund')();
    expect(await refund(visit)).toMatchObject({ state: 'sent' });
    expect(await stage().told(visit)).toEqual([success]);
    await does(stage(), 'endRefund')(visit, 'succeeded');
    expect(await stage().told(visit)).toEqual([success, refunded(channel.amount.gross)]);
  });

  can(cases, 'endRefund')('a refund that fails later is taken back', async () => {
    const visit = await paidVisit(stage());
    await refund(visit);
    await stage().told(visit);
    await does(stage(), 'endRefund')(visit, 'failed');
    const { gross } = channel.amount;
    expect(await stage().told(visit)).toEqual([
      success,
      refunded(gross),
      `CANCEL_REVERSAL ${gross}`,
    ]);
  });

  can(cases, 'refundInDashboard')('a refund from the dashboard is told too', async () => {
    const visit = await paidVisit(stage());
    const partial = channel.lacks['partial refunds'] === undefined;
    const amount = partial ? channel.part : channel.amount;
    await does(stage(), 'refundInDashboard')(visit, amount);
    expect(await stage().told(visit)).toEqual([success, refunded(amount.gross)]);
  });
}

function lostAnswers(cases: Cases): void {
  const { channel, stage } = cases;
  const success = `SUCCESS ${channel.amount.gross}`;

  describe.each(['after', 'before'] as const)('an answer that is lost %s it was done', (when) => {
    can(
      cases,
      'loseAnswer',
      'fallSilent',
    )('to a capture: asked again, collected once', async () => {
      const visit = await stage().open();
      await does(stage(), 'loseAnswer')('capture', when);
      await stage().comeBack(await stage().driver.payInSilence(visit));
      expect(await stage().told(visit)).toEqual([]);
      await ask(stage(), visit);
      await ask(stage(), visit);
      expect(await stage().told(visit)).toEqual([success]);
      expect(await stage().driver.book(visit)).toEqual([`collected ${channel.amount.gross}`]);
    });

    can(
      cases,
      'loseAnswer',
      'fallSilent',
    )('to a refund: unknown, then repeated by its key', async () => {
      const visit = await paidVisit(stage());
      const { centre } = stage().test.running;
      await does(stage(), 'fallSilent')();
      await does(stage(), 'loseAnswer')('refund', when);
      expect(await refundPayment(centre, visit.transId)).toMatchObject({ state: 'unknown' });
      expect(await stage().told(visit)).toEqual([success]);
      await makeRefundsDue(stage());
      await settleRefunds(centre);
      expect(await stage().told(visit)).toEqual([success, `REFUND -${channel.amount.gross}`]);
      expect(await stage().driver.book(visit)).toEqual([
        `collected ${channel.amount.gross}`,
        `refunded ${channel.amount.gross}`,
      ]);
    });
  });
}

async function makeRefundsDue({ test: { running } }: Stage): Promise<void> {
  await running.centre.db
    .updateTable('refunds')
    .set({ retry_at: new Date(0) })
    .where('state', '=', 'unknown')
    .execute();
}

const DISPUTE_END_TOLD = {
  won: 'CANCEL_REVERSAL ',
  withdrawn: 'CANCEL_REVERSAL ',
  lost: 'APP_REVERSE -',
  accepted: 'APP_REVERSE -',
  undecided: undefined,
} as const satisfies Record<DisputeEnd, string | undefined>;

function takenBack(cases: Cases): void {
  const { channel, stage } = cases;
  const { gross } = channel.amount;
  const opened = [`SUCCESS ${gross}`, `IN_CASE ${gross}`];

  for (const end of Object.keys(DISPUTE_END_TOLD) as DisputeEnd[]) {
    can(
      cases,
      'dispute',
      `dispute ${end}`,
    )(`a dispute, ${end}`, async () => {
      const visit = await paidVisit(stage());
      await does(stage(), 'dispute')(visit);
      expect(await stage().told(visit)).toEqual(opened);
      await does(stage(), 'endDispute')(visit, end);
      const told = DISPUTE_END_TOLD[end];
      expect(await stage().told(visit)).toEqual(told ? [...opened, `${told}${gross}`] : opened);
      const alerts = end === 'undecided' ? ['dispute_undecided'] : [];
      expect(await stage().alerts(visit)).toEqual(alerts);
    });
  }

  can(
    cases,
    'dispute',
    'reverse',
    'dispute lost',
  )('a dispute costs its money once', async () => {
    const visit = await paidVisit(stage());
    await does(stage(), 'dispute')(visit);
    await does(stage(), 'reverse')(visit);
    await does(stage(), 'endDispute')(visit, 'lost');
    expect(await stage().told(visit)).toEqual([...opened, `APP_REVERSE -${gross}`]);
  });

  can(
    cases,
    'dispute',
    'reverse',
    'dispute won',
  )('a won dispute brings it back', async () => {
    const visit = await paidVisit(stage());
    await does(stage(), 'dispute')(visit);
    await does(stage(), 'reverse')(visit);
    await does(stage(), 'endDispute')(visit, 'won');
    expect(await stage().told(visit)).toEqual([
      ...opened,
      `APP_REVERSE -${gross}`,
      `CANCEL_REVERSAL ${gross}`,
    ]);
  });

  can(cases, 'reverse')('money is taken back without a dispute', async () => {
    const visit = await paidVisit(stage());
    await does(stage(), 'reverse')(visit);
    expect(await stage().told(visit)).toEqual([`SUCCESS ${gross}`, `APP_REVERSE -${gross}`]);
  });
}

function outOfOrder(cases: Cases): void {
  const { channel, stage } = cases;
  const { gross } = channel.amount;

  can(cases, 'refundInDashboard')('a refund is heard of before its payment', async () => {
    const visit = await stage().open();
    await stage().driver.payUnheard(visit);
    await does(stage(), 'refundInDashboard')(visit);
    expect(await stage().told(visit)).toEqual([]);
    await stage().driver.tellPaid(visit);
    expect(await stage().told(visit)).toEqual([`SUCCESS ${gross}`, `REFUND -${gross}`]);
  });

  can(cases, 'dispute')('a dispute is heard of before its payment', async () => {
    const visit = await stage().open();
    await stage().driver.payUnheard(visit);
    await does(stage(), 'dispute')(visit);
    expect(await stage().told(visit)).toEqual([]);
    await stage().driver.tellPaid(visit);
    expect(await stage().told(visit)).toEqual([`SUCCESS ${gross}`, `IN_CASE ${gross}`]);
  });

  test('a notice that comes months late still counts', async () => {
    const visit = await stage().open();
    await stage().driver.payUnheard(visit);
    await letMonthsPass(stage(), visit);
    await stage().driver.tellPaid(visit);
    expect(await stage().told(visit)).toEqual([`SUCCESS ${gross}`]);
  });
}

const MONTHS_MS = 100 * 86_400_000;

/** As if the shopper had been sent away long ago, and had been given up since. */
async function letMonthsPass({ test: { running } }: Stage, visit: Visit): Promise<void> {
  const { db } = running.centre;
  const then = new Date(Date.now() - MONTHS_MS);
  const attempt = { created_at: then, state: 'expired' };
  await db.updateTable('attempts').set(attempt).where('id', '=', visit.reference).execute();
  const payment = { created_at: then, state: 'expired' };
  await db.updateTable('payments').set(payment).where('id', '=', visit.transId).execute();
}
