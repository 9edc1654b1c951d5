import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createPayPalClassicSimulator,
  type PayPalClassicSimulator,
} from '../../simulators/paypal_classic/index.ts';
import { refundPayment } from '../../src/flows/refund-payment.ts';
import { v2, verify } from '../shopper.ts';
import { does, paidVisit } from './cases.ts';
import { conformance } from './conformance.ts';
import type { Visit } from './driver.ts';
import { bringForm, drive, formOf, paypalClassic } from './paypal_classic.ts';
import { type Stage, setStage } from './stage.ts';

conformance(paypalClassic);

const GROSS = paypalClassic.amount.gross;
const PAID = `SUCCESS ${GROSS}`;

async function openStage(settings: Readonly<Record<string, string>> = {}) {
  const simulator = await createPayPalClassicSimulator();
  const driver = drive(simulator);
  const opened = { driver, settings: { ...simulator.settings, ...settings } };
  const stage = await setStage({ ...paypalClassic, open: async () => opened });
  return { simulator, stage };
}

let simulator: PayPalClassicSimulator;
let stage: Stage;

beforeAll(async () => {
  ({ simulator, stage } = await openStage());
});
beforeEach(() => stage.driver.behave());
afterAll(() => stage?.close());

const control = (action: string, more: object = {}) => simulator.control({ action, ...more });
const told = (visit: Visit) => stage.told(visit);

/** Presses a button of a page, as a browser does. */
async function press(page: Response, label: string): Promise<Response> {
  const html = await page.text();
  const form = html.split('<form ').find((each) => each.includes(`>${label}</button>`)) ?? '';
  const { action, fields } = formOf({ html: `<form ${form}` });
  const body = new URLSearchParams(fields);
  return fetch(new URL(action, page.url), { method: 'POST', body });
}

describe('a payer at PayPal', () => {
  test('brings the form, pays by a button, and is sent back by a form', async () => {
    const visit = await stage.open();
    expect(visit.html).toContain(`action="${simulator.settings.webscr_url}"`);
    const page = await bringForm(visit);
    const paid = await press(page, 'Pay now');
    expect(await told(visit)).toEqual([PAID]);
    const back = await press(paid, 'Return to the shop');
    expect(new URL(back.url).pathname).toBe(`/pay/return/${visit.reference}`);
    expect(await back.text()).toContain('class="result paid"');
  });

  test('finds there what can still happen to it', async () => {
    const visit = await stage.open();
    let page = await bringForm(visit);
    const buttons = ['Pay now', 'Shop: refund a third', 'Payer: open a case'];
    for (const button of [...buttons, 'PayPal: close the case', 'PayPal: take the money back']) {
      page = await press(page, button);
      await told(visit);
    }
    await press(page, 'PayPal: give the shop the money back');
    expect(await told(visit)).toEqual([
      ...[PAID, 'REFUND -4.11', `IN_CASE ${GROSS}`],
      ...['APP_REVERSE -8.23', 'CANCEL_REVERSAL 8.23'],
    ]);
  });

  test('has no form whose invoice was paid', async () => {
    const visit = await paidVisit(stage);
    const again = await bringForm(visit);
    expect([again.status, await again.text()]).toEqual([
      400,
      'This invoice has already been paid.',
    ]);
  });

  test('who names another payment of ours is not believed', async () => {
    const [visit, other] = [await stage.open(), await stage.open()];
    await bringForm(visit, { custom: other.reference });
    await control('approve', { reference: visit.reference });
    expect([await told(visit), await told(other)]).toEqual([[], []]);
    expect((await stage.payment(visit)).state).toBe('review');
    expect((await stage.payment(other)).state).toBe('created');
    expect(await stage.alerts(visit)).toEqual(['wrong_reference']);
  });

  test('who pays himself too has not touched what was paid to us', async () => {
    const visit = await paidVisit(stage);
    await bringForm(visit, { business: 'thief@elsewhere.example' });
    await control('approve', visit);
    await does(stage, 'refundInDashboard')(visit, paypalClassic.part);
    for (const action of ['dispute', 'reverse']) await control(action, visit);
    expect(await told(visit)).toEqual([PAID]);
    expect(await stage.alerts(visit)).toEqual(['wrong_receiver']);
    const { attempts, refunds, disputes, state } = await stage.payment(visit);
    const touched = [...refunds, ...disputes].map(({ attemptId }) => attemptId);
    expect(attempts.map((each) => each.state)).toEqual(['paid', 'review']);
    expect([state, touched.includes(visit.reference)]).toEqual(['paid', false]);
  });

  test.each(['windows-1252', 'utf-8'])('is known by the name in %s', async (charset) => {
    await control('charset', { charset });
    const visit = await paidVisit(stage);
    const { payer_email } = JSON.parse(
      stage.merchant.of(visit.orderId)[0]?.fields.channel_data ?? '{}',
    );
    expect(payer_email).toBe(paypalClassic.payerEmail);
    await control('charset', { charset: 'windows-1252' });
  });
});

describe('money that goes back', () => {
  test('in two equal parts, from the dashboard, is two refunds', async () => {
    const visit = await paidVisit(stage);
    for (const _ of [1, 2]) await does(stage, 'refundInDashboard')(visit, paypalClassic.part);
    expect(await told(visit)).toEqual([PAID, 'REFUND -4.00', 'REFUND -4.00']);
  });

  test.each(['payment', 'reversal'])(
    'comes back when its reversal is canceled by the id of the %s, and may go again',
    async (parent) => {
      const visit = await paidVisit(stage);
      await control('dispute', { ...visit, case_type: 'chargeback', reason: 'unauthorized' });
      await control('reverse', visit);
      await control('reversal_canceled', { ...visit, parent });
      await control('reverse', visit);
      await control('dispute_closed', visit);
      expect(await told(visit)).toEqual([
        ...[PAID, `IN_CASE ${GROSS}`, `APP_REVERSE -${GROSS}`],
        ...[`CANCEL_REVERSAL ${GROSS}`, `APP_REVERSE -${GROSS}`],
      ]);
      expect(await stage.driver.book(visit)).toEqual([
        ...[`collected ${GROSS}`, `dispute ${GROSS}`, `reversed ${GROSS}`],
        ...[`reversal canceled ${GROSS}`, `reversed ${GROSS}`],
      ]);
    },
  );

  test('is told to the last cent in the wrong order too', async () => {
    const visit = await paidVisit(stage);
    await control('notices', { mode: 'hold' });
    await control('reverse', visit);
    await control('reversal_canceled', visit);
    await control('reverse', visit);
    await control('release', { order: 'reversed' });
    const sum = (await told(visit))
      .map((line) => Math.round(Number(line.split(' ')[1]) * 100))
      .reduce((left, right) => left + right);
    expect(sum).toBe(0);
  });

  test('cannot be asked of PayPal', async () => {
    const visit = await paidVisit(stage);
    await expect(refundPayment(stage.test.running.centre, visit.transId)).rejects.toMatchObject({
      code: 'REFUND_NOT_SUPPORTED',
    });
    expect((await stage.payment(visit)).refunds).toEqual([]);
  });
});

test('while PayPal does not say whether it is genuine, a notice is sent again', async () => {
  const visit = await stage.open();
  await control('answer', { operation: 'validate', how: 'fail', times: 2 });
  await control('answer', { operation: 'validate', how: 'lose' });
  await stage.driver.pay(visit);
  const delivery = () => simulator.api.ipn.sender.deliveries().at(-1);
  await expect.poll(() => delivery()?.state, { timeout: 20_000 }).toBe('accepted');
  expect(delivery()?.statuses).toEqual([503, 503, 503, 200]);
  expect(await told(visit)).toEqual([PAID]);
});

test('no trace of a person is left in the log or the transcripts', async () => {
  await does(stage, 'dispute')(await paidVisit(stage));
  const { db } = stage.test.running.centre;
  const notices = await db.selectFrom('notices').select('transcript').execute();
  expect(notices.length).toBeGreaterThan(0);
  const traces = JSON.stringify([notices, stage.test.logged]);
  for (const trace of ['payer@', 'René', 'Été', 'SIMPAYER', 'verify_sign']) {
    expect(traces).not.toContain(trace);
  }
});

test('an account may be `paypal` to merchants, from the list to the last callback', async () => {
  const { stage: shop } = await openStage({ public_name: 'paypal' });
  try {
    const list = await v2(shop.test, { mod: 'listchannel', act: 'list', app_id: 'shop' });
    const { data } = (await list.json()) as { data: Record<string, { name: string; url: string }> };
    expect(Object.keys(data)).toEqual(['paypal']);
    expect(data.paypal).toMatchObject({
      name: 'paypal',
      url: expect.stringMatching(/channel=paypal$/),
    });
    const visit = await paidVisit(shop);
    expect(visit.html).toContain('>PayPal<');
    await does(shop, 'refundInDashboard')(visit);
    expect(await shop.told(visit)).toEqual([PAID, `REFUND -${GROSS}`]);
    for (const { fields } of shop.merchant.of(visit.orderId)) {
      expect(fields).toMatchObject({
        channel: 'paypal',
        channel_data: JSON.stringify({ payer_email: paypalClassic.payerEmail }),
      });
      expect(await verify(shop.test, fields)).toBe('OK');
    }
  } finally {
    await shop.close();
  }
});
