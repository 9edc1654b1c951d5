import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createWechatpaySimulator,
  type WechatpaySimulator,
} from '../../simulators/wechatpay/index.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { syncPayment } from '../../src/flows/sync-payment.ts';
import { attributesOf } from '../shopper.ts';
import { conformance } from './conformance.ts';
import type { Visit } from './driver.ts';
import { type Stage, setStage } from './stage.ts';
import { drive, wechatpay } from './wechatpay.ts';

conformance(wechatpay);

let simulator: WechatpaySimulator;
let stage: Stage;
const control = (action: string, more: object = {}) => simulator.control({ action, ...more });
const orderOf = ({ reference }: Visit) => simulator.api.state.orders.get(reference);

beforeAll(async () => {
  simulator = await createWechatpaySimulator();
  const { settings } = simulator;
  stage = await setStage({
    ...wechatpay,
    open: async (centre) => ({ driver: drive(simulator, centre), settings }),
  });
});
beforeEach(() => stage.driver.behave());
afterAll(() => stage?.close());

/** As if the code had been shown an hour ago. */
async function letCodeRunOut({ reference }: Visit): Promise<void> {
  await stage.test.running.centre.db
    .updateTable('attempts')
    .set({ created_at: new Date(Date.now() - 3_600_000) })
    .where('id', '=', reference)
    .execute();
}

/** The page that the browser ends up at, and what it says. */
async function look(address: string) {
  const reply = await fetch(address);
  const html = await reply.text();
  return { path: new URL(reply.url).pathname, status: reply.status, html };
}

describe('a payer with WeChat', () => {
  test('opens the code, pays by pressing a button, and the page with the code goes on', async () => {
    const visit = await stage.open();
    const page = await look(visit.page);
    expect(page.path).toBe(`/pay/qr/${visit.reference}`);
    expect(page.html).toMatch(/<time datetime="[^"]+">/);
    const [code = ''] = attributesOf(page.html, /href="([^"]+)" target="_blank"/g);
    const payerPage = await look(code);
    expect(payerPage.html).toContain('¥12.34');
    const [pay = ''] = attributesOf(payerPage.html, /action="([^"]+)"><button>Pay</g);
    const paid = await fetch(new URL(pay, code), { method: 'POST' });
    expect(await paid.text()).toContain('Refund the rest in the merchant platform');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    const after = await look(visit.page);
    expect(after.path).toBe(`/pay/return/${visit.reference}`);
    expect(after.html).toContain('class="result paid"');
  });

  test('has paid it all, whatever coupon was used', async () => {
    const visit = await stage.open();
    await control('approve', { ...visit, payer_total: 1 });
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('comes too late for the code, and gets another by one press', async () => {
    const visit = await stage.open();
    await letCodeRunOut(visit);
    const late = await look(visit.page);
    expect(late.path).toBe(`/pay/return/${visit.reference}`);
    expect(late.html).toContain('class="result expired"');
    expect(orderOf(visit)?.state).toBe('CLOSED');
    await expect(
      fetch(`${simulator.url}/pay/${orderOf(visit)?.code}`).then((reply) => reply.text()),
    ).resolves.not.toContain('>Pay<');

    const [action = ''] = attributesOf(late.html, /<form method="post" action="([^"]*)"/g);
    const names = attributesOf(late.html, /<input type="hidden" name="([^"]*)"/g);
    const values = attributesOf(late.html, /<input type="hidden" name="[^"]*" value="([^"]*)"/g);
    const body = new URLSearchParams();
    for (const [at, name] of names.entries()) body.set(name, values[at] ?? '');
    body.set('channel', 'wechatpay');
    const again = await fetch(new URL(action, visit.page), { method: 'POST', body });
    const reference = new URL(again.url).pathname.split('/').at(-1) ?? '';
    expect(await again.text()).toContain('class="qr"');
    expect(reference).not.toBe(visit.reference);
    await control('approve', { reference });
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('sees the ways to pay, not a dead code, while another code is still good', async () => {
    const visit = await stage.open();
    await stage.open(visit.orderId);
    await letCodeRunOut(visit);
    const { path, html } = await look(visit.page);
    expect(path).toBe(`/pay/qr/${visit.reference}`);
    expect(html).not.toContain('class="qr"');
    expect(html).toContain('value="wechatpay"');
  });

  test('cannot pay twice: the other code is closed once the order is paid', async () => {
    const visit = await stage.open();
    const other = await stage.open(visit.orderId);
    await stage.driver.pay(other);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect(orderOf(visit)?.state).toBe('NOTPAY');
    await syncPayment(stage.test.running.centre, visit.transId);
    expect(orderOf(visit)?.state).toBe('CLOSED');
    expect((await look(visit.page)).html).toContain('class="result paid"');
  });
});

describe('a refund', () => {
  const refund = (visit: Visit, gross?: string) =>
    refundPayment(stage.test.running.centre, visit.transId, gross === undefined ? {} : { gross });

  async function paid(): Promise<Visit> {
    const visit = await stage.open();
    await stage.driver.pay(visit);
    await stage.told(visit);
    return visit;
  }

  test.each(['ABNORMAL', 'CLOSED'])(
    'that ends as %s has failed, and was never told',
    async (end) => {
      const visit = await paid();
      await control('refund_twist', { status: 'PROCESSING' });
      expect((await refund(visit, '4.00')).state).toBe('sent');
      await control('refund_fails', { ...visit, status: end });
      expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
      const [failed] = (await stage.payment(visit)).refunds;
      expect(failed).toMatchObject({ state: 'failed', reason: end });
    },
  );

  test('that was settled in the merchant platform after all is told then', async () => {
    const visit = await paid();
    await control('refund_twist', { status: 'ABNORMAL' });
    await refund(visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    await control('clock', { shift_ms: 60_000 });
    await control('refund_completes', visit);
    await control('clock', {});
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'REFUND -12.34']);
  });

  test('whose notice never comes is found by asking', async () => {
    const visit = await paid();
    await control('notices', { mode: 'drop' });
    expect((await refund(visit)).state).toBe('sent');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    await syncPayment(stage.test.running.centre, visit.transId);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'REFUND -12.34']);
  });

  test('is told at the address for refunds', async () => {
    const visit = await paid();
    await refund(visit);
    await stage.told(visit);
    const [made] = orderOf(visit)?.refunds ?? [];
    expect(made?.notifyUrl).toBe(orderOf(visit)?.notifyUrl.replace(/notice$/, 'refund-notice'));
  });
});

test('a complaint is kept, and shown to a person', async () => {
  const visit = await stage.open();
  await stage.driver.pay(visit);
  await control('event', { ...visit, event_type: 'COMPLAINT.CREATE' });
  expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  expect(await stage.alerts(visit)).toEqual(['unknown_word']);
});

test('no trace of a person or a secret is in the log or the transcripts', async () => {
  const visit = await stage.open();
  await stage.driver.pay(visit);
  await stage.told(visit);
  const { api_v3_key = '', private_key = '' } = simulator.settings;
  const notices = await stage.test.running.centre.db
    .selectFrom('notices')
    .select('transcript')
    .execute();
  const traces = JSON.stringify([notices, stage.test.logged]);
  expect(notices.length).toBeGreaterThan(0);
  for (const secret of ['oSimPayer', 'ciphertext', api_v3_key, private_key.slice(40, 80)]) {
    expect(traces).not.toContain(secret);
  }
});
