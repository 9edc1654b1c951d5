/** A centre, a merchant and a channel, and the questions that every case asks of them. */
import { expect } from 'vitest';
import { createApp } from '../../src/flows/configure-app.ts';
import { setChannel } from '../../src/flows/configure-channel.ts';
import { noticeUrl } from '../../src/flows/start-attempt.ts';
import { findPayment } from '../../src/store/payments.ts';
import { startTestCentre, type TestCentre } from '../centre.ts';
import { type Merchant, startMerchant } from '../merchant.ts';
import { doPayment, newOrderId } from '../shopper.ts';
import type { ConformanceChannel, Driver, Visit } from './driver.ts';

export type Stage = {
  readonly test: TestCentre;
  readonly merchant: Merchant;
  readonly driver: Driver;
  /** A payment on its way to the channel: a new one, or another attempt at an order. */
  open(orderId?: string): Promise<Visit>;
  /** Follows the browser back to PayCenter; what the page says has become of the payment. */
  comeBack(address: string): Promise<string>;
  /** What the merchant was told of the order, once nothing is under way any more. */
  told(visit: Visit): Promise<readonly string[]>;
  payment(
    visit: Visit,
  ): ReturnType<typeof findPayment> extends Promise<infer Found>
    ? Promise<NonNullable<Found>>
    : never;
  alerts(visit: Visit): Promise<readonly string[]>;
  close(): Promise<void>;
};

export async function setStage(channel: ConformanceChannel): Promise<Stage> {
  const test = await startTestCentre();
  const merchant = await startMerchant();
  const { centre } = test.running;
  await createApp(centre, { appId: 'shop', name: 'Shop', callbackUrl: merchant.url });
  const { driver, settings } = await channel.open(test);
  const given = new Map(Object.entries(settings));
  const { account } = await setChannel(centre, 'shop', channel.adapter, given);
  await driver.connect({ id: account.id, noticeUrl: noticeUrl({ publicUrl: test.url }, account) });

  const stage: Stage = {
    test,
    merchant,
    driver,
    async open(orderId = newOrderId()) {
      const fields = { channel: account.publicName, order_id: orderId, ...channel.amount };
      const reply = await doPayment(test, fields);
      expect([200, 302]).toContain(reply.status);
      const page = new URL(reply.headers.get('location') ?? '', test.url).href;
      const html = await reply.text();
      const { id, payment_id } = await newestAttemptOf(test, orderId);
      return { orderId, transId: payment_id, reference: id, page, html };
    },
    async comeBack(address) {
      const reply = await fetch(address);
      expect(reply.status).toBe(200);
      return /class="result ([a-z]+)"/.exec(await reply.text())?.[1] ?? 'unknown';
    },
    async told(visit) {
      await driver.settled();
      await expect.poll(() => callbacksUnderWay(test, visit), { timeout: 10_000 }).toBe(0);
      return merchant.of(visit.orderId).map(({ fields }) => `${fields.status} ${fields.gross}`);
    },
    async payment(visit) {
      const payment = await findPayment(centre.db, visit.transId);
      if (!payment) throw new Error(`There is no payment ${visit.transId}.`);
      return payment;
    },
    async alerts({ transId }) {
      const row = await centre.db
        .selectFrom('payments')
        .select('alerts')
        .where('id', '=', transId)
        .executeTakeFirst();
      return row?.alerts ?? [];
    },
    async close() {
      await driver.close();
      await test.stop();
      await merchant.close();
    },
  };
  return stage;
}

function newestAttemptOf({ running }: TestCentre, orderId: string) {
  return running.centre.db
    .selectFrom('attempts')
    .innerJoin('payments', 'payments.id', 'attempts.payment_id')
    .select(['attempts.id', 'attempts.payment_id'])
    .where('payments.order_id', '=', orderId)
    .orderBy('attempts.id', 'desc')
    .executeTakeFirstOrThrow();
}

async function callbacksUnderWay({ running }: TestCentre, { transId }: Visit): Promise<number> {
  const rows = await running.centre.db
    .selectFrom('callbacks')
    .select('id')
    .where('payment_id', '=', transId)
    .where('state', '=', 'waiting')
    .execute();
  return rows.length;
}
