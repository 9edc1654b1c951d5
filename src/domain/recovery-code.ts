/** Codes for the day on which the phone is lost: each works once. */
import { createHash } from 'node:crypto';
import { randomText } from './password.ts';

const CODES = 10;
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** Ten codes such as `k7m2-p9xt-…`, 79 bits each. */
export function newRecoveryCodes(): readonly string[] {
  return Array.from({ length: CODES }, () =>
    Array.from({ length: GROUPS }, () => randomText(GROUP_LENGTH)).join('-'),
  );
}

/** Whether a text is one of these rather than a code of an app, whoever typed it. */
export function isRecoveryCode(text: string): boolean {
  return plain(text).length === GROUPS * GROUP_LENGTH;
}

/** What is kept of a code, and found by. Nobody can try all texts of 79 bits, so a plain digest does. */
export function recoveryCodeDigest(userId: string, code: string): Buffer {
  return createHash('sha256')
    .update(`${userId} ${plain(code)}`)
    .digest();
}

function plain(code: string): string {
  return code.toLowerCase().replace(/[\s-]/g, '');
}
