/** The bank: does what payers wish, writes it into its book, and tells PayCenter. */
import type { App } from '../domain/app.ts';
import type { ChannelAccount } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import { Refusal } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Db } from '../store/database.ts';
import type { Directory } from '../store/directory.ts';
import { act, type Deed, type Wish } from './act.ts';
import { bookDeed } from './book.ts';
import type { Charge } from './charge.ts';
import { createDeliverer, type Deliverer, type Replies } from './deliverer.ts';
import type { Forgery } from './forgery.ts';
import { findNoticeBody, repeatNotice } from './outbox.ts';
import { stateChargeOf, stateMovementOf } from './statement.ts';

export type Bank = {
  readonly db: Db;
  readonly directory: Pick<Directory, 'account'>;
  readonly deliverer: Deliverer;
  readonly log: Log;
  /** What shoppers are given; no slash at its end. */
  readonly publicUrl: string;
  /** Begins to send what waits, once PayCenter listens. */
  start(): void;
  /** Lets sends under way end for a moment; others, or the next start, go on with what is left. */
  stop(): Promise<void>;
};

export type BankOptions = Pick<Bank, 'db' | 'directory' | 'log' | 'publicUrl'> & {
  /** PayCenter's own http://HOST:PORT; asked at each notice, as it is known only after listening. */
  readonly deliverTo: () => string;
};

const STOP_GRACE_MS = 2_000;

/** One process's share of the bank; the book and the outbox are in the database, for all of them. */
export function createBank(options: BankOptions): Bank {
  const { db, directory, log, publicUrl, deliverTo } = options;
  const secretOf = async (accountId: string) => {
    const owner = await findOwner({ directory }, accountId).catch(() => undefined);
    return owner?.account.settings.notice_secret;
  };
  const deliverer = createDeliverer({ db, log, deliverTo, secretOf });
  return {
    ...{ db, directory, log, publicUrl, deliverer },
    start: () => deliverer.start(),
    stop: () => deliverer.stop(STOP_GRACE_MS),
  };
}

export type Owner = { readonly app: App; readonly account: ChannelAccount };

/** The sandbox account of that id. A live app has none: nobody pays it with play money. */
export async function findOwner(bank: Pick<Bank, 'directory'>, accountId: string): Promise<Owner> {
  const owner = await bank.directory.account(accountId);
  if (owner?.account.channel !== 'sandbox' || owner.app.mode === 'live') {
    throw new Refusal('NOT_FOUND', { detail: 'There is no sandbox account of this id.' });
  }
  return owner;
}

/** The payer whom the sandbox plays: only channels that tell an address have one. */
export function payerEmailOf(account: ChannelAccount): string | null {
  const { simulate = '' } = account.settings;
  return simulate.startsWith('paypal') ? 'payer@sandbox.example' : null;
}

/** How a deed is told. */
export type Telling = {
  /** How often the notice is sent. */
  readonly copies: number;
  readonly delayMs: number;
  /** How long to wait for it to be accepted. */
  readonly waitMs: number;
};

export type Done = {
  readonly charge: Charge;
  readonly noticeId: string;
  /** False too when the notice waits for its time. */
  readonly accepted: boolean;
  readonly replies: Replies;
};

const DECISIONS_MAX = 12;

/**
 * Does what is wished and tells it. `read` gives the charge as it is now; the wish is read off it, as an
 * amount has the charge's currency. What was written is kept whatever becomes of the telling.
 */
export async function perform(
  bank: Bank,
  owner: Owner,
  read: () => Promise<Charge>,
  wishFor: (charge: Charge) => Wish,
  telling: Telling,
): Promise<Done> {
  for (let round = 0; round < DECISIONS_MAX; round += 1) {
    const charge = await read();
    const deed = act(charge, wishFor(charge), { nowMs: Date.now(), newId: () => newId() });
    if (deed.kind === 'impossible') {
      throw new Refusal('SANDBOX_ACTION_IMPOSSIBLE', { detail: deed.why });
    }
    if (deed.kind === 'again') return tellAgain(bank, charge, deed.noticeId, telling);
    const body = noticeBody(owner, deed);
    const { delayMs, copies } = telling;
    const leaseTo = delayMs > 0 || telling.waitMs === 0 ? null : bank.deliverer.owner;
    const notice = { id: deed.noticeId, body, copies, delayMs, leaseTo };
    if (await bookDeed(bank.db, deed.charge, notice)) {
      return tell(bank, deed.charge, { ...notice, accountId: owner.account.id, tries: 0 }, telling);
    }
  }
  throw new Error(`A sandbox charge met ${DECISIONS_MAX} changes in a row.`);
}

/** A forger's notice of the same deed: sent, and never written into the book. */
export async function forge(
  bank: Bank,
  owner: Owner,
  charge: Charge,
  wish: Wish,
  copies: number,
  forgery: Forgery,
): Promise<Done> {
  const deed = act(charge, wish, { nowMs: Date.now(), newId: () => newId() });
  if (deed.kind === 'impossible') {
    throw new Refusal('SANDBOX_ACTION_IMPOSSIBLE', { detail: deed.why });
  }
  const body =
    deed.kind === 'done' ? noticeBody(owner, deed) : await findNoticeBody(bank.db, deed.noticeId);
  const notice = { accountId: owner.account.id, body: body ?? '{}', copies };
  const replies = await bank.deliverer.forge(notice, forgery);
  const accepted = replies.some((status) => status !== null && status < 300);
  return { charge, noticeId: deed.noticeId, accepted, replies };
}

async function tellAgain(
  bank: Bank,
  charge: Charge,
  noticeId: string,
  telling: Telling,
): Promise<Done> {
  const { copies, delayMs } = telling;
  const leaseTo = delayMs > 0 || telling.waitMs === 0 ? null : bank.deliverer.owner;
  const notice = await repeatNotice(bank.db, noticeId, { copies, delayMs, leaseTo });
  if (!notice) throw new Error(`The notice ${noticeId} is not in the outbox.`);
  return tell(bank, charge, notice, telling);
}

async function tell(
  bank: Bank,
  charge: Charge,
  notice: Parameters<Deliverer['deliver']>[0],
  { delayMs, waitMs }: Telling,
): Promise<Done> {
  const { deliverer } = bank;
  if (delayMs > 0 || waitMs === 0) {
    deliverer.wake(delayMs);
    return { charge, noticeId: notice.id, accepted: false, replies: [] };
  }
  const delivery = await deliverer.deliver(notice, waitMs);
  return { charge, noticeId: notice.id, ...delivery };
}

function noticeBody({ account }: Owner, deed: Extract<Deed, { kind: 'done' }>): string {
  const { charge, about, noticeId: id } = deed;
  const { reference } = charge;
  const statement = about
    ? stateMovementOf(charge, about)
    : stateChargeOf(charge, payerEmailOf(account));
  return JSON.stringify({ id, account: account.id, reference, ...statement });
}
