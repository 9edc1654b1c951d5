/** The words that schemas of all resources are made of. */
import { type Static, type TSchema, Type } from 'typebox';

export const nullable = <Schema extends TSchema>(schema: Schema) =>
  Type.Union([schema, Type.Null()]);

/** One of these words. */
export const oneOf = <const Words extends readonly string[]>(
  words: Words,
  options: { description?: string } = {},
) => Type.Unsafe<Words[number]>({ type: 'string', enum: [...words], ...options });

export const Id = Type.String({ minLength: 1, maxLength: 64 });
export const AppId = Type.String({ minLength: 1, maxLength: 64, description: "The app's app_id." });
export const Time = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' });
export const Day = Type.String({ format: 'date', description: 'A day in UTC, 2026-01-31.' });
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' });

export const Amount = Type.String({
  pattern: '^-?[0-9]+(\\.[0-9]+)?$',
  description: "A decimal with exactly the currency's digits; never a float.",
});

export const Money = Type.Object(
  { amount: Amount, currency: Currency },
  { description: 'An amount with its currency, {"amount":"0.01","currency":"USD"}.' },
);
export type Money = Static<typeof Money>;

/** An amount that somebody asks for. */
export const askedAmount = (description: string) =>
  Type.String({ pattern: '^[0-9]{1,15}(\\.[0-9]{1,6})?$', description });

export const AskedMoney = Type.Object(
  { amount: askedAmount('Above zero.'), currency: Currency },
  { additionalProperties: false },
);

/** Who did something: a person, a key, the command line, or PayCenter itself. */
export const Actor = Type.Object({
  kind: oneOf(['user', 'key', 'cli', 'system']),
  id: nullable(Type.String()),
  /** As people know it. */
  name: Type.String(),
});

export const Limit = Type.Integer({ minimum: 1, maximum: 100, default: 50 });
export const Cursor = Type.String({
  minLength: 1,
  maxLength: 256,
  description: 'The `next` of the page before, unchanged.',
});

/** What every list takes: how much of it, and where to go on. */
export const pageQuery = { limit: Type.Optional(Limit), cursor: Type.Optional(Cursor) };

/** A span of time: from a moment on, up to but not including another. */
export const periodQuery = {
  from: Type.Optional(Time),
  to: Type.Optional(Time),
};

/** Rows of a page, and the cursor of the next; null at the end. */
export const listOf = <Schema extends TSchema>(row: Schema) =>
  Type.Object({ data: Type.Array(row), next: nullable(Cursor) });

/** The same where rows that match may be rare, so that a page may end before it is full. */
export const searchedListOf = <Schema extends TSchema>(row: Schema) =>
  Type.Object({
    ...listOf(row).properties,
    searched_to: Type.Union([Time, Type.Null()], {
      description:
        'Where rows that match are rare, a page ends before it is full, and the search has come to this moment: go on with `next`. Null on full and last pages.',
    }),
  });

/** How many rows a filter names, and the sum of their amounts, one for each currency. */
export const Totals = Type.Object({
  count: Type.Integer({ minimum: 0 }),
  sums: Type.Array(Money),
  at_least: Type.Boolean({
    description: 'There are more than were counted: counting ends after 10,000 rows, or in time.',
  }),
});
