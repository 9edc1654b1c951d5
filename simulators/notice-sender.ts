/**
 * Brings a channel's notices to whoever registered for them, again and again by the channel's own
 * schedule, in scaled time. Scripts may hold notices back, drop them, send them twice or in another order.
 */
import { request } from 'undici';

export type Letter = {
  readonly id: string;
  /** The channel's word for what it tells. */
  readonly word: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type Delivery = {
  readonly id: string;
  readonly word: string;
  /** What was answered to each try; null for no answer. */
  readonly statuses: readonly (number | null)[];
  readonly state: 'waiting' | 'accepted' | 'given up' | 'held' | 'dropped';
};

export type Mode = 'send' | 'hold' | 'drop';

export type NoticeSender = {
  /**
   * Takes a notice over; how it fares is seen in `deliveries`. `letter` makes it anew for each try, and
   * is told how many there have been: some channels say so.
   */
  take(letter: (triesBefore: number) => Letter): void;
  /** Sends a notice now, once, whatever the mode, and tells what was answered. */
  sendNow(letter: Letter): Promise<number | null>;
  setMode(mode: Mode): void;
  /** Sends what was held back, one after the other. */
  release(order?: 'made' | 'reversed', words?: readonly string[]): Promise<void>;
  /** Resolves when every try that is under way has been answered; retries that are due later are not waited for. */
  settled(): Promise<void>;
  deliveries(): readonly Delivery[];
  close(): Promise<void>;
};

export type NoticeSenderOptions = {
  /** The channel's own: how long after a refused try the next one comes. */
  readonly retryDelaysMs: readonly number[];
  /** 1: in real time; 1000: a thousand times as fast. */
  readonly timesFaster: number;
  readonly isAccepted: (status: number, body: string) => boolean;
  readonly timeoutMs: number;
};

type Kept = {
  letter: (triesBefore: number) => Letter;
  id: string;
  word: string;
  statuses: (number | null)[];
} & {
  state: Delivery['state'];
};

export function createNoticeSender(options: NoticeSenderOptions): NoticeSender {
  const kept: Kept[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const underWay = new Set<Promise<unknown>>();
  let mode: Mode = 'send';
  let closed = false;

  async function post({ url, headers, body }: Letter) {
    try {
      const answer = await request(url, {
        method: 'POST',
        headers,
        body,
        headersTimeout: options.timeoutMs,
        bodyTimeout: options.timeoutMs,
      });
      const text = await answer.body.text();
      return { status: answer.statusCode, accepted: options.isAccepted(answer.statusCode, text) };
    } catch {
      return { status: null, accepted: false };
    }
  }

  async function attempt(notice: Kept): Promise<void> {
    if (closed) return;
    notice.state = 'waiting';
    const { status, accepted } = await post(notice.letter(notice.statuses.length));
    const delayMs = options.retryDelaysMs[notice.statuses.length];
    notice.statuses.push(status);
    if (accepted) notice.state = 'accepted';
    else if (delayMs === undefined) notice.state = 'given up';
    else retryAfter(notice, delayMs / options.timesFaster);
  }

  function retryAfter(notice: Kept, delayMs: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      follow(attempt(notice));
    }, delayMs);
    timers.add(timer);
  }

  function follow<Result>(work: Promise<Result>): Promise<Result> {
    underWay.add(work);
    void work.finally(() => underWay.delete(work));
    return work;
  }

  return {
    take(letter) {
      const { id, word } = letter(0);
      const notice: Kept = { letter, id, word, statuses: [], state: 'held' };
      kept.push(notice);
      if (mode === 'drop') notice.state = 'dropped';
      if (mode === 'send') follow(attempt(notice));
    },
    async sendNow(letter) {
      return (await follow(post(letter))).status;
    },
    setMode(next) {
      mode = next;
    },
    async release(order = 'made', words) {
      const held = kept.filter(
        ({ state, word }) => state === 'held' && (words === undefined || words.includes(word)),
      );
      for (const notice of order === 'made' ? held : held.toReversed()) {
        await follow(attempt(notice));
      }
    },
    async settled() {
      await Promise.allSettled(underWay);
    },
    deliveries: () => kept.map(({ letter: _, ...delivery }) => structuredClone(delivery)),
    async close() {
      closed = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.allSettled(underWay);
    },
  };
}

/** Delays that grow evenly and add up to a whole: for channels that publish only how many and how long. */
export function growingDelays(count: number, totalMs: number, growth: number): readonly number[] {
  const weights = Array.from({ length: count }, (_, at) => growth ** at);
  const sum = weights.reduce((left, right) => left + right, 0);
  return weights.map((weight) => (weight / sum) * totalMs);
}
