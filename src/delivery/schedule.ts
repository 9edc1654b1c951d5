/** No callback is sent more often than this, whatever an app's settings say. */
const sendsMax = 3;

/**
 * How many seconds after the last send the next one is due, or undefined when there is none.
 * The first send (`sendsSoFar` 0) is due at once; `delaysSeconds[0]` is the wait after the first
 * failed send, `delaysSeconds[1]` after the second. Fewer delays mean fewer sends.
 * Throws when `sendsSoFar` is not a count: to guess would risk a send too many.
 */
export function nextSend(delaysSeconds: readonly number[], sendsSoFar: number): number | undefined {
  if (!Number.isInteger(sendsSoFar) || sendsSoFar < 0) {
    throw new RangeError(`sendsSoFar is a count, not ${sendsSoFar}`);
  }
  if (sendsSoFar === 0) return 0;
  if (sendsSoFar >= sendsMax) return undefined;
  return delaysSeconds[sendsSoFar - 1];
}
