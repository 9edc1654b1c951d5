/** Cases of money on its way: paid, pending, not paid, and what must not be believed. */
import { expect, test } from 'vitest';
import { type Cases, can, does, paidVisit } from './cases.ts';

export function collecting(cases: Cases): void {
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

  test('the browser comes back at the very moment of the notice', async () => {
    const visit = await stage().open();
    const address = `${stage().test.url}/pay/return/${visit.reference}`;
    await Promise.all([
      stage().driver.pay(visit),
      ...Array.from({ length: 3 }, () => stage().comeBack(address)),
    ]);
    expect(await stage().told(visit)).toEqual([success]);
    expect(await stage().driver.book(visit)).toEqual([`collected ${channel.amount.gross}`]);
  });

  test('the same notice again changes nothing', async () => {
    const visit = await paidVisit(stage());
    const statuses = await Promise.all(
      Array.from({ length: 5 }, () => stage().driver.repeatPaid(visit)),
    );
    expect(statuses).toEqual([200, 200, 200, 200, 200]);
    expect(await stage().told(visit)).toEqual([success]);
  });

  can(cases, 'query')('without any notice, the return finds out', async () => {
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
    expect((await stage().payment(visit)).state).toMatch(/^(failed|canceled)$/);
  });
}

export function notBelieved(cases: Cases): void {
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
