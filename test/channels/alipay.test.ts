import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type AlipaySimulator, createAlipaySimulator } from '../../simulators/alipay/index.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { attributesOf, doPayment } from '../shopper.ts';
import { alipay, drive } from './alipay.ts';
import { conformance } from './conformance.ts';
import type { Visit } from './driver.ts';
import { type Stage, setStage } from './stage.ts';

conformance(alipay);

const SUCCESS = 'SUCCESS 12.34';

let simulator: AlipaySimulator;
let stage: Stage;
const control = (action: string, more: object) => simulator.control({ action, ...more });

beforeAll(async () => {
  simulator = await createAlipaySimulator();
  const { settings } = simulator;
  stage = await setStage({ ...alipay, open: async () => ({ driver: drive(simulator), settings }) });
});
afterEach(() => stage.driver.behave());
afterAll(() => stage?.close());

async function paid(): Promise<Visit> {
  const visit = await stage.open();
  await stage.driver.pay(visit);
  await stage.told(visit);
  return visit;
}

describe('a payer at Alipay', () => {
  test('pays on the page, by pressing its button, and comes back', async () => {
    const visit = await stage.open();
    const cashier = await fetch(visit.page);
    const [, action = ''] = /action="([^"]+)"><button>Pay now/.exec(await cashier.text()) ?? [];
    const back = await fetch(new URL(action, cashier.url), { method: 'POST' });
    expect(new URL(back.url).pathname).toBe(`/pay/return/${visit.reference}`);
    expect(await back.text()).toContain('class="result paid"');
    expect(await stage.told(visit)).toEqual([SUCCESS]);
    const after = await (await fetch(cashier.url)).text();
    expect(after).not.toContain('Pay now');
    expect(after).toContain('refund all');
  });

  test('comes by a form when the item makes the address too long', async () => {
    const { gross, currency } = alipay.amount;
    const item = '普洱茶'.repeat(80);
    const fields = { channel: 'alipay', order_id: 'long-item', gross, currency, item };
    const page = await (await doPayment(stage.test, fields)).text();
    const [action = ''] = attributesOf(page, /<form method="post" action="([^"]*)"/g);
    const [content = ''] = attributesOf(page, /name="biz_content" value="([^"]*)"/g);
    const body = new URLSearchParams({ biz_content: content });
    const cashier = await fetch(action, { method: 'POST', body });
    expect(await cashier.text()).toContain(item);
  });

  test('who comes and does not pay may choose again, until the time is over', async () => {
    const visit = await stage.open();
    await fetch(visit.page);
    await control('login', visit);
    expect(await stage.comeBack(`${stage.test.url}/pay/return/${visit.reference}`)).not.toBe(
      'paid',
    );
    expect((await stage.payment(visit)).state).toBe('created');
    await control('expire', visit);
    expect(await stage.told(visit)).toEqual([]);
    expect((await stage.payment(visit)).state).toBe('expired');
  });

  test('has paid once, also when the trade is finished later', async () => {
    const visit = await paid();
    await control('finish', visit);
    expect(await stage.told(visit)).toEqual([SUCCESS]);
  });

  test('leaves no trace of a person or a key in the log or the transcripts', async () => {
    const visit = await paid();
    await stage.told(visit);
    const notices = await stage.test.running.centre.db
      .selectFrom('notices')
      .select('transcript')
      .execute();
    const traces = JSON.stringify([notices, stage.test.logged]);
    expect(notices.length).toBeGreaterThan(0);
    for (const secret of ['pay***', '2088102146225135', simulator.settings.private_key ?? '']) {
      expect(traces).not.toContain(secret);
    }
  });
});

describe('money that goes back', () => {
  const refund = (visit: Visit, gross: string) =>
    refundPayment(stage.test.running.centre, visit.transId, { gross });

  test.each(['total', 'single'])(
    'in parts, by us and in the dashboard, is told part by part: notices with the %s',
    async (mode) => {
      await control('refund_fee', { mode });
      const visit = await paid();
      await control('refund', { ...visit, amount: '3.00' });
      await refund(visit, '4.00');
      await control('refund', { ...visit, amount: '3.00' });
      await refund(visit, '2.34');
      expect(await stage.told(visit)).toEqual([
        ...[SUCCESS, 'REFUND -3.00', 'REFUND -4.00', 'REFUND -3.00', 'REFUND -2.34'],
      ]);
      expect(await stage.alerts(visit)).toEqual([]);
      expect((await stage.payment(visit)).state).toBe('paid');
    },
  );

  test('is counted at its least, and shown to a person, when Alipay does not say how much', async () => {
    await control('refund_fee', { mode: 'total' });
    const visit = await paid();
    await refund(visit, '4.00');
    await control('answer', { operation: 'refund_query', how: 'fail' });
    await control('refund', { ...visit, amount: '3.00' });
    expect(await stage.told(visit)).toEqual([SUCCESS, 'REFUND -4.00', 'REFUND -3.00']);
    expect(await stage.alerts(visit)).toEqual(['amount_mismatch']);
  });

  test('by a notice that overtakes the answer to our call is told once', async () => {
    const visit = await paid();
    await control('answer', { operation: 'refund', how: 'lose' });
    await refund(visit, '4.00');
    expect(await stage.told(visit)).toEqual([SUCCESS, 'REFUND -4.00']);
    const { refunds } = await stage.payment(visit);
    expect(refunds.map(({ state }) => state)).toEqual(['succeeded']);
  });
});
