/** The buttons of the payer page: when each can be pressed, and what it does. */
import { type Money, money } from '../domain/money.ts';
import type { Language } from '../http/pages/languages.ts';
import { formatAmount } from '../http/pages/money-format.ts';
import type { SandboxAction } from '../http/pages/sandbox-payer-page.ts';
import { TEXTS } from '../http/pages/texts/catalogue.ts';
import type { SandboxActionName, SandboxState } from '../http/pages/texts/texts.ts';
import { type Action, canAct } from './act.ts';
import { type Charge, holdOf, leftMinor } from './charge.ts';
import type { Forgery } from './forgery.ts';

/** One thing that a button does. */
export type Press = {
  readonly action: Action;
  readonly gross?: Money;
  readonly copies?: number;
  readonly delayMs?: number;
  readonly forgery?: Forgery;
};

type ChoiceName = SandboxActionName | 'refund_half';

type Choice = {
  readonly group: SandboxAction['group'];
  /** Whether the payer is done here, and goes back to the shop. */
  readonly leaves: boolean;
  /** Nothing to press when any of them could not happen. */
  readonly press: (charge: Charge) => readonly Press[];
};

const LATE_MS = 5_000;

const pay = (press: (charge: Charge) => readonly Press[], leaves = true): Choice => ({
  group: 'pay',
  leaves,
  press,
});
const after = (action: Action): Choice => ({
  group: 'after',
  leaves: false,
  press: () => [{ action }],
});

const CHOICES: Readonly<Record<ChoiceName, Choice>> = {
  pay: pay(() => [{ action: 'pay' }]),
  pay_less: pay((charge) => [{ action: 'pay', gross: half(charge.gross) }]),
  pay_repeated: pay(() => [{ action: 'pay', copies: 3 }]),
  pay_delayed: pay(() => [{ action: 'pay', delayMs: LATE_MS }]),
  pay_reordered: pay(() => [{ action: 'pay', delayMs: LATE_MS }, { action: 'dispute' }]),
  pay_forged: pay(() => [{ action: 'pay', forgery: 'signature' }], false),
  decline: pay(() => [{ action: 'decline' }]),
  cancel: pay(() => [{ action: 'cancel' }]),
  pend: pay(() => [{ action: 'pend' }]),
  dispute: after('dispute'),
  dispute_won: after('dispute_won'),
  dispute_lost: after('dispute_lost'),
  reverse: after('reverse'),
  reverse_won: after('reverse_won'),
  refund: after('refund'),
  refund_half: {
    group: 'after',
    leaves: false,
    press: (charge) => [{ action: 'refund', gross: half(leftMoney(charge)) }],
  },
};

/** The choice of that name, whether or not it can be made now. */
export function findChoice(name: string): Choice | undefined {
  return Object.hasOwn(CHOICES, name) ? CHOICES[name as ChoiceName] : undefined;
}

/** The buttons that there are now. */
export function choicesOf(charge: Charge, language: Language): readonly SandboxAction[] {
  const names = Object.keys(CHOICES) as ChoiceName[];
  return names
    .filter((name) => canPress(charge, CHOICES[name]))
    .map((name) => {
      const { group } = CHOICES[name];
      return name === 'refund_half'
        ? { group, value: name, ...halfWords(charge, language) }
        : { group, value: name };
    });
}

function canPress(charge: Charge, choice: Choice): boolean {
  const [first] = choice.press(charge);
  if (!first || (first.gross && first.gross.minor <= 0n)) return false;
  return canAct(charge, first.action);
}

/** Words that every language has, and the amount says the rest. */
function halfWords(charge: Charge, language: Language) {
  const { label, explanation } = TEXTS[language].sandbox.actions.refund;
  return {
    label: `${label}: ${formatAmount(half(leftMoney(charge)), language)}`,
    explanation,
  };
}

function half(whole: Money): Money {
  return money(whole.minor / 2n, whole.currency);
}

function leftMoney(charge: Charge): Money {
  return money(leftMinor(charge), (charge.payment?.gross ?? charge.gross).currency);
}

/** The one word for where a charge stands. */
export function stateWord(charge: Charge): SandboxState {
  if (charge.state === 'declined') return 'failed';
  if (charge.state !== 'paid') return charge.state;
  const open = charge.movements.find(({ state }) => state === 'open');
  if (open && !holdOf(charge, open)) return 'disputed';
  if (leftMinor(charge) > 0n) return 'paid';
  const last = charge.movements.findLast(({ state }) => state !== 'won' && state !== 'canceled');
  return last?.kind === 'refund' ? 'refunded' : 'reversed';
}
