/** Refunds by people: small ones at once, those above the app's limit when a second person agrees. */
import { type Actor, actorOf, type Caller, seesApp } from '../domain/access.ts';
import { formatGross } from '../domain/money.ts';
import type { Payment, Refund } from '../domain/payment.ts';
import { Refusal } from '../errors.ts';
import { recordAudit } from '../store/audit.ts';
import type { Tx } from '../store/database.ts';
import { findPayment } from '../store/payments.ts';
import {
  decideApproval,
  findApproval,
  findStrandedApprovals,
  finishApproval,
  insertApproval,
  lockApproval,
  type RefundApproval,
} from '../store/refund-approvals.ts';
import type { Centre } from './centre.ts';
import { type RefundWish, refundPayment, SecondPersonNeeded } from './refund-payment.ts';

/** Who asks or decides, and from where. */
export type By = { readonly caller: Caller; readonly address: string };

export type RefundOutcome =
  | { readonly kind: 'refund'; readonly refund: Refund }
  | { readonly kind: 'waiting'; readonly approval: RefundApproval };

type Wish = Pick<RefundWish, 'gross' | 'reason' | 'attemptId'>;

/**
 * Refunds a payment of an app that the caller sees, or asks for a second person. The same `id` again is
 * the same refund, or the same question. Throws a Refusal: PAYMENT_NOT_FOUND, or as
 * {@link refundPayment} does.
 */
export async function refundOrAsk(
  centre: Centre,
  transId: string,
  wish: Wish,
  by: By,
  id: string,
): Promise<RefundOutcome> {
  const payment = await findPayment(centre.db, transId);
  if (!payment || !seesApp(by.caller.apps, payment.appId)) throw new Refusal('PAYMENT_NOT_FOUND');
  const asked = await findApproval(centre.db, id);
  if (asked) return { kind: 'waiting', approval: asked };
  await noteRefund(centre, payment, wish, actorOf(by.caller, by.address), id);
  try {
    const refund = await refundPayment(centre, transId, { ...wish, alone: true }, id);
    return { kind: 'refund', refund };
  } catch (error) {
    if (!(error instanceof SecondPersonNeeded)) throw error;
    return { kind: 'waiting', approval: await askSecondPerson(centre, error, wish, by, id) };
  }
}

/** Written before anything is sent: there may be a line without a refund, and never the other way round. */
export async function noteRefund(
  { db }: Pick<Centre, 'db'>,
  { id: transId, appId }: Payment,
  { gross = 'all that is left', reason = null }: { gross?: string; reason?: string | null },
  actor: Actor,
  id: string,
): Promise<void> {
  await db.transaction().execute((tx) =>
    recordAudit(tx, {
      actor,
      action: 'refund.requested',
      subject: { kind: 'refund', id },
      appId,
      after: { trans_id: transId, gross, reason },
    }),
  );
}

async function askSecondPerson(
  { db }: Centre,
  { payment, attemptId, gross }: SecondPersonNeeded,
  wish: Wish,
  { caller, address }: By,
  id: string,
): Promise<RefundApproval> {
  return db.transaction().execute(async (tx) => {
    const isNew = await insertApproval(tx, {
      ...{ id, attemptId, gross, paymentId: payment.id, appId: payment.appId },
      reason: wish.reason ?? null,
      requestedKind: caller.kind,
      requestedBy: caller.id,
      requestedName: caller.name,
      responsibleId: caller.responsibleId,
    });
    const approval = await held(tx, id, caller);
    if (isNew) await noteDecision(tx, approval, 'requested', actorOf(caller, address));
    return approval;
  });
}

/**
 * Agrees to a refund, which is then made. Resolves with the approval: `done`, or `failed` when the refund
 * can no longer be made. Throws a Refusal: NOT_FOUND, APPROVAL_DECIDED, or APPROVAL_OWN for whoever asked.
 */
export async function approveRefund(centre: Centre, id: string, by: By): Promise<RefundApproval> {
  const approval = await decide(centre, id, by, { state: 'approved', note: null });
  await carryOut(centre, approval);
  return (await findApproval(centre.db, id)) ?? approval;
}

/** Says no, for everybody to read why. Whoever asked may do that too. Throws as {@link approveRefund}. */
export async function rejectRefund(
  centre: Pick<Centre, 'db'>,
  id: string,
  note: string | null,
  by: By,
): Promise<RefundApproval> {
  return decide(centre, id, by, { state: 'rejected', note });
}

function decide(
  { db }: Pick<Centre, 'db'>,
  id: string,
  { caller, address }: By,
  decision: { readonly state: 'approved' | 'rejected'; readonly note: string | null },
): Promise<RefundApproval> {
  return db.transaction().execute(async (tx) => {
    const waiting = await held(tx, id, caller);
    if (waiting.state !== 'waiting') throw new Refusal('APPROVAL_DECIDED');
    const isOwn = waiting.responsibleId === caller.responsibleId;
    if (isOwn && decision.state === 'approved') throw new Refusal('APPROVAL_OWN');
    await decideApproval(tx, id, { ...decision, by: caller.responsibleId, name: caller.name });
    const decided = await held(tx, id, caller);
    await noteDecision(tx, decided, decision.state, actorOf(caller, address));
    return decided;
  });
}

async function held(tx: Tx, id: string, { apps }: Caller): Promise<RefundApproval> {
  const approval = await lockApproval(tx, id);
  if (approval && seesApp(apps, approval.appId)) return approval;
  throw new Refusal('NOT_FOUND', { detail: `There is no refund ${id} to approve.` });
}

function noteDecision(
  tx: Tx,
  { id, appId, paymentId, gross, note }: RefundApproval,
  verb: 'requested' | 'approved' | 'rejected',
  actor: Actor,
): Promise<void> {
  return recordAudit(tx, {
    actor,
    action: `refund_approval.${verb}`,
    subject: { kind: 'refund', id },
    appId,
    after: { trans_id: paymentId, gross: formatGross(gross), currency: gross.currency, note },
  });
}

/** Makes the refund under the approval's own id, so however often this is begun, it is one refund. */
async function carryOut(centre: Centre, approval: RefundApproval): Promise<void> {
  const { id, paymentId, attemptId, gross, reason } = approval;
  const wish = { attemptId, gross: formatGross(gross), ...(reason === null ? {} : { reason }) };
  try {
    await refundPayment(centre, paymentId, wish, id);
    await finishApproval(centre.db, id, { state: 'done', note: null });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await finishApproval(centre.db, id, { state: 'failed', note: error.code });
  }
}

/** Longer than any channel takes to answer. */
const STRANDED_AFTER_SECONDS = 120;
const STRANDED_AT_ONCE_MAX = 20;

/** Carries out what was approved in a process that died before it could. */
export async function carryOutStranded(centre: Centre): Promise<void> {
  const { db, log } = centre;
  for (const approval of await findStrandedApprovals(
    db,
    STRANDED_AFTER_SECONDS,
    STRANDED_AT_ONCE_MAX,
  )) {
    await carryOut(centre, approval).catch((error: unknown) => {
      log.error({ refundId: approval.id, err: error }, 'approved refund not carried out');
    });
  }
}
