/** The three books: what the bank has done, what PayCenter keeps, and what the merchant has heard. */
import pg from 'pg';
import type { Heard } from './merchant.ts';

export type BankCharge = {
  readonly reference: string;
  readonly transId: string;
  readonly orderId: string;
  /** The bank's id of the money; null while none has come. */
  readonly moneyId: string | null;
  readonly paidMinor: bigint | null;
};

export type BankRefund = {
  readonly id: string;
  readonly transId: string;
  /** PayCenter's id of it; null for one that was made at the bank. */
  readonly refundId: string | null;
  readonly grossMinor: bigint;
};

export type Books = {
  readonly bank: {
    readonly charges: readonly BankCharge[];
    readonly refunds: readonly BankRefund[];
    readonly notices: readonly { readonly id: string; readonly state: string }[];
  };
  readonly centre: {
    readonly payments: readonly {
      readonly id: string;
      readonly orderId: string;
      readonly state: string;
      readonly duplicate: boolean;
    }[];
    readonly attempts: readonly {
      readonly paymentId: string;
      readonly state: string;
      readonly moneyId: string | null;
      readonly receivedMinor: bigint | null;
    }[];
    readonly refunds: readonly {
      readonly id: string;
      readonly paymentId: string;
      readonly state: string;
      readonly grossMinor: bigint;
    }[];
    readonly notices: readonly { readonly key: string; readonly effect: string }[];
    readonly events: readonly {
      readonly id: string;
      readonly paymentId: string;
      readonly orderId: string;
      readonly status: string;
      readonly grossMinor: bigint;
    }[];
    readonly callbacks: readonly {
      readonly eventId: string;
      readonly paymentId: string;
      readonly body: string;
      readonly state: string;
      readonly sends: number;
    }[];
  };
  readonly merchant: readonly Heard[];
};

/** Reads the bank's and PayCenter's books on a connection of its own, at one instant. */
export async function readBooks(
  databaseUrl: string,
  merchant: { readonly heard: readonly Heard[] },
): Promise<Books> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    const rows = async (text: string) => {
      // biome-ignore lint/suspicious/noExplicitAny: rows are given their types by the caller.
      const result = await client.query<any>({ text, types: { getTypeParser: parserFor } });
      return result.rows;
    };
    const books = await readTables(rows);
    // Last, so that nothing is heard that the snapshot was too early for.
    return { ...books, merchant: [...merchant.heard] };
  } finally {
    await client.end();
  }
}

const INT8 = 20;

function parserFor(oid: number, format?: 'text' | 'binary') {
  return oid === INT8 ? BigInt : pg.types.getTypeParser(oid, format as 'text');
}

// biome-ignore lint/suspicious/noExplicitAny: as above.
type ReadRows = (text: string) => Promise<any>;

async function readTables(rows: ReadRows): Promise<Omit<Books, 'merchant'>> {
  return {
    bank: {
      charges: await rows(`
        select reference, trans_id as "transId", order_id as "orderId", payment_id as "moneyId",
          paid_minor as "paidMinor"
        from sandbox_charges`),
      refunds: await rows(`
        select m.id, c.trans_id as "transId", m.refund_id as "refundId",
          m.gross_minor as "grossMinor"
        from sandbox_movements m join sandbox_charges c using (account_id, reference)
        where m.kind = 'refund' and m.state = 'succeeded'`),
      notices: await rows('select id, state from sandbox_notices'),
    },
    centre: {
      payments: await rows(`
        select id, order_id as "orderId", state, duplicate from payments`),
      attempts: await rows(`
        select payment_id as "paymentId", state, channel_transaction as "moneyId",
          received_minor as "receivedMinor"
        from attempts`),
      refunds: await rows(`
        select id, payment_id as "paymentId", state, gross_minor as "grossMinor" from refunds`),
      notices: await rows('select notice_key as key, effect from notices'),
      events: await rows(`
        select id, payment_id as "paymentId", order_id as "orderId", status,
          gross_minor as "grossMinor"
        from events`),
      callbacks: await rows(`
        select event_id as "eventId", payment_id as "paymentId", body, state, sends
        from callbacks order by id`),
    },
  };
}
