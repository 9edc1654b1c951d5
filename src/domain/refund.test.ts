import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Fact } from './channel.ts';
import { money } from './money.ts';
import {
  contextAt,
  currency,
  fact,
  hear,
  OPENED_AT_MS,
  openedPayment,
  paid,
  paidPayment,
  usd,
  words,
} from './payment.test-support.ts';
import type { Payment } from './payment.ts';
import { type RefundAsk, requestRefund } from './refund.ts';
import { remainingMinor } from './remaining.ts';

type Outcome = Extract<Fact, { kind: 'refund' }>['outcome'];

function refund(
  second: number,
  outcome: Outcome,
  over: { channelRefund?: string | null; refundId?: string; minor?: number } = {},
): Fact {
  const { channelRefund = 're_1', minor = 30_00, refundId } = over;
  return fact(second, {
    kind: 'refund',
    channelRefund,
    gross: usd(minor),
    outcome,
    ...(refundId === undefined ? {} : { refundId }),
  });
}

function ask(payment: Payment, wish: RefundAsk = {}, context = contextAt(OPENED_AT_MS + 1_000)) {
  const decision = requestRefund(payment, wish, context);
  if (!decision.ok) throw new Error(decision.code);
  return { payment: decision.step.payment, refund: decision.refund };
}

function left(payment: Payment): bigint {
  const [first] = payment.attempts;
  return first ? remainingMinor(payment, first) : 0n;
}

describe('a refund made in the dashboard of the channel', () => {
  test('is told once, with its own amount, however often it is heard of', () => {
    const { payment, events } = hear(paidPayment(), [
      refund(1, 'sent'),
      refund(2, 'succeeded'),
      refund(2, 'succeeded'),
      refund(1, 'sent'),
    ]);
    expect(words(events)).toEqual(['REFUND -3000']);
    expect(left(payment)).toBe(70_00n);
    expect(payment.refunds).toMatchObject([{ origin: 'channel', state: 'succeeded' }]);
  });

  test('waits while the money that it returns has not come', () => {
    const early = hear(openedPayment(), [refund(2, 'succeeded')]);
    expect(early.parked).toHaveLength(1);
    const { events, parked } = hear(openedPayment(), [refund(2, 'succeeded'), paid(1)]);
    expect([words(events), parked]).toEqual([['SUCCESS 10000', 'REFUND -3000'], []]);
  });

  test('waits for the very money that it names, whatever else has come', () => {
    const ofOther: Fact = {
      ...refund(2, 'succeeded', { minor: 100_00 }),
      subject: { reference: 'attempt-1', channelTransaction: 'money-2' },
    };
    const { payment, events, parked } = hear(paidPayment(), [ofOther]);
    expect([events, parked.length, left(payment)]).toEqual([[], 1, 100_00n]);
    const later = hear(paidPayment(), [ofOther, paid(1, usd(100_00), 'money-2')]);
    expect(later.events).toEqual([]);
    expect(later.payment.refunds).toMatchObject([{ attemptId: later.payment.attempts[1]?.id }]);
  });

  test('in another currency than the money is for a person, not for the books', () => {
    const odd = { ...refund(1, 'succeeded'), gross: money(30_00n, currency('JPY')) };
    const { payment, events, alerts } = hear(paidPayment(), [odd as Fact]);
    expect([events, alerts, payment.refunds]).toEqual([[], ['amount_mismatch'], []]);
  });

  test('that returns more than there was is told and pointed out', () => {
    const { events, alerts } = hear(paidPayment(), [
      refund(1, 'succeeded', { minor: 60_00 }),
      refund(2, 'succeeded', { minor: 60_00, channelRefund: 're_2' }),
    ]);
    expect(words(events)).toEqual(['REFUND -6000', 'REFUND -6000']);
    expect(alerts).toEqual(['returned_more_than_paid']);
  });
});

describe('a refund of which the channel may have told the total', () => {
  const total = (second: number, minor: number, channelRefund = `re_${second}`): Fact => ({
    ...(refund(second, 'succeeded', { minor, channelRefund }) as Extract<Fact, { kind: 'refund' }>),
    grossMayBeTotal: true,
  });

  test('is what is told, when nothing has gone back before', () => {
    const { events, alerts } = hear(paidPayment(), [total(1, 30_00)]);
    expect([words(events), alerts]).toEqual([['REFUND -3000'], []]);
  });

  test('is the rest, when it would be more than there was otherwise', () => {
    const { payment, events, alerts } = hear(paidPayment(), [total(1, 30_00), total(2, 80_00)]);
    expect([words(events), alerts]).toEqual([['REFUND -3000', 'REFUND -5000'], []]);
    expect(left(payment)).toBe(20_00n);
  });

  test('is counted at its least, and pointed out, when it can be read in two ways', () => {
    const { events, alerts } = hear(paidPayment(), [total(1, 30_00), total(2, 40_00)]);
    expect([words(events), alerts]).toEqual([
      ['REFUND -3000', 'REFUND -1000'],
      ['amount_mismatch'],
    ]);
  });

  test.each([
    ['is less than is known already', 20_00],
    ['is as much as is known already', 30_00],
  ])('is pointed out and not counted, when it %s', (_, minor) => {
    const { events, alerts } = hear(paidPayment(), [total(1, 30_00), total(2, minor)]);
    expect([words(events), alerts]).toEqual([['REFUND -3000'], ['amount_mismatch']]);
  });

  test('is nothing new once all has gone back', () => {
    const { events, alerts } = hear(paidPayment(), [total(1, 100_00), total(2, 100_00)]);
    expect([words(events), alerts]).toEqual([['REFUND -10000'], []]);
  });

  test('is not sure while a refund of ours is under way', () => {
    const asked = ask(paidPayment(), { gross: usd(60_00) });
    const { payment, alerts } = hear(asked.payment, [total(2, 90_00)]);
    expect([left(payment), alerts]).toEqual([10_00n, ['amount_mismatch']]);
  });

  test('is ours when it has our id, whatever the total is', () => {
    const asked = ask(paidPayment(), { gross: usd(60_00) });
    const ours = { ...total(2, 90_00), refundId: asked.refund.id } as Fact;
    const { payment, events, alerts } = hear(asked.payment, [ours]);
    expect([words(events), alerts, left(payment)]).toEqual([['REFUND -6000'], [], 40_00n]);
  });
});

describe('a refund that was told and then fails', () => {
  test('is taken back by a CANCEL_REVERSAL of the same amount', () => {
    const { payment, events } = hear(paidPayment(), [refund(1, 'succeeded'), refund(2, 'failed')]);
    expect(words(events)).toEqual(['REFUND -3000', 'CANCEL_REVERSAL 3000']);
    expect(left(payment)).toBe(100_00n);
  });

  test('by news that came in the wrong order is not told at all', () => {
    const { payment, events } = hear(paidPayment(), [refund(2, 'failed'), refund(1, 'succeeded')]);
    expect([events, left(payment)]).toEqual([[], 100_00n]);
  });

  test('and succeeds after all is told again', () => {
    const { events } = hear(paidPayment(), [
      refund(1, 'succeeded'),
      refund(2, 'failed'),
      refund(3, 'succeeded'),
    ]);
    expect(words(events)).toEqual(['REFUND -3000', 'CANCEL_REVERSAL 3000', 'REFUND -3000']);
  });

  test('in the same second still counts as failed', () => {
    const { events } = hear(paidPayment(), [refund(1, 'succeeded'), refund(1, 'failed')]);
    expect(words(events)).toEqual(['REFUND -3000', 'CANCEL_REVERSAL 3000']);
  });

  test('before it was told is no news for the merchant', () => {
    expect(hear(paidPayment(), [refund(1, 'sent'), refund(2, 'failed')]).events).toEqual([]);
  });
});

describe('a refund that we ask for', () => {
  test('is bound to the money before anything is sent', () => {
    const first = ask(paidPayment(), { gross: usd(60_00) });
    expect(left(first.payment)).toBe(40_00n);
    expect(requestRefund(first.payment, { gross: usd(60_00) }, contextAt())).toMatchObject({
      ok: false,
      code: 'REFUND_TOO_LARGE',
      remainingMinor: 40_00n,
    });
  });

  test('of no stated amount is for all that is left', () => {
    const first = ask(paidPayment(), { gross: usd(60_00) });
    const rest = ask(first.payment, {}, contextAt(OPENED_AT_MS + 2_000));
    expect(rest.refund.grossMinor).toBe(40_00n);
    expect(requestRefund(rest.payment, {}, contextAt())).toMatchObject({
      code: 'NOTHING_TO_REFUND',
    });
  });

  test('frees the money when it fails', () => {
    const asked = ask(paidPayment());
    const { payment } = hear(asked.payment, [refund(2, 'failed', { refundId: asked.refund.id })]);
    expect(left(payment)).toBe(100_00n);
  });

  test('keeps the money while nobody knows what became of it', () => {
    const asked = ask(paidPayment());
    const { payment } = hear(asked.payment, [
      refund(2, 'unknown', { refundId: asked.refund.id, channelRefund: null }),
    ]);
    expect(left(payment)).toBe(0n);
  });

  test('is refused where nothing was paid', () => {
    const decision = requestRefund(openedPayment(), {}, contextAt());
    expect(decision).toMatchObject({ ok: false, code: 'PAYMENT_NOT_PAID' });
  });

  test('can return a duplicate, and money that waits for a person, without a word to the merchant', () => {
    const twice = hear(openedPayment(), [paid(1), paid(2, usd(100_00), 'money-2')]).payment;
    const duplicate = twice.attempts[1]?.id ?? '';
    const asked = ask(twice, { attemptId: duplicate });
    expect(asked.refund.attemptId).toBe(duplicate);
    const done = fact(
      3,
      {
        kind: 'refund',
        channelRefund: 're_1',
        refundId: asked.refund.id,
        gross: usd(100_00),
        outcome: 'succeeded',
      },
      'money-2',
    );
    const { payment, events } = hear(asked.payment, [done]);
    expect([events, left(payment)]).toEqual([[], 100_00n]);

    const wrong = hear(openedPayment(), [paid(1, usd(7))]).payment;
    expect(ask(wrong).refund.grossMinor).toBe(7n);
  });

  test('may cost no more than was paid, in whatever parts it is asked for', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_00 }), { maxLength: 20 }), (parts) => {
        let payment = paidPayment();
        let bound = 0n;
        for (const [at, part] of parts.entries()) {
          const context = contextAt(OPENED_AT_MS + at);
          const decision = requestRefund(payment, { gross: usd(part) }, context);
          const fits = bound + BigInt(part) <= 100_00n;
          expect(decision.ok).toBe(fits);
          if (!decision.ok) continue;
          bound += BigInt(part);
          payment = decision.step.payment;
        }
        expect(left(payment)).toBe(100_00n - bound);
      }),
    );
  });
});

describe('a notice that overtakes the answer to our call lands as one refund with it', () => {
  test('when the channel gives our id back', () => {
    const asked = ask(paidPayment(), { gross: usd(30_00) });
    const refundId = asked.refund.id;
    const news = [refund(2, 'succeeded', { refundId }), refund(3, 'succeeded', { refundId })];
    const { payment, events } = hear(asked.payment, news);
    expect(words(events)).toEqual(['REFUND -3000']);
    expect(payment.refunds).toHaveLength(1);
  });

  test('when it does not: the notice waits for the answer', () => {
    const asked = ask(paidPayment(), { gross: usd(30_00) });
    const overtaking = hear(asked.payment, [refund(2, 'succeeded')]);
    expect([overtaking.events, overtaking.parked.length]).toEqual([[], 1]);
    const answer = refund(1, 'sent', { refundId: asked.refund.id });
    const { payment, events, parked } = hear(asked.payment, [refund(2, 'succeeded'), answer]);
    expect([words(events), parked]).toEqual([['REFUND -3000'], []]);
    expect(payment.refunds).toMatchObject([{ origin: 'operator', channelRefund: 're_1' }]);
  });

  test('and settles a refund whose answer was lost', () => {
    const asked = ask(paidPayment(), { gross: usd(30_00) });
    const lost = refund(1, 'unknown', { refundId: asked.refund.id, channelRefund: null });
    const { payment, events } = hear(asked.payment, [lost, refund(2, 'succeeded')]);
    expect(words(events)).toEqual(['REFUND -3000']);
    expect(payment.refunds).toMatchObject([{ id: asked.refund.id, state: 'succeeded' }]);
  });

  test('a refund of ours that we do not know any more is not taken for another one', () => {
    const asked = ask(paidPayment(), { gross: usd(30_00) });
    const foreign = refund(2, 'succeeded', { refundId: 'from-a-lost-database' });
    const { payment, events } = hear(asked.payment, [foreign, foreign]);
    expect(words(events)).toEqual(['REFUND -3000']);
    expect(payment.refunds.map(({ state }) => state)).toEqual(['requested', 'succeeded']);
  });

  test('in any order, for equal and unequal parts, beside one from the dashboard', () => {
    const scenario = fc.record({
      parts: fc.array(fc.constantFrom(10_00, 20_00), { minLength: 1, maxLength: 3 }),
      dashboard: fc.option(fc.constantFrom(10_00, 20_00)),
      repeats: fc.array(fc.nat(), { maxLength: 4 }),
      order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
    });
    fc.assert(
      fc.property(scenario, ({ parts, dashboard, repeats, order }) => {
        let payment = paidPayment();
        const news: Fact[] = [];
        for (const [at, minor] of parts.entries()) {
          const asked = ask(payment, { gross: usd(minor) }, contextAt(OPENED_AT_MS + at + 1));
          payment = asked.payment;
          const of = { channelRefund: `re_${at}`, minor };
          news.push(refund(at + 1, 'succeeded', { ...of, refundId: asked.refund.id }));
          news.push(refund(at + 10, 'succeeded', of));
        }
        if (dashboard !== null) {
          news.push(refund(5, 'succeeded', { channelRefund: 're_dash', minor: dashboard }));
        }
        for (const each of repeats) news.push(news[each % news.length] as Fact);
        const shuffled = news
          .map((each, at) => ({ each, key: order[at % order.length] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ each }) => each);
        const end = hear(payment, shuffled, contextAt(OPENED_AT_MS + 99));
        const sum = parts.reduce((total, part) => total + part, dashboard ?? 0);
        expect(left(end.payment)).toBe(100_00n - BigInt(sum));
        const told = end.events.reduce((total, event) => total + event.grossMinor, 0n);
        expect([told, end.parked]).toEqual([-BigInt(sum), []]);
        expect(end.events).toHaveLength(parts.length + (dashboard === null ? 0 : 1));
      }),
      { numRuns: 500 },
    );
  });
});
