/**
 * Everything that is asked of a channel goes through here: what went over the wire is kept as a
 * transcript, and how it fared is counted. The adapter does not notice.
 */
import { createHash } from 'node:crypto';
import type { ChannelAccount, ChannelAdapter } from '../domain/channel.ts';
import { isChannelFailure } from '../domain/channel-health.ts';
import { type Exchange, recordExchanges } from '../exchanges.ts';
import type { ChannelOperation } from '../store/channel-calls.ts';
import type { Centre } from './centre.ts';
import { storableText } from './fact-json.ts';

export type Question = {
  readonly operation: ChannelOperation;
  readonly account: ChannelAccount;
  readonly adapter: ChannelAdapter;
  readonly attemptId: string;
};

export type Answer<Outcome> = {
  readonly outcome: Outcome;
  /** How long the channel asked to be left alone. */
  readonly retryAfterMs?: number;
};

/** What an adapter makes of a call. */
type OutcomeLike = { readonly kind: string; readonly why?: string };

/** Asks, and resolves once the transcript is kept. Rejects as the adapter does. */
export async function askAdapter<Outcome extends OutcomeLike>(
  centre: Centre,
  question: Question,
  ask: () => Promise<Outcome>,
): Promise<Answer<Outcome>> {
  const exchanges: Exchange[] = [];
  let outcome: Outcome | undefined;
  try {
    outcome = await overhear(question, exchanges, ask);
  } finally {
    await take(centre, question, exchanges, outcome ?? BROKEN_OFF);
  }
  const retryAfterMs = exchanges.at(-1)?.retryAfterMs;
  return { outcome, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Has an adapter do something, and writes what goes over the wire into `exchanges`. */
export function overhear<Result>(
  about: Pick<Question, 'account' | 'adapter'>,
  exchanges: Exchange[],
  work: () => Promise<Result>,
): Promise<Result> {
  return recordExchanges({ exchanges, secrets: secretsOf(about) }, work);
}

const BROKEN_OFF: OutcomeLike = { kind: 'broken_off' };

/** Shorter ones would be found in innocent words. */
const SECRET_LENGTH_MIN = 6;

function secretsOf({ account, adapter }: Pick<Question, 'account' | 'adapter'>): readonly string[] {
  return (
    Object.entries(account.settings)
      .filter(([key]) => adapter.settings[key]?.secret)
      // While one takes over from another, some settings hold several.
      .flatMap(([, value]) => [value, ...value.split(',')])
      .filter((value) => value.length >= SECRET_LENGTH_MIN)
  );
}

/** Nothing that went over no wire is kept or counted: of such a call there is nothing to tell. */
async function take(
  centre: Centre,
  { operation, account, attemptId }: Question,
  exchanges: readonly Exchange[],
  { kind, why }: OutcomeLike,
): Promise<void> {
  const last = exchanges.at(-1);
  if (!last) return;
  const failed = isChannelFailure(last.status);
  const tookMs = exchanges.reduce((sum, exchange) => sum + exchange.tookMs, 0);
  centre.health.note(account, { operation, failed, tookMs });
  const atMs = Date.now();
  const call = {
    attemptId,
    accountId: account.id,
    operation,
    outcome: kind,
    why: why === undefined ? null : storableText(why),
    failed,
    exchanges: exchanges.map(storableExchange),
  };
  const digest = digestOf(call, atMs);
  try {
    await centre.keepCall({ ...call, digest, atMs });
  } catch (error) {
    // What the channel has said is not lost with its transcript.
    centre.log.warn({ attemptId, err: error }, 'the transcript of a call was not kept');
  }
}

function storableExchange(exchange: Exchange): Exchange {
  return JSON.parse(JSON.stringify(exchange), (_, value: unknown) =>
    typeof value === 'string' ? storableText(value) : value,
  ) as Exchange;
}

/** Pages ask every few seconds: the same answer to the same question is one row for so long. */
const SAME_FOR_MS = 10 * 60_000;

function digestOf(
  call: { operation: ChannelOperation; outcome: string; exchanges: readonly Exchange[] },
  atMs: number,
): string {
  const only = call.operation === 'start' || call.operation === 'refund';
  const span = only ? atMs : Math.floor(atMs / SAME_FOR_MS);
  // The time that it took, and the channel's own ids of requests, differ each time.
  const said = call.exchanges.map(({ method, address, asked, status, answered }) => [
    ...[method, address, asked, status, answered],
  ]);
  const text = JSON.stringify([call.operation, call.outcome, span, said]);
  return createHash('sha256').update(text).digest('base64url');
}
