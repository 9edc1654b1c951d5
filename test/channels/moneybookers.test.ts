import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createMoneybookersSimulator,
  type MoneybookersSimulator,
} from '../../simulators/moneybookers/index.ts';
import { refundPayment, settleRefunds } from '../../src/flows/refund-payment.ts';
import { ask, paidVisit } from './cases.ts';
import { conformance } from './conformance.ts';
import type { Visit } from './driver.ts';
import { drive, moneybookers } from './moneybookers.ts';
import { makeRefundsDue } from './refunding.ts';
import { type Stage, setStage } from './stage.ts';

conformance(moneybookers);

describe('Skrill', () => {
  let simulator: MoneybookersSimulator;
  let stage: Stage;
  const control = async (action: string, more: object = {}) =>
    (await simulator.control({ action, ...more })) as Record<string, unknown>;
  const statuses = () => simulator.api.reports.sender.deliveries().map((each) => each.statuses);

  beforeAll(async () => {
    simulator = await createMoneybookersSimulator();
    const { settings } = simulator;
    stage = await setStage({
      ...moneybookers,
      open: async () => ({ driver: drive(simulator), settings }),
    });
  });
  beforeEach(async () => {
    await stage.driver.behave();
    await control('account', { currency: 'EUR' });
  });
  afterAll(() => stage?.close());

  /** A session of the payer's own for what we have asked for already. */
  async function openOwnSession({ reference }: Visit, change: object = {}): Promise<string> {
    const [ours] = [...simulator.api.state.sessions.values()].filter(
      (session) => session.transactionId === reference,
    );
    const asked = { transaction_id: reference, amount: '12.34', currency: 'EUR' };
    const fields = { ...asked, status_url: ours?.statusUrls[0], ...change };
    return String((await control('open_session', { fields })).sid);
  }

  async function press(address: string, label: string): Promise<Response> {
    const page = await (await fetch(address)).text();
    const [, action = ''] = new RegExp(`action="([^"]+)"><button[^>]*>${label}`).exec(page) ?? [];
    return fetch(new URL(action, address), { method: 'POST' });
  }

  test('is paid by pressing a button, and charged back by another', async () => {
    const visit = await stage.open();
    const back = await press(visit.page, 'Pay now');
    expect(new URL(back.url).pathname).toBe(`/pay/return/${visit.reference}`);
    expect(await back.text()).toContain('class="result paid"');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect((await press(visit.page, 'Have the bank')).url).toBe(visit.page);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'APP_REVERSE -12.34']);
  });

  test('takes another card after one that is declined, in the same session', async () => {
    const visit = await stage.open();
    await press(visit.page, 'Pay with a card that is declined');
    expect(await stage.told(visit)).toEqual([]);
    expect(await stage.payment(visit)).toMatchObject({
      state: 'failed',
      attempts: [{ reason: 'declined by the card issuer' }],
    });
    await press(visit.page, 'Pay now');
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
  });

  test('is paid twice for one attempt: the second is noticed, and given back by itself', async () => {
    const visit = await stage.open();
    const sid = await openOwnSession(visit);
    await stage.driver.pay({ ...visit, reference: sid });
    const [ours = ''] = new URL(visit.page).searchParams.getAll('sid');
    await control('approve', { sid: ours });
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect(await stage.alerts(visit)).toEqual(['duplicate_payment']);
    const { attempts } = await stage.payment(visit);
    const duplicate = attempts.find((each) => each.duplicate);
    const { centre } = stage.test.running;
    const wish = { attemptId: duplicate?.id ?? '' };
    expect(await refundPayment(centre, visit.transId, wish)).toMatchObject({ state: 'succeeded' });
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    const refunded = simulator.api.state.transactions.filter((each) => each.refunds.length > 0);
    expect(refunded.map(({ id }) => id)).toEqual([duplicate?.channelTransaction]);
  });

  test('opens no session for what is paid: the payer comes back instead', async () => {
    const visit = await paidVisit(stage);
    await expect(openOwnSession(visit)).rejects.toThrow(`Already paid for ${visit.reference}`);
  });

  test('does not let one payer take the money of another, with a genuine report in hand', async () => {
    const [attacker, victim] = [await stage.open(), await stage.open()];
    await stage.driver.pay(attacker);
    await stage.driver.payUnheard(victim);
    const { id: stolen } = await transactionOf(victim);
    const { transactionId, statusUrls } = (await transactionOf(attacker)).session;
    const [bare = ''] = statusUrls[0]?.split('?') ?? [];
    const sent = { reference: transactionId, word: '2', url: bare };
    const claim = await control('repeat', { ...sent, fields: { mb_transaction_id: stolen } });
    expect(claim).toEqual({ status: 400 });
    const refundDoor = bare.replace(/notice$/, 'refund-notice');
    expect(await control('repeat', { ...sent, url: refundDoor })).toEqual({ status: 400 });
    await stage.driver.tellPaid(victim);
    expect(await stage.told(victim)).toEqual(['SUCCESS 12.34']);
    expect(await stage.told(attacker)).toEqual(['SUCCESS 12.34']);
  });

  async function transactionOf({ reference }: Visit) {
    const found = simulator.api.state.transactions.find(
      ({ session }) => session.transactionId === reference,
    );
    if (!found) throw new Error(`Nobody has paid ${reference}.`);
    return found;
  }

  test('pays an account of another currency: told as asked, refunded by shares', async () => {
    await control('account', { currency: 'GBP' });
    const visit = await paidVisit(stage);
    const { centre } = stage.test.running;
    await refundPayment(centre, visit.transId, { gross: '6.17' });
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'REFUND -6.17']);
    expect(await stage.driver.book(visit)).toEqual(['collected 12.34', 'refunded 5.36']);
  });

  test('is believed of another currency only once it answers our question, and repeats till then', async () => {
    await control('account', { currency: 'GBP' });
    const visit = await stage.open();
    await control('answer', { operation: 'query', how: 'fail', status: 503, times: 2 });
    await stage.driver.pay(visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34']);
    expect(statuses().at(-1)).toEqual([503, 503, 200]);
  });

  test('is heard of a chargeback before the payment', async () => {
    const visit = await stage.open();
    await stage.driver.payUnheard(visit);
    await control('chargeback', visit);
    expect(await stage.told(visit)).toEqual([]);
    await stage.driver.tellPaid(visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'APP_REVERSE -12.34']);
  });

  test('is asked about a payment and a chargeback that nobody told us of', async () => {
    const visit = await stage.open();
    await stage.driver.payInSilence(visit);
    await control('chargeback', visit);
    await ask(stage, visit);
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'APP_REVERSE -12.34']);
  });

  test('makes a part once although its answer was lost, and tells so itself', async () => {
    const visit = await paidVisit(stage);
    const { centre } = stage.test.running;
    await control('notices', { mode: 'hold' });
    await control('answer', { operation: 'refund', how: 'lose' });
    const refund = await refundPayment(centre, visit.transId, { gross: '4.00' });
    expect(refund.state).toBe('unknown');
    await makeRefundsDue(stage);
    await settleRefunds(centre);
    expect((await stage.payment(visit)).refunds).toMatchObject([{ state: 'unknown' }]);
    await control('release', { words: ['refund 2'] });
    expect(await stage.told(visit)).toEqual(['SUCCESS 12.34', 'REFUND -4.00']);
    expect(await stage.driver.book(visit)).toEqual(['collected 12.34', 'refunded 4.00']);
  });

  test('leaves no trace of a person or a secret in the log or the transcripts', async () => {
    const visit = await paidVisit(stage);
    await refundPayment(stage.test.running.centre, visit.transId);
    await control('forge', { ...visit, forgery: 'signature' });
    await stage.told(visit);
    const notices = await stage.test.running.centre.db
      .selectFrom('notices')
      .select(['transcript', 'notice_key', 'facts'])
      .execute();
    const traces = JSON.stringify([notices, stage.test.logged]);
    expect(notices.length).toBeGreaterThan(0);
    const { secret_word = '', api_password = '' } = simulator.settings;
    for (const secret of ['payer@', 'merchant@', 'proof', secret_word, api_password]) {
      expect(traces).not.toContain(secret);
    }
  });
});
