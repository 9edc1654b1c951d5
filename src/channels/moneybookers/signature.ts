/** How Skrill signs its reports, and how we know the addresses that we gave it again. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Report } from './report.ts';

type SignedPart = Pick<
  Report,
  'merchantId' | 'transactionId' | 'mbAmount' | 'mbCurrency' | 'status'
>;

/** The `md5sig` of a report, in capitals. Of all that a report says, it covers these five values. */
export function md5Signature(part: SignedPart, secretWord: string): string {
  return digest('md5', signedText(part, digest('md5', secretWord)));
}

/** Both readings of "the same way, with SHA-2": Skrill does not say how the secret word goes in. */
export function sha2Signatures(part: SignedPart, secretWord: string): readonly string[] {
  return ['sha256', 'md5'].map((inner) =>
    digest('sha256', signedText(part, digest(inner, secretWord))),
  );
}

function signedText(part: SignedPart, secretDigest: string): string {
  const { merchantId, transactionId, mbAmount, mbCurrency, status } = part;
  return [merchantId, transactionId, secretDigest, mbAmount, mbCurrency, status].join('');
}

function digest(algorithm: string, text: string): string {
  return createHash(algorithm).update(text).digest('hex').toUpperCase();
}

export type Signed = 'rightly' | 'wrongly' | 'not at all';

/** How a report is signed. The SHA-2 signature counts where there is no other. */
export function howSigned(report: Report, secretWord: string): Signed {
  const { md5sig, sha2sig } = report;
  if (md5sig === '' && sha2sig === '') return 'not at all';
  const right =
    md5sig === '' ? sha2Signatures(report, secretWord) : [md5Signature(report, secretWord)];
  const given = (md5sig || sha2sig).toUpperCase();
  return right.some((each) => isSame(each, given)) ? 'rightly' : 'wrongly';
}

const PROOF_LENGTH = 32;

/** What only we, and Skrill by the address that we gave it, know of this: no payer ever sees it. */
export function proofOf(noticeKey: string, ...about: readonly string[]): string {
  const mac = createHmac('sha256', noticeKey).update(about.join('\n')).digest('hex');
  return mac.slice(0, PROOF_LENGTH);
}

/** Compares without telling by its time how much is right. */
export function isSame(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)];
  return one.length === other.length && timingSafeEqual(one, other);
}
