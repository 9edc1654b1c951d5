/**
 * What a channel said becomes part of a payment: read, decided, committed in one statement, decided
 * again when somebody was faster. Whoever said it (a notice, the answer to a call, a query), it comes
 * through here.
 */
import type { App } from '../domain/app.ts';
import { applyFacts } from '../domain/apply-fact.ts';
import type { ChannelAccount, Subject } from '../domain/channel.ts';
import { newId } from '../domain/id.ts';
import type { News } from '../domain/settle.ts';
import type { Step } from '../domain/step.ts';
import { reached } from '../steps.ts';
import type { NewNotice, NoticeSource } from '../store/change-rows.ts';
import { keepNotice } from '../store/commit-change.ts';
import { databaseError, SQLSTATE } from '../store/database.ts';
import { findParkedNotices, NOTICE_RAW, rejectParkedNotice } from '../store/notices.ts';
import type { PaymentAnswer } from '../store/payments.ts';
import { type Centre, contextNow } from './centre.ts';
import { commitStep } from './commit-step.ts';
import { factsFromJson, factsToJson, storableFacts, storableText } from './fact-json.ts';

export type SaidByChannel = {
  readonly app: App;
  readonly account: ChannelAccount;
  /** `operator`: a person speaks, of what came by this account. */
  readonly source: NoticeSource;
  /** The same for every repeat of the same news. */
  readonly noticeKey: string;
  readonly facts: readonly News[];
  readonly transcript: string;
  readonly raw: Buffer | null;
  readonly receivedAtMs: number;
};

export type Applied =
  | 'applied'
  | 'none'
  /** At least one of its facts is kept until what it tells of has begun, or its payment is known. */
  | 'parked'
  /** Taken before. */
  | 'repeated'
  /** Genuine, but its money has been counted for another payment. */
  | 'rejected';

/** Each lost round is somebody else's won one; only a fault of ours would go on for so long. */
const DECISIONS_MAX = 200;

/** Applies news of a channel. Returns only once everything that it changed is committed. */
export async function applyNotice(centre: Centre, given: SaidByChannel): Promise<Applied> {
  const said = {
    ...given,
    facts: storableFacts(given.facts),
    transcript: storableText(given.transcript),
  };
  const subject = subjectOf(said.facts);
  for (let round = 0; round < DECISIONS_MAX; round += 1) {
    const answer = await centre.find({
      accountId: said.account.id,
      paymentId: null,
      reference: subject.reference ?? null,
      channelTransaction: subject.channelTransaction ?? null,
      noticeKey: said.noticeKey,
    });
    if (answer.noticeTaken) return 'repeated';
    const outcome = await decideAndCommit(centre, said, answer);
    if (outcome !== 'again') return outcome;
  }
  throw new Error(`A notice for account ${said.account.id} met ${DECISIONS_MAX} changes in a row.`);
}

/** What a notice is about: one attempt. Other notices may wait for the money that it tells of. */
function subjectOf(facts: readonly News[]): Subject {
  const [first] = facts;
  if (first?.kind !== 'paid') return first?.subject ?? {};
  return { channelTransaction: first.channelTransaction, ...first.subject };
}

async function decideAndCommit(
  centre: Centre,
  said: SaidByChannel,
  answer: PaymentAnswer,
): Promise<Applied | 'again'> {
  const { payment, attemptId } = answer;
  if (!payment || attemptId === undefined) {
    // What we do not even have a word for is not about a payment that may yet become known.
    const waits = said.facts.some((fact) => fact.kind !== 'unknown');
    return keep(centre, said, waits ? 'parked' : 'none');
  }
  const step = applyFacts(payment, attemptId, said.facts, contextNow());
  if (step.effect === 'parked' && step.payment === payment) {
    return keep(centre, said, 'parked', attemptId);
  }
  try {
    const notice = newNotice(centre, said, step.effect, attemptId);
    const cause = { notice, appliedNoticeId: null };
    if (!(await commitStep(centre, said.app, payment, step, cause))) return 'again';
  } catch (error) {
    const remedy = remedyFor(error);
    if (remedy === 'reject') {
      centre.log.error(
        { accountId: said.account.id, paymentId: payment.id },
        'money counted before',
      );
      return keep(centre, said, 'rejected', attemptId);
    }
    if (remedy === 'again') return 'again';
    throw error;
  }
  warn(centre, payment.id, step);
  if (answer.parkedNotices) await applyParkedNotices(centre, said.app, said.account, attemptId);
  return step.effect;
}

function remedyFor(error: unknown): 'again' | 'reject' | undefined {
  const failure = databaseError(error);
  if (failure?.code === SQLSTATE.uniqueViolation) {
    if (failure.constraint === 'attempts_channel_transaction') return 'reject';
    // The order was paid by another payment, or the notice taken, since we read: decide anew.
    if (failure.constraint === 'payments_one_paid_per_order') return 'again';
    if (failure.constraint === 'notices_account_id_notice_key_key') return 'again';
  }
  if (failure?.code === SQLSTATE.deadlock || failure?.code === SQLSTATE.serializationFailure) {
    return 'again';
  }
  return undefined;
}

/** Keeps a notice that changes no payment now. */
async function keep(
  centre: Centre,
  said: SaidByChannel,
  effect: 'none' | 'parked' | 'rejected',
  attemptId?: string,
): Promise<Applied> {
  const notice = newNotice(centre, said, effect, attemptId);
  if (!(await keepNotice(centre.db, notice))) return 'repeated';
  reached('notice stored', notice.id);
  if (effect === 'parked') {
    centre.log.info({ accountId: said.account.id, attemptId }, 'notice kept for later');
    // What it waits for may have been committed since we read.
    if (attemptId !== undefined) {
      await applyParkedNotices(centre, said.app, said.account, attemptId);
    }
  }
  return effect;
}

function newNotice(
  centre: Centre,
  said: SaidByChannel,
  effect: NewNotice['effect'],
  attemptId?: string,
): NewNotice {
  const subject = said.facts[0]?.subject ?? {};
  return {
    id: newId(),
    accountId: said.account.id,
    noticeKey: said.noticeKey,
    reference: attemptId ?? subject.reference ?? null,
    channelTransaction: subject.channelTransaction ?? null,
    source: said.source,
    effect,
    facts: factsToJson(said.facts),
    transcript: said.transcript,
    rawSealed: said.raw ? centre.sealer.seal(said.raw, NOTICE_RAW) : null,
    receivedAtMs: said.receivedAtMs,
  };
}

/**
 * Applies the notices that waited for this attempt, in the order in which things happened. Each one
 * that moves something may free the next, so it goes round until a round moves nothing.
 */
export async function applyParkedNotices(
  centre: Centre,
  app: App,
  account: ChannelAccount,
  attemptId: string,
): Promise<void> {
  for (let moved = true; moved; ) {
    moved = false;
    for (const parked of await findParkedNotices(centre.db, account.id, attemptId)) {
      const facts = factsFromJson(parked.facts);
      moved = (await applyParked(centre, app, account, attemptId, parked.id, facts)) || moved;
    }
  }
}

/** Whether anything moved; when somebody else was faster, something did. */
async function applyParked(
  centre: Centre,
  app: App,
  account: ChannelAccount,
  attemptId: string,
  noticeId: string,
  facts: readonly News[],
): Promise<boolean> {
  const { payment } = await centre.find({
    accountId: account.id,
    paymentId: null,
    reference: attemptId,
    channelTransaction: null,
    noticeKey: null,
  });
  if (!payment) return false;
  const step = applyFacts(payment, attemptId, facts, contextNow());
  const waitsOn = step.effect === 'parked';
  if (waitsOn && step.payment === payment) return false;
  try {
    const cause = { notice: null, appliedNoticeId: waitsOn ? null : noticeId };
    if (await commitStep(centre, app, payment, step, cause)) warn(centre, payment.id, step);
    return true;
  } catch (error) {
    const remedy = remedyFor(error);
    if (remedy === 'reject') {
      centre.log.error({ noticeId, paymentId: payment.id }, 'money counted before');
      return rejectParkedNotice(centre.db, noticeId);
    }
    if (remedy === 'again') return true;
    throw error;
  }
}

function warn(centre: Centre, paymentId: string, step: Step): void {
  for (const alert of step.alerts) centre.log.warn({ paymentId, alert }, 'needs a person');
}
