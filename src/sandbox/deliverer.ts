/**
 * Brings the bank's notices to PayCenter over HTTP, again and again until they are accepted. What waits is
 * in the database, so it goes on after a restart, and any number of processes share the work.
 */
import { setTimeout } from 'node:timers/promises';
import { callChannel } from '../channels/http.ts';
import { newId } from '../domain/id.ts';
import type { Log } from '../log.ts';
import type { Db } from '../store/database.ts';
import { type Forgery, forgedNotice, genuineNotice, type SentNotice } from './forgery.ts';
import { claimNotices, type OutgoingNotice, recordRound, releaseNotices } from './outbox.ts';

/** What PayCenter answered to each copy: a status, or null when no answer came. */
export type Replies = readonly (number | null)[];

export type Delivery = { readonly accepted: boolean; readonly replies: Replies };

export type Deliverer = {
  /** Who holds the leases of this process. */
  readonly owner: string;
  /** Sends a notice that is leased to us until it is accepted or `waitMs` are over; then others go on. */
  deliver(notice: OutgoingNotice, waitMs: number): Promise<Delivery>;
  /** Sends a forged copy, so many times, and once each. */
  forge(
    notice: Pick<OutgoingNotice, 'accountId' | 'body' | 'copies'>,
    forgery: Forgery,
  ): Promise<Replies>;
  /** Looks for due notices after so long. */
  wake(afterMs: number): void;
  start(): void;
  /** Takes nothing new, lets sends under way end for so long, and gives back what is left. */
  stop(graceMs: number): Promise<void>;
};

export type DelivererOptions = {
  readonly db: Db;
  readonly log: Log;
  /** PayCenter's own http://HOST:PORT. */
  readonly deliverTo: () => string;
  /** The secret of an account; undefined while it has none, or none any more. */
  readonly secretOf: (accountId: string) => Promise<string | undefined>;
};

/** From a round that failed to the next; the last one for all that follow. */
const AGAIN_MS = [200, 1_000, 5_000, 15_000, 30_000] as const;
const TIMEOUT_MS = 5_000;
const POLL_EVERY_MS = 1_000;
const UNDER_WAY_MAX = 64;
/** A timer set for the very millisecond might look a moment too early. */
const WAKE_LATER_MS = 10;
/** What is due later than this is found by the poll. */
const WAKE_AFTER_MAX_MS = 60_000;

export function createDeliverer(options: DelivererOptions): Deliverer {
  const { db, log } = options;
  const owner = newId();
  const underWay = new Set<Promise<void>>();
  const timers = new Set<NodeJS.Timeout>();
  let poll: NodeJS.Timeout | undefined;
  let claiming = false;
  let hungry = false;
  const ending = new AbortController();

  async function send(accountId: string, made: (secret: string) => SentNotice) {
    const secret = await options.secretOf(accountId);
    if (!secret) return null;
    const { headers, body } = made(secret);
    const answer = await callChannel({
      method: 'POST',
      url: `${options.deliverTo()}/channels/sandbox/${accountId}/notice`,
      headers,
      body: { text: body, contentType: 'application/json' },
      timeoutMs: TIMEOUT_MS,
    });
    return answer.kind === 'answered' ? answer.status : null;
  }

  function sendCopies(
    { accountId, copies }: Pick<OutgoingNotice, 'accountId' | 'copies'>,
    made: (secret: string) => SentNotice,
  ): Promise<Replies> {
    return Promise.all(Array.from({ length: copies }, () => send(accountId, made)));
  }

  async function deliver(notice: OutgoingNotice, waitMs: number): Promise<Delivery> {
    const deadline = performance.now() + waitMs;
    const replies: (number | null)[] = [];
    let accepted = 0;
    for (let rounds = 1; ; rounds += 1) {
      const copies = notice.copies - accepted;
      const round = await sendCopies({ ...notice, copies }, (secret) =>
        genuineNotice(secret, notice.body, Date.now()),
      );
      replies.push(...round);
      accepted += round.filter(isAccepted).length;
      const againInMs = AGAIN_MS[notice.tries + rounds - 1] ?? AGAIN_MS[AGAIN_MS.length - 1] ?? 0;
      const isAll = accepted >= notice.copies;
      const isLast = isAll || performance.now() + againInMs > deadline;
      if (isLast || !(await paused(againInMs))) {
        await recordRound(db, { id: notice.id, rounds, accepted, againInMs });
        if (!isAll) wake(againInMs);
        return { accepted: isAll, replies };
      }
    }
  }

  /** False at once when the process stops. */
  function paused(ms: number): Promise<boolean> {
    const { signal } = ending;
    return setTimeout(ms, true, { signal }).catch(() => false);
  }

  async function claim(): Promise<void> {
    if (claiming || ending.signal.aborted) return;
    claiming = true;
    try {
      const places = UNDER_WAY_MAX - underWay.size;
      const due = await claimNotices(db, owner, places);
      hungry = due.length === places;
      for (const notice of due) follow(deliver(notice, 0), notice.id);
    } catch (error) {
      log.warn({ err: error }, 'the sandbox could not look for notices');
    } finally {
      claiming = false;
    }
  }

  function follow(delivery: Promise<Delivery>, noticeId: string): void {
    const ended = delivery.then(
      ({ accepted, replies }) => {
        if (!accepted) log.warn({ noticeId, replies }, 'a sandbox notice was not accepted yet');
      },
      // The lease runs out by itself, and somebody sends it again.
      (error: unknown) => log.warn({ noticeId, err: error }, 'a sandbox notice was not recorded'),
    );
    underWay.add(ended);
    void ended.then(() => {
      underWay.delete(ended);
      if (hungry) void claim();
    });
  }

  function wake(afterMs: number): void {
    if (ending.signal.aborted || afterMs > WAKE_AFTER_MAX_MS) return;
    const timer = globalThis.setTimeout(() => {
      timers.delete(timer);
      void claim();
    }, afterMs + WAKE_LATER_MS);
    timers.add(timer);
  }

  return {
    owner,
    deliver,
    wake,
    forge: ({ accountId, body, copies }, forgery) =>
      sendCopies({ accountId, copies }, (secret) =>
        forgedNotice(forgery, secret, body, Date.now()),
      ),
    start() {
      poll = setInterval(() => void claim(), POLL_EVERY_MS);
      wake(0);
    },
    async stop(graceMs) {
      ending.abort();
      clearInterval(poll);
      for (const timer of timers) clearTimeout(timer);
      await Promise.race([Promise.all(underWay), setTimeout(graceMs, undefined, { ref: false })]);
      await releaseNotices(db, owner).catch(() => undefined);
    },
  };
}

function isAccepted(status: number | null): boolean {
  return status !== null && status >= 200 && status <= 299;
}
