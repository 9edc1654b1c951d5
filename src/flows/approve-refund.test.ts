import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Caller, permissionsOf } from '../domain/access.ts';
import { newId } from '../domain/id.ts';
import type { Payment } from '../domain/payment.ts';
import { found } from '../store/store.test-support.ts';
import { approveRefund, carryOutStranded, refundOrAsk, rejectRefund } from './approve-refund.ts';
import { openTestCentre, paid, type TestCentre } from './centre.test-support.ts';
import { refusalOf } from './configure.test-support.ts';

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre({ settings: { refundApprovalAbove: { USD: '50.00' } } });
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.channel.onRefund = async (_, made) => made;
  shop.channel.refundCalls.length = 0;
});

function person(name: string, over: Partial<Caller> = {}) {
  const permissions = permissionsOf('finance', null);
  const caller: Caller = {
    ...{ kind: 'user', id: name, responsibleId: name, name, apps: null, permissions },
    ...over,
  };
  return { caller, address: '192.0.2.1' };
}

const [ada, bob] = [person('ada'), person('bob')];
const ask = (payment: Payment, gross: string | undefined, by = ada, id = newId()) =>
  refundOrAsk(shop.centre, payment.id, gross === undefined ? {} : { gross }, by, id);

async function waiting(payment: Payment, gross?: string, by = ada) {
  const outcome = await ask(payment, gross, by);
  if (outcome.kind !== 'waiting') throw new Error('The refund was made at once.');
  return outcome.approval;
}

const refundsOf = async ({ id }: Payment) => (await found(shop.centre.db, id)).refunds;

describe('up to the amount that the app has set', () => {
  test('a refund is made at once', async () => {
    const payment = await paid(shop);
    expect(await ask(payment, '50.00')).toMatchObject({ kind: 'refund' });
    expect(await refundsOf(payment)).toMatchObject([{ grossMinor: 50_00n, state: 'succeeded' }]);
  });

  test('what has been given back of the payment before counts with it', async () => {
    const payment = await paid(shop);
    await ask(payment, '30');
    expect(await waiting(payment, '20.01')).toMatchObject({ gross: { minor: 20_01n } });
    expect(await ask(payment, '20')).toMatchObject({ kind: 'refund' });
  });

  test('many small ones at once are no way around it', async () => {
    const payment = await paid(shop);
    const asked = await Promise.all(Array.from({ length: 10 }, () => ask(payment, '10')));
    expect(asked.filter(({ kind }) => kind === 'refund')).toHaveLength(5);
    expect(await refundsOf(payment)).toHaveLength(5);
  });
});

describe('above it', () => {
  test('nothing is sent until somebody else agrees; then the refund is made, once', async () => {
    const payment = await paid(shop);
    const { id } = await waiting(payment);
    expect(shop.channel.refundCalls).toEqual([]);
    const [first, second] = await Promise.allSettled([
      approveRefund(shop.centre, id, bob),
      approveRefund(shop.centre, id, person('eve')),
    ]);
    const states = [first, second].map((each) =>
      each.status === 'fulfilled' ? each.value.state : each.reason.code,
    );
    expect(states.toSorted()).toEqual(['APPROVAL_DECIDED', 'done']);
    expect(await refundsOf(payment)).toMatchObject([{ id, grossMinor: 100_00n }]);
    expect(shop.channel.refundCalls).toHaveLength(1);
  });

  test('whoever asked cannot agree, not even through a key of his; he can take it back', async () => {
    const payment = await paid(shop);
    const key = person('key', { kind: 'key', responsibleId: 'ada' });
    for (const by of [ada, key]) {
      const { id } = await waiting(payment, undefined, by);
      const refusal = await refusalOf(approveRefund(shop.centre, id, ada));
      expect(refusal.code).toBe('APPROVAL_OWN');
      expect(await rejectRefund(shop.centre, id, 'a mistake', ada)).toMatchObject({
        ...{ state: 'rejected', note: 'a mistake', decidedName: 'ada' },
      });
      expect((await refusalOf(approveRefund(shop.centre, id, bob))).code).toBe('APPROVAL_DECIDED');
    }
    expect(await refundsOf(payment)).toEqual([]);
  });

  test('the same request again is the same question', async () => {
    const payment = await paid(shop);
    const id = newId();
    const asked = await Promise.all([1, 2, 3].map(() => ask(payment, undefined, ada, id)));
    for (const each of asked) expect(each).toMatchObject({ kind: 'waiting', approval: { id } });
    await approveRefund(shop.centre, id, bob);
    expect(await ask(payment, undefined, ada, id)).toMatchObject({ approval: { state: 'done' } });
    expect(await refundsOf(payment)).toHaveLength(1);
  });

  test('what can no longer be given back when it is agreed to is not', async () => {
    const payment = await paid(shop);
    const { id } = await waiting(payment, '80');
    await ask(payment, '40');
    const approval = await approveRefund(shop.centre, id, bob);
    expect(approval).toMatchObject({ state: 'failed', note: 'REFUND_TOO_LARGE' });
  });

  test('what was agreed to in a process that died is made by another', async () => {
    const payment = await paid(shop);
    const { id } = await waiting(payment, '80');
    await sql`update refund_approvals set state = 'approved', decided_by = 'bob',
      decided_name = 'bob', decided_at = now() - interval '10 minutes'
      where id = ${id}`.execute(shop.centre.db);
    await carryOutStranded(shop.centre);
    await carryOutStranded(shop.centre);
    expect(await refundsOf(payment)).toMatchObject([{ id, grossMinor: 80_00n }]);
  });

  test('the database too refuses an approval by whoever asked', async () => {
    const { id } = await waiting(await paid(shop));
    const cheating = sql`update refund_approvals set state = 'approved', decided_by = 'ada',
      decided_name = 'ada' where id = ${id}`;
    await expect(cheating.execute(shop.centre.db)).rejects.toThrow('two_people');
  });

  test('each step is in the audit log', async () => {
    const payment = await paid(shop);
    const { id } = await waiting(payment, '80');
    await approveRefund(shop.centre, id, bob);
    const lines = await shop.centre.db
      .selectFrom('audit_log')
      .select(['action', 'actor_name', 'app_id'])
      .where('subject_id', '=', id)
      .orderBy('id')
      .execute();
    expect(lines.map(({ action, actor_name }) => `${action} ${actor_name}`)).toEqual([
      'refund.requested ada',
      'refund_approval.requested ada',
      'refund_approval.approved bob',
    ]);
    for (const { app_id } of lines) expect(app_id).toBe('shop');
  });
});

describe('somebody of another app', () => {
  const stranger = person('stranger', { apps: ['other'] });

  test('finds neither the payment nor the question', async () => {
    const payment = await paid(shop);
    const { id } = await waiting(payment);
    const refusals = [
      ask(payment, '1', stranger),
      approveRefund(shop.centre, id, stranger),
      rejectRefund(shop.centre, id, null, stranger),
    ].map(refusalOf);
    const codes = (await Promise.all(refusals)).map(({ code }) => code);
    expect(codes).toEqual(['PAYMENT_NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
  });
});
