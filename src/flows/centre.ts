/** What every flow works with. Made once, when a process starts. */
import type { ChannelAdapter } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import type { Context } from '../domain/step.ts';
import type { Log } from '../log.ts';
import type { Sealer } from '../sealing.ts';
import type { DueCallback } from '../store/callbacks.ts';
import type { Change } from '../store/change-rows.ts';
import { keepChannelCalls, type NewChannelCall } from '../store/channel-calls.ts';
import { coalesce } from '../store/coalesce.ts';
import { type Committed, commitChanges } from '../store/commit-change.ts';
import type { Db } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { findToldEvents } from '../store/events.ts';
import {
  findPayments,
  type NewPayment,
  type OpenedPayment,
  openPayments,
  type PaymentAnswer,
  type PaymentQuestion,
} from '../store/payments.ts';
import type { ChannelHealth } from './channel-health.ts';

/** Where committed callbacks go to be sent. */
export type Outbox = {
  /** Who holds the leases of this process. */
  readonly owner: string;
  /** Takes one of the endpoint's places; false when it has none left, or nothing is sent here. */
  reserve(endpoint: string): boolean;
  /** Gives the place back: nothing was committed, or an earlier callback goes first. */
  release(endpoint: string): void;
  /** Sends a callback that was committed with our lease, on the place that was reserved. */
  send(callback: DueCallback): void;
};

/** Where nothing is sent: callbacks are committed free, for a worker elsewhere to claim. */
export const NO_OUTBOX: Outbox = {
  owner: 'nobody',
  reserve: () => false,
  release: () => undefined,
  send: () => undefined,
};

export type Centre = {
  readonly db: Db;
  readonly sealer: Sealer;
  readonly directory: Directory;
  readonly channels: ReadonlyMap<string, ChannelAdapter>;
  readonly outbox: Outbox;
  readonly health: ChannelHealth;
  readonly log: Log;
  /** What shoppers and channels are given; no slash at its end. */
  readonly publicUrl: string;
  /** The statements of the hot path, each shared by whoever arrives at the same moment. */
  readonly open: (payment: NewPayment) => Promise<OpenedPayment>;
  readonly find: (question: PaymentQuestion) => Promise<PaymentAnswer>;
  readonly commit: (change: Change) => Promise<Committed>;
  readonly toldEvents: (
    transId: string,
  ) => ReturnType<typeof findToldEvents> extends Promise<readonly (infer Told)[]>
    ? Promise<Told>
    : never;
  /** Keeps the transcript of what a channel was asked. */
  readonly keepCall: (call: NewChannelCall) => Promise<void>;
};

/** The batched statements over one database. */
export function hotStatements(
  db: Db,
): Pick<Centre, 'open' | 'find' | 'commit' | 'toldEvents' | 'keepCall'> {
  return {
    open: coalesce({ run: (payments: readonly NewPayment[]) => openPayments(db, payments) }),
    find: coalesce({ run: (questions: readonly PaymentQuestion[]) => findPayments(db, questions) }),
    commit: coalesce({
      run: (changes: readonly Change[]) => commitChanges(db, changes),
      key: (change) => change.after.id,
      batchMax: 128,
    }),
    toldEvents: coalesce({ run: (transIds: readonly string[]) => findToldEvents(db, transIds) }),
    keepCall: coalesce<NewChannelCall, void>({
      run: (calls) => keepChannelCalls(db, calls),
      key: ({ attemptId }) => attemptId,
    }),
  };
}

export function contextNow(): Context {
  return { nowMs: Date.now(), newId: () => newId() };
}
