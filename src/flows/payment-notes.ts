/** What people write on payments, and alerts that they have dealt with. */
import type { Actor } from '../domain/access.ts';
import type { Payment } from '../domain/payment.ts';
import { recordAudit } from '../store/audit.ts';
import type { Db } from '../store/database.ts';
import { dropAlert, insertNote } from '../store/payment-notes.ts';

/** Writes a note; the same one again, by its id, is one. */
export async function writeNote(
  db: Db,
  payment: Payment,
  note: { id: string; text: string },
  actor: Actor,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await insertNote(tx, { ...note, paymentId: payment.id, author: actor });
    await recordAudit(tx, {
      ...about(payment),
      actor,
      action: 'payment.noted',
      after: { note: note.id },
    });
  });
}

/** Takes an alert off a payment: somebody has dealt with it. False when it has none of that name. */
export async function dismissAlert(
  db: Db,
  payment: Payment,
  alert: string,
  actor: Actor,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await dropAlert(tx, payment.id, alert))) return false;
    const before = { alert };
    await recordAudit(tx, { ...about(payment), actor, action: 'payment.alert_dismissed', before });
    return true;
  });
}

function about({ id, appId }: Payment) {
  return { subject: { kind: 'payment', id }, appId };
}
