/** Many shoppers at once, none of whom gives up: each asks until it is answered, and pays until it is taken. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Scene } from './scene.ts';

export type Crowd = {
  /** What no shopper, nor the bank, should ever have been answered. */
  readonly oddities: readonly string[];
  /** How often a shopper was told to come back later, or heard nothing. */
  readonly turnedAway: number;
  /** Sends so many more shoppers in, each with an order of its own; resolves when all have paid. */
  shop(count: number): Promise<void>;
};

const AGAIN_MS = 200;
/** Every so manieth gets some of its money back from the bank. */
const REFUNDED_EVERY = 5;

export function crowdAt(scene: Scene): Crowd {
  const oddities: string[] = [];
  let orders = 0;
  let turnedAway = 0;

  /** The payment that the shopper is sent to pay; undefined when it is paid already. */
  async function goToBank(orderId: string): Promise<void> {
    for (;;) {
      const asked = await scene.ask(orderId);
      if (asked.kind === 'redirected' || asked.kind === 'shown') return;
      if (asked.kind === 'wrong') oddities.push(`${orderId}: ${asked.status} ${asked.body}`);
      if (asked.kind === 'unavailable' && asked.retryAfter === null) {
        oddities.push(`${orderId}: 503 without Retry-After`);
      }
      turnedAway += 1;
      await sleep(AGAIN_MS);
    }
  }

  async function pay(orderId: string): Promise<void> {
    for (;;) {
      const paid = await scene.atBank(orderId, 'pay');
      if (paid.kind === 'accepted') return;
      // Done, and the bank goes on telling PayCenter.
      if (paid.kind === 'refused' && paid.code === 'SANDBOX_NOTICE_NOT_ACCEPTED') return;
      if (paid.kind === 'refused' && paid.status !== 503) {
        oddities.push(`${orderId}: the bank answered ${paid.status} ${paid.code}`);
      }
      turnedAway += 1;
      await sleep(AGAIN_MS);
    }
  }

  async function buy(): Promise<void> {
    orders += 1;
    const refunded = orders % REFUNDED_EVERY === 0;
    const orderId = `order-${orders}`;
    await goToBank(orderId);
    await pay(orderId);
    if (refunded) await scene.atBank(orderId, 'refund', { gross: '5.00' });
  }

  return {
    oddities,
    get turnedAway() {
      return turnedAway;
    },
    async shop(count) {
      await Promise.all(Array.from({ length: count }, buy));
    },
  };
}
