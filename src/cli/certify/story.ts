/**
 * What happens to a merchant in a certification: somebody tries to cheat it, it is paid, and everything
 * follows that can; then another payment, whose news arrive in the wrong order.
 */
import { newId } from '../../domain/id.ts';
import { type Money, money } from '../../domain/money.ts';
import type { CallbackCopy } from '../../store/callback-copies.ts';
import {
  CHECKS,
  type Check,
  type CheckName,
  isReached,
  isUnknownOrder,
  judgeForged,
  judgeForm,
  judgeGenuine,
  judgeOrderly,
  judgeTime,
  judgeWay,
  type Sent,
  untested,
} from './checks.ts';
import type { Deed, Order, Played, Stage } from './stage.ts';

export type Script = {
  readonly stage: Stage;
  readonly url: string;
  readonly order: Order;
  /** For what cannot be tried on the first; null when there is none. */
  readonly secondOrder: Order | null;
  /** Whether the merchant was said to have these orders. */
  readonly ordersAreKnown: boolean;
};

/** Plays it all; every check once, in the order of {@link CHECKS}. */
export async function certify(script: Script): Promise<readonly Check[]> {
  const { stage, url, order, ordersAreKnown } = script;
  const played = await stage.open(order);
  const forged = await tryToCheat(stage, played);
  const success = await stage.play(played, 'pay');
  const paid = await deliver(stage, success);
  const trusted = judgeGenuine('success', paid).state === 'ok';
  const checks = [
    ...judgeWay(url, paid),
    ...[...forged].map(([check, sent]) => judgeForged(check, sent, trusted)),
  ];
  const genuine = [paid];
  const hopeless = whyHopeless(paid, ordersAreKnown);
  if (hopeless) {
    checks.push(hopeless);
  } else {
    checks.push(judgeGenuine('success', paid));
    checks.push(...(await liveOn(stage, played, success, genuine)));
    checks.push(...(await arriveInDisorder(script, genuine)));
  }
  const all = [...forged.values(), ...genuine].filter(({ result }) => isReached(result));
  const summary = all.length === 0 ? [] : [judgeForm(genuine), judgeTime(all)];
  return inOrder([...checks, ...summary]);
}

/** Nothing more can be learnt from somebody who is not there, or does not know the order. */
function whyHopeless(paid: Sent, ordersAreKnown: boolean): Check | undefined {
  if (!ordersAreKnown && isUnknownOrder(paid)) {
    return untested(
      'success',
      'the shop refuses an order that it does not know, as it should',
      'Name two unpaid orders of the shop: --order ID --order ID --gross G --currency C --item I.',
    );
  }
  const { result } = paid;
  const silent = result.outcome === 'failed' && result.why === 'timeout';
  return silent || !isReached(result) ? judgeGenuine('success', paid) : undefined;
}

function inOrder(checks: readonly Check[]): readonly Check[] {
  const names = Object.keys(CHECKS) as CheckName[];
  const missing = 'not tried, because SUCCESS was not acknowledged';
  return names.map((name) => checks.find(({ check }) => check === name) ?? untested(name, missing));
}

async function deliver(stage: Stage, callback: CallbackCopy): Promise<Sent> {
  return { orderId: callback.orderId, result: await stage.deliver(callback) };
}

async function send(stage: Stage, callback: CallbackCopy, extra?: string): Promise<Sent> {
  return { orderId: callback.orderId, result: await stage.send(callback, extra) };
}

/** Before anything is paid: whoever is believed now gets the goods for nothing. */
async function tryToCheat(stage: Stage, played: Played): Promise<ReadonlyMap<CheckName, Sent>> {
  const { orderId, gross } = played.payment;
  const attempts = [
    ['forged_transaction', { transId: newId() }],
    ['forged_gross', { gross: otherThan(gross) }],
    ['forged_signature', {}],
  ] as const;
  const sent = new Map<CheckName, Sent>();
  for (const [check, forgery] of attempts) {
    const result = await stage.forge(played, forgery);
    sent.set(check, { orderId, result });
    if (!isReached(result)) break;
  }
  return sent;
}

/** Less, as a cheat would have it, where there is less. */
function otherThan({ minor, currency }: Money): Money {
  return money(minor > 1n ? 1n : 2n, currency);
}

/** After the payment: the same again, and every status there is. */
async function liveOn(
  stage: Stage,
  played: Played,
  success: CallbackCopy,
  genuine: Sent[],
): Promise<readonly Check[]> {
  const checks: Check[] = [];
  const judge = (check: CheckName, sent: Sent) => {
    genuine.push(sent);
    checks.push(judgeGenuine(check, sent));
  };
  const happen = async (check: CheckName, deed: Deed, gross?: Money) =>
    judge(check, await deliver(stage, await stage.play(played, deed, gross)));

  judge('success_again', await send(stage, success));
  judge('extra_parameter', await send(stage, success, '&paycenter_certify=1'));
  const part = quarterOf(played.payment.gross);
  if (part) {
    await happen('partial_refund', 'refund', part);
    await happen('partial_refund_again', 'refund', part);
  } else {
    const tooLittle = 'the amount is too small to be refunded in parts';
    checks.push(untested('partial_refund', tooLittle), untested('partial_refund_again', tooLittle));
  }
  await happen('in_case', 'dispute');
  await happen('cancel_reversal', 'dispute_won');
  await happen('app_reverse', 'reverse');
  judge('success_late', await send(stage, success));
  return checks;
}

function quarterOf({ minor, currency }: Money): Money | undefined {
  return minor >= 4n ? money(minor / 4n, currency) : undefined;
}

/** A second payment is paid and refunded, and the merchant hears of the refund first. */
async function arriveInDisorder(script: Script, genuine: Sent[]): Promise<readonly Check[]> {
  const { stage, secondOrder } = script;
  if (!secondOrder) {
    const found = 'this needs another order';
    const todo = 'Name a second unpaid order of the same amount with --order.';
    return (['refund_first', 'success_second', 'full_refund'] as const).map((check) =>
      untested(check, found, todo),
    );
  }
  const played = await stage.open(secondOrder);
  const success = await stage.play(played, 'pay');
  const refund = await stage.play(played, 'refund');
  const early = await send(stage, refund);
  const paid = await deliver(stage, success);
  const refunded = await deliver(stage, refund);
  genuine.push(paid, refunded);
  return [
    judgeOrderly('refund_first', early),
    judgeGenuine('success_second', paid),
    judgeGenuine('full_refund', refunded),
  ];
}
