/** The shapes that the resources of the API have in common. */
import { type TSchema, Type } from 'typebox';
import { formatGross, type Money } from '../../domain/money.ts';
import { object } from './operation.ts';

export const Id = Type.String({ pattern: '^[0-9a-z]{32}$', description: 'An id.' });
export const AppId = Type.String({ minLength: 1, maxLength: 64, description: 'The id of an app.' });

export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });

export const MoneySchema = Type.Object(
  {
    amount: Type.String({ pattern: '^-?[0-9]+(\\.[0-9]+)?$', maxLength: 64 }),
    currency: Type.String({ pattern: '^[A-Z]{3}$' }),
  },
  { additionalProperties: false, description: 'A decimal, and an ISO 4217 code.' },
);

/** Money as the API writes it. */
export function moneyJson(money: Money): { amount: string; currency: string } {
  return { amount: formatGross(money), currency: money.currency };
}

export function nullable<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Null()]);
}

export function timeJson(time: Date): string;
export function timeJson(time: Date | null): string | null;
export function timeJson(time: Date | null): string | null {
  return time?.toISOString() ?? null;
}

export const PAGE_ROWS_DEFAULT = 50;
export const PAGE_ROWS_MAX = 100;

/** The query members of every list. */
export const PAGE_QUERY = {
  limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: PAGE_ROWS_MAX,
      description: `Rows on a page; ${PAGE_ROWS_DEFAULT} where it is not said.`,
    }),
  ),
  cursor: Type.Optional(
    Type.String({ maxLength: 400, description: 'The `next` of the page before.' }),
  ),
};

/** A page of a list; `next` is null on the last one. */
export function page<Item extends TSchema>(item: Item) {
  return object({ data: Type.Array(item), next: nullable(Type.String()) });
}
