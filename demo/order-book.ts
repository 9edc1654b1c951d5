import { randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { CallbackEvent, CallbackStatus } from '@paycenter/sdk';
import type { Article } from './catalogue.ts';
import { openJournal } from './journal.ts';

export interface Order {
  id: string;
  /** The article's slug. */
  article: string;
  item: string;
  gross: string;
  currency: string;
  placedAt: Date;
}

/** What the shop keeps of a callback: nothing of the payer's. */
export interface OrderEvent {
  orderId: string;
  transId: string;
  status: CallbackStatus;
  gross: string;
  currency: string;
  channel: string;
  occurredAt: Date;
  receivedAt: Date;
}

export interface OrderBook {
  /** Writes down a new order of an article under the name the shopper saw. */
  place(article: Article, item: string): Promise<Order>;
  find(id: string): Order | undefined;
  /** An order's events as they came in. */
  eventsOf(id: string): readonly OrderEvent[];
  /** Whether an event with this key is in the book. */
  has(key: string): boolean;
  /** Resolves when an order's next event is in the book, or after this time. */
  nextEvent(id: string, timeoutMs: number): Promise<void>;
  /** Writes down an event with its key, in one stroke: both are durable, or neither is. */
  record(event: CallbackEvent, key: string): Promise<void>;
  close(): Promise<void>;
}

type Entry = { kind: 'order'; order: Order } | { kind: 'event'; key: string; event: OrderEvent };

// 32 signs without the ones that look alike.
const ID_SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** 80 random bits, so that knowing one order's page gives away no other. */
function newOrderId(): string {
  const signs = Array.from(randomBytes(16), (byte) => ID_SIGNS.charAt(byte & 31)).join('');
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}

function readEntry(line: string): Entry {
  return JSON.parse(line, (name, value: unknown) =>
    name.endsWith('At') && typeof value === 'string' ? new Date(value) : value,
  ) as Entry;
}

/**
 * Opens the shop's book of orders.
 * @param dataFile where it is kept; only in memory when left out
 * @throws Error when the file is there and holds something else
 */
export async function openOrderBook(dataFile: string | undefined): Promise<OrderBook> {
  const orders = new Map<string, Order>();
  const events = new Map<string, OrderEvent[]>();
  const keys = new Set<string>();
  const news = new EventEmitter().setMaxListeners(0);

  function take(entry: Entry): void {
    if (entry.kind === 'order') {
      orders.set(entry.order.id, entry.order);
      events.set(entry.order.id, []);
    } else {
      events.get(entry.event.orderId)?.push(entry.event);
      keys.add(entry.key);
    }
  }

  const journal = await openJournal(dataFile, (line) => take(readEntry(line)));

  async function write(entry: Entry): Promise<void> {
    await journal.append(JSON.stringify(entry));
    take(entry);
  }

  return {
    async place(article, item) {
      const { slug, gross, currency } = article;
      const id = newOrderId();
      const order: Order = { id, article: slug, item, gross, currency, placedAt: new Date() };
      await write({ kind: 'order', order });
      return order;
    },
    find: (id) => orders.get(id),
    eventsOf: (id) => events.get(id) ?? [],
    has: (key) => keys.has(key),
    async nextEvent(id, timeoutMs) {
      await once(news, id, { signal: AbortSignal.timeout(timeoutMs) }).catch(() => {});
    },
    async record(event, key) {
      const { orderId, transId, status, gross, currency, channel, occurredAt } = event;
      const kept = { orderId, transId, status, gross, currency, channel, occurredAt };
      await write({ kind: 'event', key, event: { ...kept, receivedAt: new Date() } });
      news.emit(orderId);
    },
    close: () => journal.close(),
  };
}
