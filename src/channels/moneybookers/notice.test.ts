import { describe, expect, test } from 'vitest';
import type { RawNotice } from '../../domain/channel.ts';
import {
  accountWith,
  amount,
  moneybookers,
  REFERENCE,
  REFUND_ID,
  rawNotice,
  type Scene,
  setScene,
  startAnswering,
} from './moneybookers.test-support.ts';

const verify = ({ account }: Scene, notice: RawNotice) =>
  moneybookers.verifyNotice(account, notice);
const read = ({ account }: Scene, notice: RawNotice) => moneybookers.readNotice(account, notice);
const bare = (notice: RawNotice): RawNotice => ({ ...notice, query: '' });

describe('a report that came to the address of its payment', () => {
  test.each([
    ['2', 'approve', { kind: 'paid', gross: amount('12.34') }],
    ['0', 'approve_bank', { kind: 'pending' }],
    ['-2', 'approve_declined', { kind: 'failed', reason: 'declined by the card issuer' }],
  ])('of status %s is genuine, and one fact', async (word, action, fact) => {
    const scene = await setScene();
    await scene.start();
    const { id } = await scene.control(action, { reference: REFERENCE });
    const notice = scene.reported(word);
    expect(await verify(scene, notice)).toMatchObject({ kind: 'genuine' });
    const subject = { reference: REFERENCE, channelTransaction: id };
    expect(read(scene, notice)).toMatchObject([{ ...fact, subject }]);
    expect(scene.calls()).toEqual(['prepare']);
  });

  test('of status -1 ends what was pending', async () => {
    const scene = await setScene();
    await scene.start();
    await scene.control('approve_bank', { reference: REFERENCE });
    await scene.control('pending_canceled', { reference: REFERENCE });
    expect(read(scene, scene.reported('-1'))).toMatchObject([{ kind: 'canceled' }]);
  });

  test('of status -3 is a reversal, its amount positive', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.control('chargeback', { reference: REFERENCE });
    const notice = scene.reported('-3');
    expect(await verify(scene, notice)).toMatchObject({ kind: 'genuine' });
    expect(read(scene, notice)).toMatchObject([
      {
        ...{ kind: 'reversal', outcome: 'reversed', gross: amount('12.34') },
        ...{ subject: { reference: REFERENCE }, channelReversal: `chargeback-${id}` },
      },
    ]);
  });

  test('counts by what is signed: what was asked for may be anything', async () => {
    const scene = await setScene();
    await scene.paid();
    const notice = scene.reported('2', { amount: '0.01', currency: 'USD' });
    expect(await verify(scene, notice)).toMatchObject({ kind: 'genuine' });
    expect(read(scene, notice)).toMatchObject([{ kind: 'paid', gross: amount('12.34') }]);
    expect(scene.calls()).toEqual(['prepare']);
  });

  test('has a key that repeats share, and other news do not', async () => {
    const scene = await setScene();
    await scene.start();
    await scene.control('approve_declined', { reference: REFERENCE });
    await scene.control('approve', { reference: REFERENCE });
    await scene.control('approve', { reference: REFERENCE });
    const { published } = scene.simulator.api.reports;
    const keys = await Promise.all(
      [...published, ...published].map(async ({ fields, url }) => {
        const verdict = await verify(scene, rawNotice(fields, url));
        return verdict.kind === 'genuine' ? verdict.noticeKey : verdict.kind;
      }),
    );
    expect(new Set(keys).size).toBe(3);
    expect(keys.slice(3)).toEqual(keys.slice(0, 3));
  });

  test.each([
    ['its receiver has another address', { pay_to_email: 'else@example.com' }],
    ['its receiver is another account', { merchant_id: '999' }],
  ])('is genuine and goes to a person if %s', async (_, change) => {
    const scene = await setScene();
    await scene.paid();
    const { url, fields } = scene.simulator.api.reports.published[0] ?? { url: '', fields: {} };
    const { md5sig: __, ...unsigned } = { ...fields, ...change } as Record<string, string>;
    const signed = await scene.control('sign', { fields: unsigned });
    const notice = rawNotice(signed as Record<string, string>, url);
    expect(await verify(scene, notice)).toMatchObject({ kind: 'genuine' });
    expect(read(scene, notice)).toMatchObject([{ kind: 'paid', wrongReceiver: true }]);
    const failed = rawNotice({ ...unsigned, status: '-3' }, url);
    expect(read(scene, failed)).toMatchObject([{ kind: 'unknown' }]);
  });

  test('is signed by the newer way where the account wants it so', async () => {
    const scene = await setScene();
    await scene.control('account', { md5: false, sha2: true });
    await scene.paid();
    expect(await verify(scene, scene.reported('2'))).toMatchObject({ kind: 'genuine' });
    const changed = scene.reported('2', { mb_amount: '0.01' });
    expect(await verify(scene, changed)).toMatchObject({ kind: 'forged' });
  });

  test('with a word or an amount that nobody knows does nothing', async () => {
    const scene = await setScene();
    await scene.paid();
    for (const change of [{ status: '7' }, { mb_amount: '0.00' }, { mb_currency: 'XYZ' }]) {
      expect(read(scene, scene.reported('2', change))).toMatchObject([{ kind: 'unknown' }]);
    }
  });
});

describe('what the account received in another currency', () => {
  async function inDollars() {
    const scene = await setScene();
    await scene.control('account', { currency: 'USD' });
    const id = await scene.paid();
    return { scene, id, notice: scene.reported('2') };
  }

  test('counts as what was asked for, because Skrill says so on being asked', async () => {
    const { scene, id, notice } = await inDollars();
    expect(await verify(scene, notice)).toMatchObject({
      kind: 'genuine',
      facts: [{ kind: 'paid', gross: amount('12.34'), channelTransaction: id }],
    });
    // What the report itself says is not believed, nor an address for another currency.
    for (const change of [{ amount: '9999.00' }, { currency: 'USD' }]) {
      const verdict = await verify(scene, scene.reported('2', change));
      expect(verdict).toMatchObject({ facts: [{ gross: amount('12.34') }] });
    }
    const query = notice.query.replace('EUR', 'USD');
    expect(await verify(scene, { ...notice, query })).toMatchObject({
      facts: [{ gross: amount('12.34') }],
    });
  });

  test.each([
    ['its answer is lost', { how: 'lose' }],
    ['it is broken', { how: 'fail', status: 500 }],
    ['it does not let us in', { how: 'refuse', issue: '401\t\tCannot login' }],
  ])('is not believed while Skrill cannot be asked: %s', async (_, twist) => {
    const { scene, notice } = await inDollars();
    await scene.control('answer', { operation: 'query', ...twist });
    expect(await verify(scene, notice)).toMatchObject({ kind: 'unverifiable' });
    expect(await verify(scene, notice)).toMatchObject({ kind: 'genuine' });
  });

  test('is not believed when its answer is signed with another word', async () => {
    const { scene, notice } = await inDollars();
    const answer = `200\t\tOK\n${notice.body.toString().replace(/md5sig=.{6}/, 'md5sig=000000')}`;
    const account = { ...scene.account.settings, api_base: await startAnswering(answer) };
    expect(await moneybookers.verifyNotice(accountWith(account), notice)).toMatchObject({
      kind: 'unverifiable',
    });
  });
});

describe('a report that came to no address of its payment', () => {
  test('counts as far as Skrill confirms it', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    const notice = bare(scene.reported('2', { pay_from_email: 'changed@example.com' }));
    expect(await verify(scene, notice)).toMatchObject({
      kind: 'genuine',
      facts: [{ kind: 'paid', gross: amount('12.34'), channelTransaction: id }],
    });
  });

  test('tells how it stands now, not how it stood', async () => {
    const scene = await setScene();
    await scene.start();
    await scene.control('approve_bank', { reference: REFERENCE });
    const pending = bare(scene.reported('0'));
    await scene.control('pending_completes', { reference: REFERENCE });
    expect(await verify(scene, pending)).toMatchObject({ facts: [{ kind: 'paid' }] });
    await scene.control('chargeback', { reference: REFERENCE });
    const facts = [{ kind: 'paid' }, { kind: 'reversal' }];
    expect(await verify(scene, bare(scene.reported('2')))).toMatchObject({ facts });
  });

  test('of less, in a session that the payer opened, is of less', async () => {
    const scene = await setScene();
    await scene.start();
    const own = { transaction_id: REFERENCE, amount: '0.01', currency: 'EUR' };
    const fields = { ...own, status_url: 'https://payer.example/caught' };
    const { sid } = await scene.control('open_session', { fields });
    await scene.control('approve', { sid });
    const forwarded = bare(scene.reported('2', { amount: '12.34' }));
    expect(await verify(scene, forwarded)).toMatchObject({
      facts: [{ kind: 'paid', gross: amount('0.01') }],
    });
  });

  test.each([
    ['that Skrill knows as another payment', (others: string) => others],
    ['that Skrill does not know', () => '1'],
  ])('is forged if it names money %s', async (_, idOf) => {
    const scene = await setScene();
    await scene.paid();
    const mine = scene.reported('2');
    await scene.start({ reference: 'o'.repeat(32) });
    const { id } = await scene.control('approve', { reference: 'o'.repeat(32) });
    const fields = Object.fromEntries(new URLSearchParams(mine.body.toString()));
    const stolen = rawNotice({ ...fields, mb_transaction_id: idOf(String(id)) });
    expect(await verify(scene, stolen)).toMatchObject({ kind: 'forged' });
  });

  test('is repeated until Skrill says as much', async () => {
    const scene = await setScene();
    await scene.start();
    await scene.control('approve_bank', { reference: REFERENCE });
    const { md5sig: _, ...fields } = Object.fromEntries(
      new URLSearchParams(scene.reported('0').body.toString()),
    );
    const early = await scene.control('sign', { fields: { ...fields, status: '2' } });
    const notice = rawNotice(early as Record<string, string>);
    expect(await verify(scene, notice)).toMatchObject({ kind: 'unverifiable' });
  });

  test('is not believed while Skrill cannot be asked', async () => {
    const scene = await setScene();
    await scene.paid();
    await scene.control('answer', { operation: 'query', how: 'lose' });
    expect(await verify(scene, bare(scene.reported('2')))).toMatchObject({ kind: 'unverifiable' });
  });
});

describe('a refund report', () => {
  test.each([
    ['2', undefined, 'succeeded'],
    ['0', 'PENDING', 'sent'],
    ['-2', 'FAILED', 'failed'],
  ])('of status %s at the address of its refund is of that one', async (word, twist, outcome) => {
    const scene = await setScene();
    const id = await scene.paid();
    if (twist) await scene.control('refund_twist', { status: twist });
    await scene.refund(id);
    const notice = scene.reported(`refund ${word}`);
    expect(await verify(scene, notice)).toMatchObject({ kind: 'genuine' });
    expect(read(scene, notice)).toMatchObject([
      {
        ...{ kind: 'refund', refundId: REFUND_ID, gross: amount('12.34'), outcome },
        ...{ subject: { reference: REFERENCE }, channelRefund: scene.refunds()[0]?.id },
      },
    ]);
  });

  test('is a refund at its own address only, and a payment is none there', async () => {
    const scene = await setScene();
    const id = await scene.paid();
    await scene.refund(id);
    const [paid, refund] = [scene.reported('2'), scene.reported('refund 2')];
    const refused = [
      { ...refund, query: '' },
      { ...refund, query: refund.query.replace(REFUND_ID, 'g'.repeat(32)) },
      { ...refund, query: paid.query },
      { ...paid, door: 'refund-notice' },
      // The same values, and so the same signature: only the address tells them apart.
      { ...refund, door: 'notice' },
    ] as const;
    for (const notice of refused) {
      expect(await verify(scene, notice)).toMatchObject({ kind: 'forged' });
    }
  });
});

describe('an account', () => {
  test.each(['secret_word', 'notice_key'])('without its %s believes nothing', async (setting) => {
    const scene = await setScene({ [setting]: '' });
    await scene.paid();
    expect(await verify(scene, scene.reported('2'))).toMatchObject({ kind: 'unverifiable' });
  });

  test('needs everything but the hosts, and makes its key by itself', () => {
    const { settings } = moneybookers;
    const needed = Object.keys(settings).filter((key) => settings[key]?.required);
    expect(needed).toEqual([
      ...['pay_to_email', 'merchant_id', 'secret_word', 'api_password', 'notice_key'],
    ]);
    const made = settings.notice_key?.generate?.() ?? '';
    expect(settings.notice_key?.check?.(made)).toBe(undefined);
    expect(settings.notice_key?.check?.('short')).toMatch(/at least/);
    expect(settings.pay_to_email?.check?.('nobody')).toMatch(/e-mail/);
    const secrets = Object.keys(settings).filter((key) => settings[key]?.secret);
    expect(secrets).toEqual(['secret_word', 'api_password', 'notice_key']);
  });
});

test.each([
  ['nothing', rawNotice('')],
  ['JSON', rawNotice('{"status":"2"}')],
  ['a report without its account', rawNotice({ status: '2', transaction_id: REFERENCE })],
  ['a visit', { ...rawNotice({ merchant_id: '1', status: '2' }), method: 'GET' }],
])('is forged: %s', async (_, notice) => {
  const account = accountWith({ secret_word: 'skrill', merchant_id: '1' });
  expect(await moneybookers.verifyNotice(account, notice)).toMatchObject({ kind: 'forged' });
});

test('what may be shown of a report is neither of a person nor a secret', async () => {
  const scene = await setScene();
  const id = await scene.paid();
  await scene.refund(id);
  const more = { firstname: 'Ann', card_number: '4000001234567890', country: 'DEU' };
  for (const word of ['2', 'refund 2']) {
    const notice = scene.reported(word, more);
    const shown = moneybookers.scrub(notice);
    expect(shown).toContain(`mb_amount=12.34&mb_currency=EUR`);
    expect(shown).not.toMatch(/@|%40|sig|Ann|4000|DEU|proof/);
    for (const secret of [scene.account.settings.secret_word, notice.query]) {
      expect(shown).not.toContain(secret);
    }
  }
});
