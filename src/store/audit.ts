/** The audit log: who changed what, from where. Append-only; the schema refuses anything else. */
import { sql } from 'kysely';
import type { Actor, Apps } from '../domain/access.ts';
import { newId } from '../domain/id.ts';
import type { Db, Tx } from './database.ts';

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

export type AuditLine = {
  readonly id: string;
  readonly at: Date;
  readonly actor: Actor;
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly appId: string | null;
  readonly before: unknown;
  readonly after: unknown;
};

export type AuditQuery = {
  /** Whoever is limited to some apps reads what is about these, and nothing about the centre. */
  readonly apps: Apps;
  readonly appId?: string;
  readonly actorId?: string;
  readonly action?: string;
  readonly subjectKind?: string;
  readonly subjectId?: string;
  /** From this moment on, up to but not including the other. */
  readonly from?: Date;
  readonly to?: Date;
  readonly after: string | undefined;
  readonly limit: number;
};

/** The log, the newest first, from before the id `after`. */
export async function readAudit(db: Db, query: AuditQuery): Promise<readonly AuditLine[]> {
  const { apps, appId, actorId, action, subjectKind, subjectId, from, to, after } = query;
  let select = db.selectFrom('audit_log').selectAll().orderBy('id', 'desc').limit(query.limit);
  if (apps) select = select.where(sql<boolean>`app_id = any(${[...apps]}::text[])`);
  if (appId !== undefined) select = select.where('app_id', '=', appId);
  if (actorId !== undefined) select = select.where('actor_id', '=', actorId);
  if (action !== undefined) select = select.where('action', '=', action);
  if (subjectKind !== undefined) select = select.where('subject_kind', '=', subjectKind);
  if (subjectId !== undefined) select = select.where('subject_id', '=', subjectId);
  if (from !== undefined) select = select.where('at', '>=', from);
  if (to !== undefined) select = select.where('at', '<', to);
  if (after !== undefined) select = select.where('id', '<', after);
  return (await select.execute()).map((row) => ({
    id: row.id,
    at: row.at,
    actor: {
      kind: row.actor_kind as Actor['kind'],
      id: row.actor_id,
      name: row.actor_name,
      address: row.address,
    },
    action: row.action,
    subject: { kind: row.subject_kind, id: row.subject_id },
    appId: row.app_id,
    before: row.before,
    after: row.after,
  }));
}
