/** Cases of refunds, and of answers that never come. */
import { describe, expect } from 'vitest';
import { followRefunds } from '../../src/flows/follow-refunds.ts';
import { refundPayment, settleRefunds } from '../../src/flows/refund-payment.ts';
import { ask, type Cases, can, does, paidVisit } from './cases.ts';
import type { Visit } from './driver.ts';
import type { Stage } from './stage.ts';

export function refunding(cases: Cases): void {
  const { channel, stage } = cases;
  const success = `SUCCESS ${channel.amount.gross}`;
  const refunded = (gross: string) => `REFUND -${gross}`;
  const refund = (visit: Visit, gross?: string) =>
    refundPayment(stage().test.running.centre, visit.transId, gross === undefined ? {} : { gross });
  // The notice of the end may come before or after the answer that it has begun.
  const made = channel.refundsTakeTime ? /^(sent|succeeded)$/ : /^succeeded$/;

  can(cases, 'refunds')('a full refund is told with its amount', async () => {
    const visit = await paidVisit(stage());
    expect((await refund(visit)).state).toMatch(made);
    expect(await stage().told(visit)).toEqual([success, refunded(channel.amount.gross)]);
    expect(await stage().driver.book(visit)).toEqual([
      `collected ${channel.amount.gross}`,
      `refunded ${channel.amount.gross}`,
    ]);
  });

  can(
    cases,
    'refunds',
    'partial refunds',
  )('two refunds of the same amount are two refunds', async () => {
    const visit = await paidVisit(stage());
    const { gross } = channel.part;
    for (let time = 0; time < 2; time += 1) {
      expect((await refund(visit, gross)).state).toMatch(made);
    }
    expect(await stage().told(visit)).toEqual([success, refunded(gross), refunded(gross)]);
    expect(await stage().driver.book(visit)).toEqual([
      `collected ${channel.amount.gross}`,
      `refunded ${gross}`,
      `refunded ${gross}`,
    ]);
  });

  can(cases, 'refunds')('more than is left is refused before anything is sent', async () => {
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
    expect((await refund(visit)).state).toMatch(made);
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

  can(
    cases,
    'endRefund',
    'refunds that fail late',
  )('a refund that fails later is taken back', async () => {
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

export function lostAnswers(cases: Cases): void {
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
      await makeRefundsDue(stage());
      await followRefunds(centre);
      expect(await stage().told(visit)).toEqual([success, `REFUND -${channel.amount.gross}`]);
      expect(await stage().driver.book(visit)).toEqual([
        `collected ${channel.amount.gross}`,
        `refunded ${channel.amount.gross}`,
      ]);
    });
  });
}

/** As if the time had come at which unanswered refunds are asked about again. */
export async function makeRefundsDue({ test: { running } }: Stage): Promise<void> {
  await running.centre.db
    .updateTable('refunds')
    .set({ retry_at: new Date(0) })
    .where('state', 'in', ['unknown', 'sent'])
    .execute();
}
