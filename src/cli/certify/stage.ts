/**
 * Where a certification happens: test payments at the app's sandbox, whose callbacks this process sends
 * itself. What the sandbox is told to do it would tell the running centre at once, so its notice is put
 * off, and the bank is asked from here: then the callback is committed with our lease, `verify` knows it,
 * and no worker sends it beside us. If we are killed, our leases run out and the workers go on.
 */
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { Sender, SendResult } from '../../delivery/send.ts';
import { sendRecord } from '../../delivery/send-record.ts';
import { signCallback, signingKeys } from '../../delivery/sign.ts';
import type { App } from '../../domain/app.ts';
import { callbackBody } from '../../domain/callback-body.ts';
import type { ChannelAccount } from '../../domain/channel.ts';
import { newId } from '../../domain/id.ts';
import { formatGross, type Money } from '../../domain/money.ts';
import type { Payment } from '../../domain/payment.ts';
import { askChannel } from '../../flows/ask-channel.ts';
import type { Centre, Outbox } from '../../flows/centre.ts';
import { openPayment } from '../../flows/open-payment.ts';
import { startAnotherAttempt } from '../../flows/start-attempt.ts';
import { type CallbackCopy, findCallbacksOfPayment } from '../../store/callback-copies.ts';
import { recordSends, renewLeases } from '../../store/callbacks.ts';
import { findPayment } from '../../store/payments.ts';
import { CommandError } from '../command-error.ts';

/** The order that is paid for, as the merchant knows it, or made up. */
export type Order = { readonly id: string; readonly item: string; readonly gross: Money };

/** A test payment that certification plays with. */
export type Played = { readonly payment: Payment; readonly attemptId: string };

export type Deed = 'pay' | 'refund' | 'dispute' | 'dispute_won' | 'reverse';

/** What a forger changes of a SUCCESS; its signature is wrong in any case. */
export type Forgery = { readonly transId?: string; readonly gross?: Money };

export type Stage = {
  open(order: Order): Promise<Played>;
  /** Lets it happen at the bank, and commits what the merchant has to be told: the callback. */
  play(played: Played, deed: Deed, gross?: Money): Promise<CallbackCopy>;
  /** Sends a callback as a worker would, without keeping that; `extra` is added to its body. */
  send(callback: CallbackCopy, extra?: string): Promise<SendResult>;
  /** Sends it, and keeps what came of it: it is not sent again by anybody. */
  deliver(callback: CallbackCopy): Promise<SendResult>;
  forge(played: Played, forgery: Forgery): Promise<SendResult>;
  close(): void;
};

const RENEW_EVERY_MS = 4_000;
/** By then certification is over, and the notice tells what is known. */
const NOTICE_DELAY_MS = 3_600_000;

/** Takes every callback that is committed here, and sends none by itself. */
export function certifierOutbox(): Outbox {
  return {
    owner: `certify:${newId()}`,
    reserve: () => true,
    release: () => undefined,
    send: () => undefined,
  };
}

export type StageOptions = {
  readonly centre: Centre;
  readonly app: App;
  readonly account: ChannelAccount;
  readonly activityId: string;
  readonly sender: Sender;
  /** Where the running centre listens. */
  readonly centreUrl: string;
};

export function createStage(options: StageOptions): Stage {
  const { centre, app, account, sender } = options;
  const { owner } = centre.outbox;
  const secrets = signingKeys(app, Date.now());
  const told = new Set<string>();
  const held = new Set<string>();
  const renewing = setInterval(() => {
    renewLeases(centre.db, owner, [...held]).catch(() => undefined);
  }, RENEW_EVERY_MS);

  function post(url: string, id: string, body: string, keys: readonly KeyObject[]) {
    const timestampSeconds = Math.floor(Date.now() / 1_000);
    const headers = signCallback({ id, timestampSeconds, body, secrets: keys });
    return sender.send({ url, body, headers: { ...headers } });
  }

  function send(callback: CallbackCopy, extra = ''): Promise<SendResult> {
    return post(callback.url, callback.eventId, callback.body + extra, secrets);
  }

  return {
    send,
    open: (order) => openPlayed(options, order),
    async play(played, deed, gross) {
      const { id } = played.payment;
      await orderDeed(options, id, deed, gross);
      await askBank(options, played);
      const callbacks = await findCallbacksOfPayment(centre.db, id);
      const callback = callbacks.find((each) => !told.has(each.id));
      if (!callback) throw new Error(`The merchant has nothing to be told of ${deed}.`);
      told.add(callback.id);
      held.add(callback.id);
      return callback;
    },
    async deliver(callback) {
      const sentAtMs = Date.now();
      const result = await send(callback);
      held.delete(callback.id);
      // Whatever came of it, it is not for others to send again.
      const record = sendRecord({ ...callback, sends: 1 }, owner, result, sentAtMs, null);
      const next = await recordSends(centre.db, [record]);
      for (const each of next) if (each) held.add(each.id);
      return result;
    },
    forge({ payment }, forgery) {
      const url = app.callbackUrls.get(payment.activityId) ?? '';
      const body = forgedBody(app, account, payment, forgery);
      return post(url, newId(), body, [createSecretKey(randomBytes(32))]);
    },
    close: () => clearInterval(renewing),
  };
}

/** A payment of the order with an attempt at the sandbox that nobody has paid. */
async function openPlayed(options: StageOptions, order: Order): Promise<Played> {
  const { centre } = options;
  const { paymentId, attemptId } = await openAttempt(options, order);
  const payment = await findPayment(centre.db, paymentId);
  if (!payment) throw new Error(`Payment ${paymentId} was opened and is not there.`);
  return { payment, attemptId };
}

async function openAttempt(
  { centre, app, account, activityId }: StageOptions,
  order: Order,
): Promise<{ paymentId: string; attemptId: string }> {
  const { id: orderId, item, gross } = order;
  const request = { orderId, item, gross, activityId, customData: null, returnUrl: null };
  const opened = await openPayment(centre, app, request, account);
  if (opened.kind === 'created' && opened.attemptId !== null) {
    return { paymentId: opened.paymentId, attemptId: opened.attemptId };
  }
  const known = opened.kind === 'known' && (await findPayment(centre.db, opened.paymentId));
  const shopper = { returnUrl: null, language: 'en' };
  const started = known && (await startAnotherAttempt(centre, app, known, account, shopper));
  if (!known || !started || started.kind !== 'ready') {
    throw new CommandError(`Order ${orderId} is paid, or being paid: name one that is not.`, 1);
  }
  return { paymentId: known.id, attemptId: started.attemptId };
}

/** Asks the bank, and commits what it says from here. */
async function askBank({ centre, app }: StageOptions, played: Played): Promise<void> {
  const payment = await findPayment(centre.db, played.payment.id);
  const attempt = payment?.attempts.find((each) => each.id === played.attemptId);
  if (!payment || !attempt) throw new Error(`Payment ${played.payment.id} went away meanwhile.`);
  const { applied, why } = await askChannel(centre, app, payment, attempt);
  if (applied === 'unknown') throw new Error(`The sandbox did not answer (${why}).`);
}

/** The body of a SUCCESS as somebody would write it who has seen the way of the shopper. */
function forgedBody(app: App, account: ChannelAccount, payment: Payment, forgery: Forgery): string {
  return callbackBody({
    transId: forgery.transId ?? payment.id,
    orderId: payment.orderId,
    timestampMs: Date.now(),
    timestampUnit: app.settings.timestampUnit,
    currency: payment.gross.currency,
    gross: formatGross(forgery.gross ?? payment.gross),
    channel: account.publicName,
    item: payment.item,
    customData: payment.customData,
    status: 'SUCCESS',
    channelData: {},
  });
}

/** Lets a payer, or the bank, do it, by the door that the sandbox has for scripts. */
async function orderDeed(
  { centreUrl, account }: StageOptions,
  transId: string,
  action: Deed,
  gross: Money | undefined,
): Promise<void> {
  const order = {
    trans_id: transId,
    action,
    delay_ms: NOTICE_DELAY_MS,
    ...(gross && { gross: formatGross(gross) }),
  };
  const reply = await fetch(`${centreUrl}/channels/sandbox/${account.id}/control`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (reply.ok) return;
  const { detail = '' } = (await reply.json().catch(() => ({}))) as { detail?: string };
  throw new CommandError(`The sandbox refused to ${action}: ${reply.status} ${detail}`.trim(), 1);
}
