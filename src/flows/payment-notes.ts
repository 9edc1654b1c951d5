/** What people write on payments, and alerts that they have dealt with. */
import type { Actor } from '../domain/access.ts';
import type { Payment } from '../domain/payment.ts';
import type { Alert } from '../domain/step.ts';
import { recordAudit } from '../store/audit.ts';
import type { Db } from '../store/database.ts';
import { dropAlerts, insertNote, type NoteLine, notesOfPayment } from '../store/payment-notes.ts';

/** Writes a note and resolves with it; the same one again, by its id, is one. */
export async function writeNote(
  db: Db,
  payment: Payment,
  note: { id: string; text: string },
  actor: Actor,
): Promise<NoteLine> {
  await db.transaction().execute(async (tx) => {
    if (!(await insertNote(tx, { ...note, paymentId: payment.id, author: actor }))) return;
    const after = { note: note.id };
    await recordAudit(tx, { ...about(payment), actor, action: 'payment.noted', after });
  });
  const written = (await notesOfPayment(db, payment.id)).find(({ id }) => id === note.id);
  if (!written) throw new Error(`The note ${note.id} was written and is not there.`);
  return written;
}

/** Takes an alert off a payment: somebody has dealt with it. False when it has none of that name. */
export async function dismissAlert(
  db: Db,
  payment: Payment,
  alert: Alert,
  actor: Actor,
): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    if (!(await dropAlerts(tx, payment.id, [alert]))) return false;
    const before = { alert };
    await recordAudit(tx, { ...about(payment), actor, action: 'payment.alert_dismissed', before });
    return true;
  });
}

function about({ id, appId }: Payment) {
  return { subject: { kind: 'payment', id }, appId };
}
