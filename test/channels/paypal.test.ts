import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPayPalSimulator, type PayPalSimulator } from '../../simulators/paypal/index.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { findPaymentWhole } from '../../src/store/payment-whole.ts';
import { conformance } from './conformance.ts';
import { drive, paypal } from './paypal.ts';
import { type Stage, setStage } from './stage.ts';

conformance(paypal);

describe('a payer at PayPal', () => {
  let simulator: PayPalSimulator;
  let stage: Stage;
  const control = (action: string, more: object) => simulator.control({ action, ...more });

  beforeAll(async () => {
    simulator = await createPayPalSimulator();
    const { settings } = simulator;
    stage = await setStage({
      ...paypal,
      open: async () => ({ driver: drive(simulator), settings }),
    });
  });
  afterAll(() => stage?.close());

  test('pays on the page, by pressing its button, and comes back', async () => {
    const visit = await stage.open();
    const page = await (await fetch(visit.page)).text();
    const [, action = ''] = /action="([^"]+)"><button>Pay now/.exec(page) ?? [];
    const back = await fetch(new URL(action, visit.page), { method: 'POST' });
    expect(new URL(back.url).pathname).toBe(`/pay/return/${visit.reference}`);
    expect(await back.text()).toContain('class="result paid"');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('comes to the page again and disputes what was paid', async () => {
    const visit = await stage.open();
    await stage.driver.pay(visit);
    await stage.comeBack(`${stage.test.url}/pay/return/${visit.reference}`);
    const press = async (label: string) => {
      const page = await (await fetch(simulator.payerPage(visit.reference) ?? '')).text();
      const [, action = ''] = new RegExp(`action="([^"]+)"><button[^>]*>${label}`).exec(page) ?? [];
      return fetch(new URL(action, visit.page), { method: 'POST' });
    };
    await press('Open a dispute');
    await press('PayPal decides for the payer');
    expect(await stage.told(visit)).toEqual([
      ...['SUCCESS 12.34', 'IN_CASE 12.34', 'APP_REVERSE -12.34'],
    ]);
  });

  test('whose card is declined is sent back there, and pays with another', async () => {
    const visit = await stage.open();
    await control('notices', { mode: 'drop' });
    const declined = (await control('approve_declined', visit)) as { return_to: string };
    const again = await fetch(declined.return_to, { redirect: 'manual' });
    expect([again.status, again.headers.get('location')]).toEqual([303, visit.page]);
    expect(await stage.told(visit)).toEqual([]);
    const approved = (await control('approve', visit)) as { return_to: string };
    expect(await stage.comeBack(approved.return_to)).toBe('paid');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    await control('notices', { mode: 'send' });
  });

  test('who never comes back has paid all the same', async () => {
    const visit = await stage.open();
    await control('approve', visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('does not pay twice for one order, whatever else was agreed to', async () => {
    const visit = await stage.open();
    const other = await stage.open(visit.orderId);
    expect(other.transId).toBe(visit.transId);
    await stage.driver.pay(other);
    expect(await stage.told(other)).toEqual(['SUCCESS 12.34']);
    await stage.driver.pay(visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect(await stage.driver.book(visit)).toEqual([]);
  });

  test('has paid although PayPal will not say who it was', async () => {
    const visit = await stage.open();
    await stage.driver.payUnheard(visit);
    await control('answer', { operation: 'read', how: 'fail' });
    await stage.driver.tellPaid(visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect(stage.merchant.of(visit.orderId)[0]?.fields.channel_data).toBe('{}');
  });

  test('leaves no trace of a person or a secret in the log or the transcripts', async () => {
    const visit = await stage.open();
    await stage.driver.pay(visit);
    await stage.told(visit);
    const { db } = stage.test.running.centre;
    await refundPayment(stage.test.running.centre, visit.transId, { reason: 'dear Ada, sorry' });
    await stage.told(visit);
    const notices = await db.selectFrom('notices').select('transcript').execute();
    const calls = await db.selectFrom('channel_calls').selectAll().execute();
    const traces = JSON.stringify([notices, calls, stage.test.logged]);
    expect(notices.length).toBeGreaterThan(0);
    expect(new Set(calls.map(({ operation }) => operation)).size).toBeGreaterThan(2);
    const { client_secret = '', client_id = '' } = simulator.settings;
    for (const secret of ['payer@', 'Sim Payer', 'Ada', 'Bearer', client_secret, client_id]) {
      expect(traces).not.toContain(secret);
    }
  });

  test('is asked for, collected from and paid back, and each call leaves a transcript', async () => {
    const { centre } = stage.test.running;
    const visit = await stage.open();
    await stage.driver.pay(visit);
    await stage.told(visit);
    const refund = await refundPayment(centre, visit.transId, { gross: '4.00' });
    await stage.told(visit);
    const whole = await findPaymentWhole(centre.db, visit.transId);
    const calls = whole?.timeline.filter(({ kind }) => kind === 'channel_call') ?? [];
    const { host } = new URL(simulator.url);
    const order = `${host}/v2/checkout/orders`;
    expect(calls[0]).toMatchObject({
      ...{ operation: 'start', outcome: 'redirect', failed: false, times: 1 },
      text: expect.stringMatching(
        /^paypal was asked to begin: POST \S+ 201 in \d+ ms; redirect\.$/,
      ),
    });
    const [opened] = (calls[0]?.exchanges ?? []) as Record<
      'address' | 'asked' | 'answered',
      string
    >[];
    expect(opened?.address).toBe(order);
    expect(JSON.parse(opened?.asked ?? '')).toEqual({
      intent: 'CAPTURE',
      purchase_units: [
        {
          ...{ custom_id: visit.reference, invoice_id: visit.reference },
          amount: { currency_code: 'EUR', value: '12.34' },
        },
      ],
    });
    expect(JSON.parse(opened?.answered ?? '')).toMatchObject({ id: expect.any(String) });
    const refunded = calls.find(({ operation }) => operation === 'refund');
    expect(JSON.stringify(refunded)).toContain(refund.id);
    expect(calls.map(({ operation }) => operation)).toContain('query');
  });
});
