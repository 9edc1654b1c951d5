/** What payers, and scripts in their place, can do, and what becomes of the charge. Pure. */
import { type Money, sameMoney } from '../domain/money.ts';
import {
  type Charge,
  type ChargeState,
  chargeMayBecome,
  holdOf,
  leftMinor,
  type Movement,
  undisputedMinor,
} from './charge.ts';

export const ACTIONS = [
  'pay',
  'decline',
  'cancel',
  'pend',
  'dispute',
  'dispute_won',
  'dispute_lost',
  'reverse',
  'reverse_won',
  'refund',
] as const;

export type Action = (typeof ACTIONS)[number];

export type Wish = {
  readonly action: Action;
  /** What is really paid; or the part of it that is meant. */
  readonly gross?: Money | undefined;
  /** PayCenter's id of a refund that it asks for. */
  readonly refundId?: string;
};

export type Tools = { readonly nowMs: number; readonly newId: () => string };

export type Deed =
  /** It has happened, and a notice of this id has to tell of `about` (null: of the charge itself). */
  | {
      readonly kind: 'done';
      readonly charge: Charge;
      readonly noticeId: string;
      readonly about: Movement | null;
    }
  /** It had happened before, and that notice told of it. */
  | { readonly kind: 'again'; readonly noticeId: string }
  | { readonly kind: 'impossible'; readonly why: string };

/** Does what is wished, if it can happen now. */
export function act(charge: Charge, wish: Wish, tools: Tools): Deed {
  if (wish.gross && wish.gross.minor <= 0n) return impossible('An amount is more than nothing.');
  return DO[wish.action](charge, wish, tools);
}

/** Whether it could happen now, as something new. */
export function canAct(charge: Charge, action: Action): boolean {
  return act(charge, { action }, { nowMs: 0, newId: () => '' }).kind === 'done';
}

type Doing = (charge: Charge, wish: Wish, tools: Tools) => Deed;

const DO: Readonly<Record<Action, Doing>> = {
  pay: collect('paid'),
  decline: collect('declined'),
  cancel: collect('canceled'),
  pend: collect('pending'),
  dispute: afterPaid(openDispute),
  dispute_won: afterPaid((charge, wish, tools) => {
    const dispute =
      lastOf(charge, 'dispute', ['open'], wish) ?? lastOf(charge, 'dispute', ['lost'], wish);
    if (dispute) return winDispute(charge, dispute, tools);
    return again(lastOf(charge, 'dispute', ['won'], wish), 'There is no dispute to win.');
  }),
  dispute_lost: afterPaid(loseDispute),
  reverse: afterPaid(reverse),
  reverse_won: afterPaid(undoReversal),
  refund: afterPaid(refund),
};

const impossible = (why: string): Deed => ({ kind: 'impossible', why });

function again(movement: Movement | undefined, why: string): Deed {
  return movement ? { kind: 'again', noticeId: movement.noticeId } : impossible(why);
}

function collect(to: ChargeState): Doing {
  return (charge, wish, tools) => {
    const { state, payment, noticeId } = charge;
    if (state === to && noticeId !== null) {
      const otherMoney = payment && wish.gross && !sameMoney(payment.gross, wish.gross);
      if (!otherMoney) return { kind: 'again', noticeId };
    }
    if (!chargeMayBecome(state, to)) return impossible(`This charge is ${state}.`);
    const told = { atMs: nextMs(charge, tools), noticeId: tools.newId() };
    const next: Charge = {
      ...charge,
      state: to,
      stateAtMs: told.atMs,
      noticeId: told.noticeId,
      saidAtMs: told.atMs,
      payment: to === 'paid' ? { id: tools.newId(), gross: wish.gross ?? charge.gross } : null,
    };
    return { kind: 'done', charge: next, noticeId: told.noticeId, about: null };
  };
}

function afterPaid(doing: Doing): Doing {
  return (charge, wish, tools) =>
    charge.payment ? doing(charge, wish, tools) : impossible('This charge has not been paid.');
}

function openDispute(charge: Charge, wish: Wish, tools: Tools): Deed {
  const left = undisputedMinor(charge);
  const grossMinor = wish.gross?.minor ?? left;
  if (left <= 0n || grossMinor > left) {
    return impossible('Less than that is left and not in dispute.');
  }
  return begin(charge, { kind: 'dispute', grossMinor, state: 'open' }, tools);
}

function loseDispute(charge: Charge, wish: Wish, tools: Tools): Deed {
  const dispute = lastOf(charge, 'dispute', ['open'], wish);
  if (!dispute) {
    return again(lastOf(charge, 'dispute', ['lost'], wish), 'There is no dispute to lose.');
  }
  if (!holdOf(charge, dispute) && dispute.grossMinor > leftMinor(charge)) {
    return impossible('The disputed money has gone back already.');
  }
  return move(charge, dispute, 'lost', tools);
}

/** Money that was held for the dispute comes back with it. */
function winDispute(charge: Charge, dispute: Movement, tools: Tools): Deed {
  const hold = holdOf(charge, dispute);
  const won = move(charge, dispute, 'won', tools);
  if (!hold || won.kind !== 'done') return won;
  const { noticeId, charge: next } = won;
  const returned: Movement = { ...hold, state: 'canceled', saidAtMs: next.saidAtMs, noticeId };
  return { ...won, charge: withMovement(next, returned) };
}

function reverse(charge: Charge, wish: Wish, tools: Tools): Deed {
  const left = leftMinor(charge);
  const grossMinor = wish.gross?.minor ?? left;
  if (left <= 0n || grossMinor > left) return impossible('Less than that is left to take back.');
  const dispute = charge.movements.find(
    (each) => each.state === 'open' && each.grossMinor === grossMinor && !holdOf(charge, each),
  );
  const caseId = dispute?.id ?? tools.newId();
  return begin(charge, { kind: 'reversal', grossMinor, state: 'reversed', caseId }, tools);
}

/** Undoes the last taking back, be it a reversal or the loss of a dispute. */
function undoReversal(charge: Charge, wish: Wish, tools: Tools): Deed {
  const reversal = lastOf(charge, 'reversal', ['reversed'], wish);
  const lost = reversal
    ? charge.movements.find(({ id, state }) => id === reversal.caseId && state === 'lost')
    : lastOf(charge, 'dispute', ['lost'], wish);
  if (lost) return winDispute(charge, lost, tools);
  if (reversal) return move(charge, reversal, 'canceled', tools);
  const before = lastOf(charge, 'reversal', ['canceled'], wish);
  return again(before, 'There is no reversal to undo.');
}

function refund(charge: Charge, wish: Wish, tools: Tools): Deed {
  const { refundId = null } = wish;
  const made = refundId && charge.movements.find((each) => each.refundId === refundId);
  if (made) return { kind: 'again', noticeId: made.noticeId };
  const left = leftMinor(charge);
  const grossMinor = wish.gross?.minor ?? left;
  if (left <= 0n || grossMinor > left) return impossible('Less than that is left to refund.');
  return begin(charge, { kind: 'refund', grossMinor, state: 'succeeded', refundId }, tools);
}

type Beginning = Pick<Movement, 'kind' | 'grossMinor' | 'state'> &
  Partial<Pick<Movement, 'refundId' | 'caseId'>>;

function begin(charge: Charge, beginning: Beginning, tools: Tools): Deed {
  const atMs = nextMs(charge, tools);
  const movement: Movement = {
    refundId: null,
    caseId: null,
    ...beginning,
    id: tools.newId(),
    madeAtMs: atMs,
    saidAtMs: atMs,
    noticeId: tools.newId(),
  };
  return moved(charge, movement);
}

function move(charge: Charge, before: Movement, state: Movement['state'], tools: Tools): Deed {
  const atMs = nextMs(charge, tools);
  return moved(charge, { ...before, state, saidAtMs: atMs, noticeId: tools.newId() });
}

function moved(charge: Charge, movement: Movement): Deed {
  const next = withMovement({ ...charge, saidAtMs: movement.saidAtMs }, movement);
  return { kind: 'done', charge: next, noticeId: movement.noticeId, about: movement };
}

function withMovement(charge: Charge, movement: Movement): Charge {
  const others = charge.movements.filter(({ id }) => id !== movement.id);
  const movements = [...others, movement].sort((left, right) => left.madeAtMs - right.madeAtMs);
  return { ...charge, movements };
}

/** The last movement in such a state; of that amount, if one is named. */
function lastOf(
  charge: Charge,
  kind: Movement['kind'],
  states: readonly Movement['state'][],
  wish: Wish,
): Movement | undefined {
  return charge.movements.findLast(
    (each) =>
      each.kind === kind &&
      states.includes(each.state) &&
      (wish.gross === undefined || wish.gross.minor === each.grossMinor),
  );
}

/** Two things never happen to one charge at the same time, whatever the clock says. */
function nextMs(charge: Charge, tools: Tools): number {
  return Math.max(tools.nowMs, charge.saidAtMs + 1);
}
