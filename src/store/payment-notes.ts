/** What people write on payments. */
import { sql } from 'kysely';
import type { Actor } from '../domain/access.ts';
import type { Alert } from '../domain/step.ts';
import type { Db, Tx } from './database.ts';

export type NoteLine = {
  readonly id: string;
  readonly author: Pick<Actor, 'kind' | 'id' | 'name'>;
  readonly text: string;
  readonly created_at: string;
};

/** The same note again, by its id, is one. False when it had been written before. */
export async function insertNote(
  tx: Tx,
  note: { id: string; paymentId: string; author: Actor; text: string },
): Promise<boolean> {
  const row = await tx
    .insertInto('payment_notes')
    .values({
      id: note.id,
      payment_id: note.paymentId,
      author_kind: note.author.kind,
      author_id: note.author.id,
      author_name: note.author.name,
      text: note.text,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Takes alerts off a payment; false when it has none of these. */
export async function dropAlerts(
  tx: Tx,
  paymentId: string,
  alerts: readonly Alert[],
): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update payments
    set alerts = array(select unnest(alerts) except select unnest(${[...alerts]}::text[]))
    where id = ${paymentId} and alerts && ${[...alerts]}::text[] returning id`.execute(tx);
  return rows.length > 0;
}

/** The notes of a payment, the oldest first. */
export async function notesOfPayment(db: Db, paymentId: string): Promise<readonly NoteLine[]> {
  const rows = await db
    .selectFrom('payment_notes')
    .selectAll()
    .where('payment_id', '=', paymentId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    author: {
      kind: row.author_kind as Actor['kind'],
      id: row.author_id,
      name: row.author_name,
    },
    text: row.text,
    created_at: row.created_at.toISOString(),
  }));
}
