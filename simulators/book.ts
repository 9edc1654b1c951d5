/** What a channel has really done: what a merchant's books can be compared with. Entries are never changed. */

export type Entry = {
  readonly kind:
    | 'collected'
    | 'refunded'
    | 'refund failed'
    | 'reversed'
    | 'reversal canceled'
    | 'dispute';
  /** The channel's id of it. */
  readonly id: string;
  /** What the merchant calls the payment. */
  readonly reference: string;
  readonly gross: string;
  readonly currency: string;
  /** How a dispute stands. */
  readonly outcome?: string;
  readonly atMs: number;
};

export type Book = {
  record(entry: Omit<Entry, 'atMs'>): void;
  entries(reference?: string): readonly Entry[];
};

export function createBook(): Book {
  const entries: Entry[] = [];
  return {
    record(entry) {
      entries.push({ ...entry, atMs: Date.now() });
    },
    entries: (reference) =>
      entries.filter((entry) => reference === undefined || entry.reference === reference),
  };
}
