/** A written setting that cannot be read. */
import { Refusal } from '../errors.ts';

/** Names the key and says what it should be: `mode must be test or live, not "prod".` */
export function wrongSetting(key: string, expected: string): Refusal {
  return new Refusal('INVALID_PARAMETER', { parameter: key, detail: `${key} ${expected}` });
}
