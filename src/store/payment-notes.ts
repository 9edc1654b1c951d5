/** What people write on payments. */
import { sql } from 'kysely';
import type { Actor } from '../domain/access.ts';
import type { Db, Tx } from './database.ts';

export type NoteLine = {
  readonly id: string;
  readonly author: Pick<Actor, 'kind' | 'id' | 'name'>;
  readonly text: string;
  readonly created_at: string;
};

/** The same note again, by its id, is one. */
export async function insertNote(
  tx: Tx,
  note: { id: string; paymentId: string; author: Actor; text: string },
): Promise<void> {
  await tx
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
    .execute();
}

/** Takes an alert off a payment; false when it has none of that name. */
export async function dropAlert(tx: Tx, paymentId: string, alert: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    update payments set alerts = array_remove(alerts, ${alert}::text)
    where id = ${paymentId} and ${alert}::text = any(alerts) returning id`.execute(tx);
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
