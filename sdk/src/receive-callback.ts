import { appIdOf, endpointOf, type PayCenterApp, secretsOf } from './app.ts';
import { askVerify } from './ask-verify.ts';
import { acknowledgement, type CallbackEvent, parseCallback } from './callback-event.ts';
import {
  type CallbackProblem,
  type CallbackProblemKind,
  type Expectation,
  PROBLEM_STATUS,
} from './callback-problem.ts';
import { type CallbackHeaders, verifySignature } from './callback-signature.ts';
import { compareDecimals } from './decimal.ts';
import { PayCenterError } from './errors.ts';
import { eventKey, memorySeenStore, type SeenStore } from './seen-store.ts';

/** What identifies an event, for shops that write it down together with what they do about it. */
export interface CallbackReceipt {
  /** The key under which the `seen` store knows the event. */
  key: string;
  /** The event's signed id; undefined when only `verify` vouches for it. */
  webhookId: string | undefined;
}

export interface CallbackHandlerOptions extends PayCenterApp {
  /**
   * How a callback proves itself. `signature` needs no second request and vouches for every value;
   * `verify` needs no secret, but does not vouch for `status`, `item` and `custom_data`, and cannot
   * tell two equal partial refunds apart; `both` wants both.
   */
  verifyBy: 'signature' | 'verify' | 'both';
  /** What you expect to be paid for `event.orderId`; undefined when you have no such order. */
  expect(event: CallbackEvent): Expectation | undefined | Promise<Expectation | undefined>;
  /**
   * Called once per event, after every check. When it throws, nothing is acknowledged and the
   * repeat calls it again. PayCenter waits 30 s for the reply: leave slow work for later.
   */
  onEvent(event: CallbackEvent, receipt: CallbackReceipt): void | Promise<void>;
  /** Told of everything that was refused; goes to `console.error` when left out. */
  onProblem?: ((problem: CallbackProblem) => void | Promise<void>) | undefined;
  /** Remembers events; in memory when left out, which is not for production. */
  seen?: SeenStore | undefined;
  /** 131,072 when left out. */
  bodyLimitBytes?: number | undefined;
  /** How long `verify` may take: 10,000 when left out. */
  verifyTimeoutMs?: number | undefined;
}

export interface CallbackReply {
  status: number;
  text: string;
}

export interface CallbackReceiver {
  bodyLimitBytes: number;
  /** Verifies, checks, hands over and answers. Never throws. */
  receive(headers: CallbackHeaders, body: Uint8Array): Promise<CallbackReply>;
  /** Tells the shop of a problem and makes the reply that refuses it. Never throws. */
  refuse(problem: CallbackProblem): Promise<CallbackReply>;
}

type Step<T> = { ok: true; value: T } | { ok: false; problem: CallbackProblem };

/**
 * The part of the handler that knows nothing of HTTP.
 * @throws PayCenterError `configuration` when the options cannot work
 */
export function createReceiver(options: CallbackHandlerOptions): CallbackReceiver {
  checkOptions(options);
  const seen = options.seen ?? memorySeenStore();
  const running = new Map<string, Promise<Step<void>>>();

  function handOverOnce(event: CallbackEvent, receipt: CallbackReceipt): Promise<Step<void>> {
    const first = running.get(receipt.key);
    if (first !== undefined) return first;
    const own = handOver(options, seen, event, receipt).finally(() => running.delete(receipt.key));
    running.set(receipt.key, own);
    return own;
  }

  async function refuse(problem: CallbackProblem): Promise<CallbackReply> {
    try {
      await (options.onProblem ?? logProblem)(problem);
    } catch (error) {
      // The refusal stands whatever becomes of the report; the fault must still be seen somewhere.
      process.emitWarning(error instanceof Error ? error : String(error));
    }
    return { status: PROBLEM_STATUS[problem.kind], text: `refused: ${problem.message}` };
  }

  return {
    bodyLimitBytes: options.bodyLimitBytes ?? 131_072,
    refuse,
    async receive(headers, body) {
      const proven = await prove(options, headers, body);
      if (!proven.ok) return refuse(proven.problem);
      const { event, webhookId } = proven.value;
      const receipt = { key: eventKey(event, webhookId), webhookId };
      const done = await handOverOnce(event, receipt);
      if (!done.ok) return refuse(done.problem);
      return { status: 200, text: acknowledgement(event) };
    },
  };
}

function checkOptions(options: CallbackHandlerOptions): void {
  endpointOf(options);
  appIdOf(options);
  const secrets = secretsOf(options.secret);
  if (!['signature', 'verify', 'both'].includes(options.verifyBy)) {
    throw new PayCenterError('configuration', "verifyBy must be 'signature', 'verify' or 'both'.");
  }
  if (options.verifyBy !== 'verify' && secrets.length === 0) {
    throw new PayCenterError(
      'configuration',
      `verifyBy '${options.verifyBy}' needs the secret of your app.`,
    );
  }
}

function logProblem(problem: CallbackProblem): void {
  console.error(
    `PayCenter callback refused (${problem.kind}): ${problem.message}`,
    problem.error ?? '',
  );
}

function stop(kind: CallbackProblemKind, message: string, event?: CallbackEvent): Step<never> {
  return { ok: false, problem: { kind, message, ...(event === undefined ? {} : { event }) } };
}

/** Reads a callback and makes sure that PayCenter sent it. */
async function prove(
  options: CallbackHandlerOptions,
  headers: CallbackHeaders,
  body: Uint8Array,
): Promise<Step<{ event: CallbackEvent; webhookId: string | undefined }>> {
  let webhookId: string | undefined;
  if (options.verifyBy !== 'verify') {
    const signature = verifySignature({ headers, body, secret: options.secret });
    if (!signature.ok) return stop('bad-signature', signature.message);
    webhookId = signature.webhookId;
  }
  let event: CallbackEvent;
  try {
    event = parseCallback(body);
  } catch (error) {
    return stop('malformed-callback', error instanceof Error ? error.message : String(error));
  }
  if (options.verifyBy !== 'signature') {
    const answer = await askVerify(options, event, { timeoutMs: options.verifyTimeoutMs });
    if (answer.outcome === 'refused') return stop('not-confirmed', answer.message, event);
    if (answer.outcome === 'unavailable') return stop('verify-unavailable', answer.message, event);
  }
  return { ok: true, value: { event, webhookId } };
}

/** Gives the shop an event that it has not had, and remembers it when the shop is done with it. */
async function handOver(
  options: CallbackHandlerOptions,
  seen: SeenStore,
  event: CallbackEvent,
  receipt: CallbackReceipt,
): Promise<Step<void>> {
  try {
    if (await seen.has(receipt.key)) return { ok: true, value: undefined };
    const different = compare(event, await options.expect(event));
    if (different !== undefined) return different;
    await options.onEvent(event, receipt);
    await seen.add(receipt.key);
    return { ok: true, value: undefined };
  } catch (error) {
    const message = 'The shop could not deal with it.';
    return { ok: false, problem: { kind: 'shop-failed', message, event, error } };
  }
}

/**
 * What is wrong with an event in the light of what the shop expects. Only SUCCESS must carry the
 * exact amount: refunds, disputes and reversals may be about a part of it, or a fee more.
 */
function compare(event: CallbackEvent, expected: Expectation | undefined): Step<never> | undefined {
  if (expected === undefined) {
    return stop('unknown-order', `This shop has no order ${JSON.stringify(event.orderId)}.`, event);
  }
  if (expected.orderId !== undefined && expected.orderId !== event.orderId) {
    return stop(
      'wrong-order',
      `The shop expects order ${JSON.stringify(expected.orderId)}.`,
      event,
    );
  }
  if (expected.currency !== event.currency) {
    const message = `The shop expects ${expected.currency}, not ${event.currency}.`;
    return stop('wrong-currency', message, event);
  }
  if (event.status === 'SUCCESS' && compareDecimals(event.gross, expected.gross) !== 0) {
    const message = `The shop expects ${expected.gross} ${expected.currency}, not ${event.gross}.`;
    return stop('wrong-amount', message, event);
  }
  return undefined;
}
