import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createPayPalSimulator, type PayPalSimulator } from '../../simulators/paypal/index.ts';
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
    const notices = await stage.test.running.centre.db
      .selectFrom('notices')
      .select('transcript')
      .execute();
    const traces = JSON.stringify([notices, stage.test.logged]);
    expect(notices.length).toBeGreaterThan(0);
    for (const secret of ['payer@', 'Sim Payer', simulator.settings.client_secret ?? '']) {
      expect(traces).not.toContain(secret);
    }
  });
});
