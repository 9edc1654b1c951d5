/** Cases of money that is disputed or taken back, and of news that comes in another order, or late. */
import { expect, test } from 'vitest';
import { type Cases, can, does, paidVisit } from './cases.ts';
import type { DisputeEnd, Visit } from './driver.ts';
import type { Stage } from './stage.ts';

const DISPUTE_END_TOLD = {
  won: 'CANCEL_REVERSAL ',
  withdrawn: 'CANCEL_REVERSAL ',
  lost: 'APP_REVERSE -',
  accepted: 'APP_REVERSE -',
  undecided: undefined,
} as const satisfies Record<DisputeEnd, string | undefined>;

export function takenBack(cases: Cases): void {
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
    'refundInDashboard',
    'dispute accepted',
  )('a merchant who gives in and refunds has lost the money once', async () => {
    const visit = await paidVisit(stage());
    await does(stage(), 'dispute')(visit);
    await does(stage(), 'refundInDashboard')(visit);
    await does(stage(), 'endDispute')(visit, 'accepted');
    expect(await stage().told(visit)).toEqual([...opened, `REFUND -${gross}`]);
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

export function outOfOrder(cases: Cases): void {
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
