import { expect, test } from 'vitest';
import { balancesOf, type LedgerAccount, type Transfer } from './ledger.ts';
import { fact, hear, openedPayment, paid, settled, usd } from './payment.test-support.ts';

function books(transfers: readonly Transfer[]): Partial<Record<LedgerAccount, bigint>> {
  const balances = balancesOf(transfers).filter(({ minor }) => minor !== 0n);
  return Object.fromEntries(balances.map(({ account, minor }) => [account, minor]));
}

test('money that came in is owed by the channel and owed to the merchant, less the fee', () => {
  const told = hear(openedPayment(), [
    fact(0, { kind: 'paid', gross: usd(100_00), channelTransaction: 'money-1', feeMinor: 3_20n }),
  ]);
  expect(books(told.transfers)).toEqual({ receivable: 96_80n, payable: -100_00n, fees: 3_20n });
});

test('a refund is booked when it has succeeded, and taken back when it fails after all', () => {
  const refund = (second: number, outcome: 'sent' | 'succeeded' | 'failed') =>
    fact(second, { kind: 'refund', channelRefund: 're_1', gross: usd(40_00), outcome });
  const sent = hear(openedPayment(), [paid(0), refund(1, 'sent')]);
  expect(books(sent.transfers).refunded).toBeUndefined();
  const done = hear(openedPayment(), [paid(0), refund(1, 'sent'), refund(2, 'succeeded')]);
  expect(books(done.transfers)).toEqual({
    receivable: 60_00n,
    payable: -100_00n,
    refunded: 40_00n,
  });
  const failed = hear(openedPayment(), [paid(0), refund(1, 'succeeded'), refund(2, 'failed')]);
  expect(books(failed.transfers)).toEqual({ receivable: 100_00n, payable: -100_00n });
  expect(failed.transfers).toHaveLength(3);
});

test('a lost dispute is booked once, and what is won back is booked back', () => {
  const dispute = (second: number, outcome: 'open' | 'lost' | 'won') =>
    fact(second, { kind: 'dispute', channelDispute: 'case', gross: usd(100_00), outcome });
  const lost = hear(openedPayment(), [paid(0), dispute(1, 'open'), dispute(2, 'lost')]);
  expect(books(lost.transfers)).toEqual({ payable: -100_00n, disputed: 100_00n });
  const won = hear(openedPayment(), [paid(0), dispute(1, 'lost'), dispute(2, 'won')]);
  expect(books(won.transfers)).toEqual({ receivable: 100_00n, payable: -100_00n });
});

test('money that a person must judge, and money paid twice, waits in suspense', () => {
  const other = hear(openedPayment(), [paid(0, usd(50_00))]);
  expect(books(other.transfers)).toEqual({ receivable: 50_00n, suspense: -50_00n });
  const twice = hear(openedPayment(), [paid(0), paid(1, usd(100_00), 'money-2')]);
  expect(books(twice.transfers)).toEqual({
    receivable: 200_00n,
    payable: -100_00n,
    suspense: -100_00n,
  });
});

test('money that a person has accepted moves from suspense to the merchant', () => {
  const accepted = hear(openedPayment(), [paid(0, usd(50_00)), settled(1, 'accepted')]);
  expect(books(accepted.transfers)).toEqual({ receivable: 50_00n, payable: -50_00n });
});

test('money that a person has refused stays in suspense until it is given back', () => {
  const refused = [paid(0, usd(50_00)), settled(1, 'refused')];
  const { transfers } = hear(openedPayment(), refused);
  expect(books(transfers)).toEqual({ receivable: 50_00n, suspense: -50_00n });
  const refund = { kind: 'refund', channelRefund: 're_1', gross: usd(50_00) } as const;
  const back = hear(openedPayment(), [...refused, fact(2, { ...refund, outcome: 'succeeded' })]);
  expect(books(back.transfers)).toEqual({});
  expect(back.events).toEqual([]);
});
