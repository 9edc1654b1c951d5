import { describe, expect, test } from 'vitest';
import {
  accountWith,
  amount,
  moneybookers,
  REFERENCE,
  setScene,
  startAnswering,
} from './moneybookers.test-support.ts';

describe('a payment that is started', () => {
  test('is a session of its own reference, told of at an address of its own', async () => {
    const scene = await setScene();
    const way = await scene.start();
    const [session] = scene.simulator.api.state.sessions.values();
    expect(way).toEqual({ kind: 'redirect', url: `${scene.simulator.url}/?sid=${session?.sid}` });
    expect(session).toMatchObject({
      transactionId: REFERENCE,
      amount: { currency: 'EUR', minor: 1234n },
      returnUrl: 'https://pay.example/pay/return/1',
      cancelUrl: 'https://pay.example/pay/return/1?canceled=1',
      details: ['Tea', 'order-1'],
    });
    const [url = ''] = session?.statusUrls ?? [];
    expect(url).toMatch(
      /^https:\/\/pay\.example\/channels\/moneybookers\/acc_1\/notice\?currency=EUR&proof=[0-9a-f]{32}$/,
    );
  });

  test.each([
    ['500', 'JPY', 500n],
    ['1.25', 'KWD', 1250n],
  ])('asks for the amount in any currency: %s %s', async (gross, currency, minor) => {
    const scene = await setScene();
    await scene.start({ gross: amount(gross, currency) });
    const [session] = scene.simulator.api.state.sessions.values();
    expect(session?.amount).toEqual({ currency, minor });
  });

  test('keeps within the lengths that Skrill takes', async () => {
    const scene = await setScene();
    const long = { item: '🍵'.repeat(255), orderId: 'o'.repeat(127) };
    expect(await scene.start(long)).toMatchObject({ kind: 'redirect' });
  });

  test('is refused with Skrill’s reason, which comes with status 200', async () => {
    const scene = await setScene();
    const issue = 'Invalid value for currency';
    await scene.control('answer', { operation: 'prepare', how: 'refuse', issue });
    expect(await scene.start()).toEqual({
      kind: 'refused',
      why: `BAD_REQUEST: ${issue}`,
      retryable: false,
    });
  });

  test.each([{ how: 'lose' }, { how: 'fail', status: 503 }])(
    'can be tried again where nobody knows the session: %j',
    async (twist) => {
      const scene = await setScene();
      await scene.control('answer', { operation: 'prepare', ...twist });
      expect(await scene.start()).toMatchObject({ kind: 'refused', retryable: true });
      expect(scene.calls()).toEqual(['prepare']);
    },
  );

  test('again, though it is paid, leads to where Skrill is asked about it', async () => {
    const scene = await setScene();
    await scene.paid();
    expect(await scene.start()).toEqual({
      kind: 'redirect',
      url: 'https://pay.example/pay/return/1',
    });
  });

  test('goes to Skrill itself where no host is set', () => {
    expect(moneybookers.settings.pay_base?.check?.('https://pay.skrill.com')).toBe(undefined);
    expect(moneybookers.settings.api_base?.check?.('skrill.com')).toMatch(/https/);
  });
});

describe('a payment that is asked about', () => {
  const kinds = (outcome: Awaited<ReturnType<typeof moneybookers.query>>) =>
    outcome.kind === 'facts' ? outcome.facts.map((fact) => fact.kind) : outcome.kind;

  test.each([
    [[], []],
    [['approve'], ['paid']],
    [['approve_bank'], ['pending']],
    [['approve_declined'], ['failed']],
    [['approve_declined', 'approve'], ['paid']],
    [['approve_bank', 'pending_canceled'], ['canceled']],
    [
      ['approve', 'chargeback'],
      ['paid', 'reversal'],
    ],
  ])('after %j is %j', async (actions, facts) => {
    const scene = await setScene();
    await scene.start();
    for (const action of actions) await scene.control(action, { reference: REFERENCE });
    expect(kinds(await scene.query())).toEqual(facts);
  });

  test('is paid with what was asked for, whatever the account’s currency', async () => {
    const scene = await setScene();
    await scene.control('account', { currency: 'GBP' });
    const id = await scene.paid();
    const facts = [{ kind: 'paid', gross: amount('12.34'), channelTransaction: id }];
    expect(await scene.query()).toMatchObject({ kind: 'facts', facts });
    expect(await scene.query({ channelTransaction: id })).toMatchObject({ kind: 'facts', facts });
  });

  test('and was never begun, has expired after a day', async () => {
    const scene = await setScene();
    const hoursAgo = (hours: number) => ({ startedAtMs: Date.now() - hours * 3_600_000 });
    expect(kinds(await scene.query(hoursAgo(23)))).toEqual([]);
    expect(kinds(await scene.query(hoursAgo(25)))).toEqual(['expired']);
  });

  test.each([
    ['lost', { how: 'lose' }],
    ['a failure', { how: 'fail', status: 502 }],
    ['a refusal', { how: 'refuse', issue: '401\t\tCannot login' }],
    ['a word that nobody knows', { how: 'refuse', issue: '499\t\tWhat?' }],
    ['another page', { how: 'refuse', issue: '<html>Maintenance</html>' }],
  ])('is as it was when the answer is %s', async (_, twist) => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('answer', { operation: 'query', ...twist });
    expect(await scene.query()).toMatchObject({ kind: 'unknown' });
    expect(kinds(await scene.query())).toEqual(['paid']);
  });

  test.each([
    ['lines as on Windows', (fields: string) => `200\t\tOK\r\n${fields}\r\n`],
    ['another space', (fields: string) => `200 OK\n\n${fields}`],
    ['no signature', (fields: string) => `200\t\tOK\n${fields.replace(/&md5sig=\w+/, '')}`],
  ])('is understood with %s', async (_, answer) => {
    const scene = await setScene();
    await scene.paid();
    const api_base = await startAnswering(answer(scene.reported('2').body.toString()));
    const account = accountWith({ ...scene.account.settings, api_base });
    expect(kinds(await scene.query({ account }))).toEqual(['paid']);
  });

  test('is not another one, whatever the answer', async () => {
    const scene = await setScene();
    await scene.paid();
    const api_base = await startAnswering(`200\t\tOK\n${scene.reported('2').body.toString()}`);
    const account = accountWith({ ...scene.account.settings, api_base });
    expect(kinds(await scene.query({ account, reference: 'o'.repeat(32) }))).toBe('unknown');
  });

  test('is asked about with the password as Skrill wants it', async () => {
    const scene = await setScene();
    await scene.paid();
    const account = accountWith({ ...scene.account.settings, api_password: 'wrong' });
    expect(await scene.query({ account })).toEqual({ kind: 'unknown', why: '401 Cannot login' });
  });
});
