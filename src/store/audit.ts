/** The audit log: who changed what, from where. Append-only; the schema refuses anything else. */
import type { Actor } from '../domain/access.ts';
import { newId } from '../domain/id.ts';
import type { Tx } from './database.ts';

export type AuditEntry = {
  readonly actor: Actor;
  /** `subject.verb` in the past, such as `app.changed`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** The app that it is about; null for what concerns the centre as a whole. */
  readonly appId: string | null;
  /** What changed, before and after. Never a secret: that one was changed is all that may stand here. */
  readonly before?: Readonly<Record<string, unknown>> | undefined;
  readonly after?: Readonly<Record<string, unknown>> | undefined;
};

/** Writes down a change, in the transaction that makes it: none without the other. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const { actor, subject, before, after } = entry;
  await tx
    .insertInto('audit_log')
    .values({
      id: newId(),
      actor_kind: actor.kind,
      actor_id: actor.id,
      actor_name: actor.name,
      address: actor.address,
      action: entry.action,
      subject_kind: subject.kind,
      subject_id: subject.id,
      app_id: entry.appId,
      before: before === undefined ? null : JSON.stringify(before),
      after: after === undefined ? null : JSON.stringify(after),
    })
    .execute();
}
