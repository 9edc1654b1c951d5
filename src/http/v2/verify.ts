/** `mod=verify`: did PayCenter really send this callback? Four answers, to the byte. */
import { parseCurrency, parseSignedGross } from '../../domain/money.ts';
import type { Centre } from '../../flows/centre.ts';
import type { VerifyCall } from '../../flows/note-verify.ts';
import type { Params } from './params.ts';

const FIVE = ['trans_id', 'user_id', 'currency', 'gross', 'channel'] as const;

export const VERIFY_ANSWER = {
  ok: 'OK',
  // The spelling is the published one; merchants compare it.
  unknown: 'unkonwn transaction',
  params: 'params error',
  system: 'system error',
} as const;

export type VerifyAnswer = (typeof VERIFY_ANSWER)[keyof typeof VERIFY_ANSWER];

/**
 * Never throws: a merchant that asks from inside its callback must be able to read the answer. `note` is
 * told of each answer about a transaction that is known.
 */
export async function verify(
  centre: Centre,
  params: Params,
  note: (call: VerifyCall) => void = () => undefined,
): Promise<VerifyAnswer> {
  for (const name of FIVE) {
    if (!params.get(name) || params.problem(name)) return VERIFY_ANSWER.params;
  }
  const currency = parseCurrency(params.get('currency') ?? '');
  const gross = currency && parseSignedGross(params.get('gross') ?? '', currency);
  if (!gross) return VERIFY_ANSWER.params;
  try {
    const transId = params.get('trans_id') ?? '';
    const told = await centre.toldEvents(transId);
    if (!told.known) return VERIFY_ANSWER.unknown;
    const match = told.events.find(
      (event) =>
        event.orderId === params.get('user_id') &&
        event.currency === currency &&
        event.grossMinor === gross.minor &&
        event.channel === params.get('channel'),
    );
    const answer = match ? VERIFY_ANSWER.ok : VERIFY_ANSWER.params;
    const paymentId = told.events[0]?.paymentId ?? transId;
    note({ paymentId, eventId: match?.id ?? '', answer });
    return answer;
  } catch (error) {
    centre.log.error({ err: error }, 'verify could not look it up');
    return VERIFY_ANSWER.system;
  }
}
