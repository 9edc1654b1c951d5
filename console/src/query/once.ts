/** One wish, one key: sent again because an answer was lost, it is still the same wish. */
import { useState } from 'react';
import { isRefusal } from '../api/problem.ts';

export type Once = {
  readonly header: { readonly 'Idempotency-Key': string };
  /** What comes next is another wish. */
  renew(): void;
  /**
   * A refusal is an answer: what is sent after it is another wish. A lost answer is none, nor is one that
   * says that the first request is still under way, or was another: it may have been done.
   */
  onError(error: unknown): void;
};

export function useOnce(): Once {
  const [key, setKey] = useState(newKey);
  const renew = () => setKey(newKey());
  return {
    header: { 'Idempotency-Key': key },
    renew,
    onError: (error) => {
      if (isRefusal(error)) renew();
    },
  };
}

/** crypto.randomUUID is there on secure pages alone, and operators may come by plain http at home. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}
