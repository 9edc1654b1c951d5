/** Payments that a word names, looked up by keys alone: exactly, at once, whatever the number of payments. */
import { type RawBuilder, sql } from 'kysely';
import type { AppScope } from './list-query.ts';
import { appsIn, type IdSpan } from './search-down.ts';

/**
 * Ids of payments that the word is the trans_id of, or one that they were told under, their order_id, our
 * or the channel's id of an attempt or of its money, a refund's id, or the payer's e-mail address. At most
 * `limit` of one payer, the newest of the span.
 */
export function paymentsNamed(
  word: string,
  apps: AppScope,
  span: IdSpan,
  limit: number,
): RawBuilder<unknown> {
  const payers = [...new Set([word, word.toLowerCase()])];
  const accounts = sql`(select c.id as account_id from ${appsIn(apps)} s
    join channel_accounts c on c.app_id = s.app_id)`;
  const lookUps = [
    sql`select ${word}::text as id`,
    sql`select e.payment_id from events e where e.trans_id = ${word}`,
    sql`select o.id from ${appsIn(apps)} s
      join payments o on o.app_id = s.app_id and o.order_id = ${word}`,
    sql`select t.payment_id from attempts t where t.id = ${word}`,
    sql`select t.payment_id from ${accounts} s
      join attempts t on t.account_id = s.account_id and t.channel_reference = ${word}`,
    sql`select t.payment_id from ${accounts} s
      join attempts t on t.account_id = s.account_id and t.channel_transaction = ${word}`,
    sql`select r.payment_id from refunds r where r.id = ${word}`,
    ...payers.map(
      (payer) => sql`(select y.id from payments y where y.payer_email = ${payer}
        and y.id < ${span.before} and y.id >= ${span.from} ${mayShow(apps)}
        order by y.id desc limit ${limit})`,
    ),
  ];
  return sql.join(lookUps, sql` union `);
}

function mayShow(apps: AppScope): RawBuilder<unknown> {
  return apps === null ? sql`` : sql`and y.app_id = any(${[...apps]}::text[])`;
}
