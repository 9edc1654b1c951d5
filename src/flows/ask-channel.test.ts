import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Payment } from '../domain/payment.ts';
import { currentRecording } from '../exchanges.ts';
import { found } from '../store/store.test-support.ts';
import { askChannel, createPatientAsker } from './ask-channel.ts';
import {
  notify,
  opened,
  openTestCentre,
  paidNews,
  said,
  type TestCentre,
  toldOf,
} from './centre.test-support.ts';
import { startHousekeeping } from './housekeeping.ts';

let shop: TestCentre;
beforeAll(async () => {
  shop = await openTestCentre();
});
afterAll(() => shop.close());
beforeEach(() => {
  shop.channel.onQuery = async () => ({ kind: 'facts', facts: [] });
});

const now = (payment: Payment) => found(shop.centre.db, payment.id);

async function ask(payment: Payment) {
  const [attempt] = payment.attempts;
  if (!attempt) throw new Error('The payment has an attempt.');
  return (await askChannel(shop.centre, shop.app, payment, attempt)).applied;
}

describe('a channel that is asked', () => {
  test('and says that the money has come has told it once, however often it is asked', async () => {
    const payment = await opened(shop);
    const news = paidNews(payment);
    let second = 0;
    shop.channel.onQuery = async () => {
      second += 1;
      return { kind: 'facts', facts: [{ ...news, occurredAtMs: news.occurredAtMs + second }] };
    };
    expect([await ask(payment), await ask(payment)]).toEqual(['applied', 'repeated']);
    expect(await toldOf(shop, payment)).toEqual(['SUCCESS 10000']);
  });

  test('and has nothing to say changes nothing', async () => {
    const payment = await opened(shop);
    expect(await ask(payment)).toBe('none');
    expect((await now(payment)).version).toBe(0);
  });

  test('and cannot say leaves the payment as it is', async () => {
    const payment = await opened(shop);
    shop.channel.onQuery = async () => ({ kind: 'unknown', why: 'timeout' });
    expect(await ask(payment)).toBe('unknown');
    expect((await now(payment)).version).toBe(0);
  });

  test('hears whether it has confirmed that it is at work', async () => {
    const asked: (true | undefined)[] = [];
    shop.channel.onQuery = async ({ pending }) => {
      asked.push(pending);
      return { kind: 'facts', facts: [] };
    };
    const payment = await opened(shop);
    await ask(payment);
    await notify(shop, [said(payment, { kind: 'pending' })]);
    await ask(await now(payment));
    expect(asked).toEqual([undefined, true]);
  });

  test('is not asked about an account that is gone', async () => {
    const payment = await opened(shop);
    const attempts = payment.attempts.map((each) => ({ ...each, accountId: 'gone' }));
    expect(await ask({ ...payment, attempts })).toBe('unknown');
  });
});

describe('a page that is looked at often', () => {
  test('asks the channel once, and shows what the answer has made of the payment', async () => {
    const payment = await opened(shop);
    let asked = 0;
    shop.channel.onQuery = async () => {
      asked += 1;
      return { kind: 'facts', facts: [said(payment, { kind: 'pending' })] };
    };
    const look = createPatientAsker(shop.centre);
    const [attempt] = payment.attempts;
    if (!attempt) throw new Error('The payment has an attempt.');
    const first = await look(shop.app, payment, attempt);
    await look(shop.app, payment, attempt);
    expect([first.payment.state, asked]).toEqual(['pending', 1]);
  });

  test('leaves a channel alone for as long as it asks for, a minute at most', async () => {
    const payment = await opened(shop);
    const [attempt] = payment.attempts;
    if (!attempt) throw new Error('The payment has an attempt.');
    let asked = 0;
    shop.channel.onQuery = async () => {
      asked += 1;
      currentRecording()?.exchanges.push({
        ...{ method: 'GET', address: 'till.example/1', asked: null, status: 429, answered: null },
        ...{ retryAfterMs: asked === 1 ? 20_000 : 3_600_000, tookMs: 1 },
      });
      return { kind: 'unknown', why: 'status 429' };
    };
    const look = createPatientAsker(shop.centre);
    vi.useFakeTimers({ toFake: ['performance'] });
    try {
      const times: number[] = [];
      for (const laterMs of [0, 19_999, 1, 59_999, 1]) {
        vi.advanceTimersByTime(laterMs);
        await look(shop.app, payment, attempt);
        times.push(asked);
      }
      expect(times).toEqual([1, 1, 2, 2, 3]);
    } finally {
      vi.useRealTimers();
    }
  });

  test('shows the payment as it is when the channel cannot be asked', async () => {
    const payment = await opened(shop);
    shop.channel.onQuery = () => Promise.reject(new Error('connect ECONNREFUSED'));
    const look = createPatientAsker(shop.centre);
    const [attempt] = payment.attempts;
    if (!attempt) throw new Error('The payment has an attempt.');
    expect((await look(shop.app, payment, attempt)).payment).toEqual(payment);
  });
});

test('housekeeping goes on after a round that failed, and ends when it is told to', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const warnings: string[] = [];
  const broken = {
    ...shop.centre,
    log: { ...shop.centre.log, warn: (_: object, text: string) => void warnings.push(text) },
    db: null as unknown as typeof shop.centre.db,
  };
  const stop = startHousekeeping(broken);
  try {
    await vi.advanceTimersByTimeAsync(30_000);
  } finally {
    vi.useRealTimers();
    await stop();
  }
  expect(warnings.length).toBeGreaterThanOrEqual(2);
  expect(new Set(warnings)).toEqual(new Set(['housekeeping was interrupted']));
});
