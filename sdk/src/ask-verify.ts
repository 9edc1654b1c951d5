import { endpointOf, type PayCenterApp } from './app.ts';
import { fetchText } from './http-text.ts';

/** The five values that PayCenter's `verify` looks at, as the callback carried them. */
export interface VerifyQuestion {
  transId: string;
  orderId: string;
  currency: string;
  gross: string;
  channel: string;
}

/**
 * `confirmed`: PayCenter sent a callback with these values. `refused`: it did not. `unavailable`:
 * nobody knows yet; answer the callback with an error and PayCenter will repeat it.
 */
export type VerifyAnswer =
  | { outcome: 'confirmed' }
  | { outcome: 'refused'; reason: 'unknown-transaction' | 'params-error'; message: string }
  | {
      outcome: 'unavailable';
      reason: 'system-error' | 'timeout' | 'network' | 'unexpected-answer';
      message: string;
    };

export interface AskVerifyOptions {
  /** 10,000 when left out. */
  timeoutMs?: number | undefined;
}

const ANSWERS: ReadonlyMap<string, VerifyAnswer> = new Map<string, VerifyAnswer>([
  ['OK', { outcome: 'confirmed' }],
  [
    // The protocol spells it so, and always has.
    'unkonwn transaction',
    {
      outcome: 'refused',
      reason: 'unknown-transaction',
      message: 'PayCenter knows no such transaction.',
    },
  ],
  [
    'params error',
    {
      outcome: 'refused',
      reason: 'params-error',
      message: 'PayCenter has no callback of that transaction with these values.',
    },
  ],
  [
    'system error',
    {
      outcome: 'unavailable',
      reason: 'system-error',
      message: 'PayCenter could not look it up just now.',
    },
  ],
]);

/**
 * Asks PayCenter whether it really sent a callback with these values. Never throws for what happens
 * on the way. `status`, `item` and `custom_data` are not part of the question: only the signature
 * vouches for them.
 * @throws PayCenterError `configuration` when `baseUrl` is not usable
 */
export async function askVerify(
  app: Pick<PayCenterApp, 'baseUrl'>,
  question: VerifyQuestion,
  options: AskVerifyOptions = {},
): Promise<VerifyAnswer> {
  const form = new URLSearchParams({
    trans_id: question.transId,
    user_id: question.orderId,
    currency: question.currency,
    gross: question.gross,
    channel: question.channel,
  });
  const url = `${endpointOf(app)}?mod=verify`;
  const answer = await fetchText({ url, form, timeoutMs: options.timeoutMs ?? 10_000 });
  if (!answer.ok) {
    return { outcome: 'unavailable', reason: answer.kind, message: answer.message };
  }
  return (
    ANSWERS.get(answer.text.trim()) ?? {
      outcome: 'unavailable',
      reason: 'unexpected-answer',
      message: 'PayCenter gave none of the four answers. Check baseUrl.',
    }
  );
}
