import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createStripeSimulator, type StripeSimulator } from '../../simulators/stripe/index.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { ask } from './cases.ts';
import { conformance } from './conformance.ts';
import type { Visit } from './driver.ts';
import { type Stage, setStage } from './stage.ts';
import { drive, stripe } from './stripe.ts';

conformance(stripe);

describe('a payer at Stripe', () => {
  let simulator: StripeSimulator;
  let stage: Stage;
  const control = (action: string, more: object = {}) => simulator.control({ action, ...more });
  const paidVisit = async () => {
    const visit = await stage.open();
    await stage.driver.pay(visit);
    await stage.told(visit);
    return visit;
  };
  const refund = (visit: Visit, gross?: string) =>
    refundPayment(stage.test.running.centre, visit.transId, gross === undefined ? {} : { gross });

  beforeAll(async () => {
    simulator = await createStripeSimulator();
    const { settings } = simulator;
    stage = await setStage({
      ...stripe,
      open: async () => ({ driver: drive(simulator), settings }),
    });
  });
  beforeEach(() => stage.driver.behave());
  afterAll(() => stage?.close());

  /** Presses the button of that name; where the browser ends up. */
  async function press(page: string, label: string): Promise<Response> {
    const html = await (await fetch(page)).text();
    const found = new RegExp(`action="([^"]+)"><button[^>]*>${label}<`).exec(html);
    if (!found) throw new Error(`There is no button "${label}".`);
    return fetch(new URL(found[1] ?? '', page), { method: 'POST' });
  }

  test('pays on the page, by pressing its button, and comes back', async () => {
    const visit = await stage.open();
    await press(visit.page, 'Pay with a card that is declined');
    const back = await press(visit.page, 'Pay');
    expect(new URL(back.url).pathname).toBe(`/pay/return/${visit.reference}`);
    expect(await back.text()).toContain('class="result paid"');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('finds on the page afterwards what could happen next', async () => {
    const visit = await paidVisit();
    for (const label of [
      'The payer’s bank inquires',
      'The inquiry becomes a dispute',
      'The merchant loses the dispute',
    ]) {
      await press(visit.page, label);
    }
    expect(await stage.told(visit)).toEqual([
      'SUCCESS 12.34',
      'IN_CASE 12.34',
      'APP_REVERSE -12.34',
    ]);
  });

  test('has paid in a way that takes days, and the shop hears of it once', async () => {
    const visit = await stage.open();
    await control('approve_bank', visit);
    await control('capture_completes', visit);
    await ask(stage, visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect((await stage.payment(visit)).attempts).toMatchObject([{ state: 'paid' }]);
  });

  test('cannot pay a second session once the order is paid', async () => {
    const visit = await stage.open();
    const other = await stage.open(visit.orderId);
    await stage.driver.pay(other);
    await stage.told(other);
    await ask(stage, visit);
    expect(await (await fetch(visit.page)).text()).not.toContain('>Pay<');
    await stage.driver.settled();
    expect((await stage.payment(visit)).attempts).toMatchObject([
      { state: 'canceled' },
      { state: 'paid' },
    ]);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('who pays the second session all the same makes a duplicate, and no second SUCCESS', async () => {
    const visit = await stage.open();
    const other = await stage.open(visit.orderId);
    await stage.driver.pay(other);
    await stage.driver.pay(visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect(await stage.alerts(visit)).toEqual(['duplicate_payment']);
  });

  test('whose bank inquired is refunded, and the inquiry is closed', async () => {
    const visit = await paidVisit();
    await control('dispute', { ...visit, stage: 'INQUIRY' });
    expect(await refund(visit)).toMatchObject({ state: 'succeeded' });
    await control('dispute_withdrawn', visit);
    expect(await stage.told(visit)).toEqual([
      ...['SUCCESS 12.34', 'IN_CASE 12.34', 'REFUND -12.34', 'CANCEL_REVERSAL 12.34'],
    ]);
  });

  test('whose bank went on after the refund has not cost the money twice', async () => {
    const visit = await paidVisit();
    await control('dispute', { ...visit, stage: 'INQUIRY' });
    await refund(visit);
    await control('dispute_escalated', visit);
    await control('dispute_lost', visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'IN_CASE 12.34', 'REFUND -12.34']);
    expect(await stage.alerts(visit)).toEqual([]);
  });

  test('who disputes cannot be refunded, and what was lost of it is told as it was', async () => {
    const visit = await paidVisit();
    const part = { amount: { currency_code: 'EUR', value: '5.00' } };
    await control('dispute', { ...visit, ...part });
    expect(await refund(visit, '1.00')).toMatchObject({ state: 'failed' });
    await control('dispute_lost', visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'IN_CASE 5.00', 'APP_REVERSE -5.00']);
  });

  test('who disputes, loses and appeals is followed to the end', async () => {
    const visit = await paidVisit();
    await control('dispute', visit);
    await control('dispute_lost', visit);
    await control('dispute_updated', visit);
    await control('dispute_won', visit);
    expect(await stage.told(visit)).toEqual([
      ...['SUCCESS 12.34', 'IN_CASE 12.34', 'APP_REVERSE -12.34', 'CANCEL_REVERSAL 12.34'],
    ]);
  });

  test('has nothing told twice, whatever the order in which Stripe tells it', async () => {
    const visit = await stage.open();
    await control('notices', { mode: 'hold' });
    await stage.driver.pay(visit);
    await control('refund', { ...visit, amount: { currency_code: 'EUR', value: '4.00' } });
    await control('dispute', { ...visit, stage: 'INQUIRY' });
    await control('dispute_withdrawn', visit);
    await control('release', { order: 'reversed' });
    expect([...(await stage.told(visit))].sort()).toEqual([
      ...['CANCEL_REVERSAL 12.34', 'IN_CASE 12.34', 'REFUND -4.00', 'SUCCESS 12.34'],
    ]);
  });

  test('whose refund, and whose dispute, nobody told of is found by asking', async () => {
    const visit = await paidVisit();
    await control('notices', { mode: 'drop' });
    await control('refund', { ...visit, amount: { currency_code: 'EUR', value: '4.00' } });
    await control('dispute', { ...visit, amount: { currency_code: 'EUR', value: '8.34' } });
    await control('dispute_lost', visit);
    await ask(stage, visit);
    expect(await stage.told(visit)).toEqual([
      ...['SUCCESS 12.34', 'REFUND -4.00', 'IN_CASE 8.34', 'APP_REVERSE -8.34'],
    ]);
  });

  test('cannot pass a payment of something else at the same Stripe account for this one', async () => {
    const visit = await stage.open();
    // Anybody can put a reference on a payment link of the merchant's.
    const object = {
      ...{ id: 'cs_test_link', object: 'checkout.session', client_reference_id: visit.reference },
      ...{ payment_status: 'paid', amount_total: 1234, currency: 'eur', payment_intent: 'pi_link' },
      ...{ metadata: {}, livemode: false },
    };
    await control('event', { event_type: 'checkout.session.completed', object });
    expect(await stage.told(visit)).toEqual([]);
    expect((await stage.payment(visit)).state).toBe('created');
  });

  test('leaves no trace of a person or a secret in the log or the transcripts', async () => {
    const visit = await paidVisit();
    await refund(visit);
    await stage.told(visit);
    const notices = await stage.test.running.centre.db
      .selectFrom('notices')
      .select('transcript')
      .execute();
    const traces = JSON.stringify([notices, stage.test.logged]);
    expect(notices.length).toBeGreaterThan(0);
    const { secret_key = '', webhook_secret = '' } = simulator.settings;
    for (const secret of ['payer@', 'Sim Payer', 'last4', '/c/pay/', secret_key, webhook_secret]) {
      expect(traces).not.toContain(secret);
    }
  });
});
