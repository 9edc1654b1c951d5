/** What a list is asked for. */
export type ListQuery = {
  readonly appId?: string;
  readonly orderId?: string;
  /** Rows on a page, from 1 to {@link LIMIT_MAX}. */
  readonly limit?: number;
  /** The `next` of the page before. */
  readonly cursor?: string;
};

export const LIMIT_DEFAULT = 50;
export const LIMIT_MAX = 500;
