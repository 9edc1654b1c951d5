/** What a script orders at the control door, read and checked. */
import {
  type Currency,
  formatGross,
  type Money,
  parseCurrency,
  parseGross,
} from '../domain/money.ts';
import { Refusal } from '../errors.ts';
import { ACTIONS, type Action } from './act.ts';
import type { Charge } from './charge.ts';
import { FORGERIES, type Forgery } from './forgery.ts';

export type Order = {
  readonly transId: string | undefined;
  readonly orderId: string | undefined;
  readonly action: Action;
  readonly gross: string | undefined;
  readonly currency: Currency | undefined;
  readonly times: number;
  readonly delayMs: number;
  readonly forgery: Forgery | undefined;
};

const TIMES_MAX = 1_000;
const DELAY_MS_MAX = 24 * 3_600_000;
const TEXT_LENGTH_MAX = 1_000;
/** What a column of the book can hold. */
const MINOR_MAX = 2n ** 63n - 1n;

/** Reads an order; throws a {@link Refusal} that names what is wrong. */
export function readOrder(body: string): Order {
  const given = readObject(body);
  const transId = readText(given, 'trans_id');
  const orderId = readText(given, 'order_id');
  if (transId === undefined && orderId === undefined) {
    throw new Refusal('MISSING_PARAMETER', {
      parameter: 'trans_id',
      detail: 'trans_id or order_id names the payment.',
    });
  }
  const forgery = readForgery(given.get('forge'));
  const delayMs = readWhole(given, 'delay_ms', { min: 0, max: DELAY_MS_MAX, otherwise: 0 });
  if (forgery && delayMs > 0) {
    throw invalid('delay_ms', 'A forged notice is in no book and cannot wait: leave delay_ms out.');
  }
  return {
    transId,
    orderId,
    action: readAction(given),
    gross: readText(given, 'gross'),
    currency: readCurrency(given),
    times: readWhole(given, 'times', { min: 1, max: TIMES_MAX, otherwise: 1 }),
    delayMs,
    forgery,
  };
}

/**
 * The amount that an order means: what is really paid, or a part of what was paid. Undefined when it
 * names none; then it is all of it.
 */
export function orderedGross(
  order: Pick<Order, 'action' | 'gross' | 'currency'>,
  charge: Charge,
): Money | undefined {
  const { action, gross, currency } = order;
  if (gross === undefined && currency === undefined) return undefined;
  const base = action === 'pay' ? charge.gross : (charge.payment?.gross ?? charge.gross);
  if (action !== 'pay' && currency !== undefined && currency !== base.currency) {
    throw invalid('currency', `This charge was paid in ${base.currency}.`);
  }
  if (action !== 'pay' && gross === undefined) return undefined;
  const amount = parseGross(gross ?? formatGross(base), currency ?? base.currency);
  if (!amount || amount.minor > MINOR_MAX)
    throw new Refusal('INVALID_GROSS', { parameter: 'gross' });
  return amount;
}

type Given = ReadonlyMap<string, unknown>;

const TEXTS: readonly string[] = ['trans_id', 'order_id', 'gross'];

/** The members of a JSON object. A number where text belongs is taken as it was written, never as a float. */
function readObject(body: string): Given {
  const asWritten = (key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && TEXTS.includes(key) ? (context?.source ?? value) : value;
  let json: unknown;
  try {
    json = JSON.parse(body, asWritten);
  } catch {
    json = undefined;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new Refusal('INVALID_PARAMETER', { detail: 'The body must be a JSON object.' });
  }
  return new Map(Object.entries(json).filter(([, value]) => value !== null));
}

function invalid(parameter: string, detail: string): Refusal {
  return new Refusal('INVALID_PARAMETER', { parameter, detail });
}

function readText(given: Given, parameter: string): string | undefined {
  const value = given.get(parameter);
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || value === '' || value.length > TEXT_LENGTH_MAX) {
    throw invalid(parameter, `${parameter} must be text.`);
  }
  // The database could not even be asked.
  if (value.includes('\0')) throw invalid(parameter, `${parameter} holds a NUL.`);
  return value;
}

function readAction(given: Given): Action {
  const value = given.get('action');
  if (value === undefined) throw new Refusal('MISSING_PARAMETER', { parameter: 'action' });
  const action = ACTIONS.find((each) => each === value);
  if (!action) throw invalid('action', `action is one of ${ACTIONS.join(', ')}.`);
  return action;
}

function readCurrency(given: Given): Currency | undefined {
  const value = given.get('currency');
  if (value === undefined) return undefined;
  const currency = typeof value === 'string' ? parseCurrency(value) : undefined;
  if (!currency) throw invalid('currency', 'currency must be an ISO 4217 code in capitals.');
  return currency;
}

function readWhole(
  given: Given,
  parameter: string,
  limits: { min: number; max: number; otherwise: number },
): number {
  const value = given.get(parameter) ?? limits.otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw invalid(parameter, `${parameter} must be a whole number.`);
  }
  if (value < limits.min || value > limits.max) {
    throw invalid(parameter, `${parameter} must be from ${limits.min} to ${limits.max}.`);
  }
  return value;
}

function readForgery(value: unknown): Forgery | undefined {
  if (value === undefined || value === false) return undefined;
  if (value === true) return 'signature';
  const forgery = FORGERIES.find((each) => each === value);
  if (!forgery) throw invalid('forge', `forge is true, or one of ${FORGERIES.join(', ')}.`);
  return forgery;
}
