/** The parameters of do_payment and show_payment, from text to a checked request. */
import { timingSafeEqual } from 'node:crypto';
import { type App, validSecrets } from '../../domain/app.ts';
import type { ChannelAccount } from '../../domain/channel.ts';
import { type PaymentShape, usableAccounts } from '../../domain/channel-choice.ts';
import { parseCurrency, parseGross } from '../../domain/money.ts';
import { type ErrorCode, Refusal } from '../../errors.ts';
import type { Centre } from '../../flows/centre.ts';
import type { PaymentRequest } from '../../flows/open-payment.ts';
import { MUST_AGREE, type Params } from './params.ts';
import { SIGN_AGE_MAX_SECONDS, SIGN_AHEAD_MAX_SECONDS, signParameters } from './signature.ts';

const APP_ID_MAX = 64;
const ITEM_MAX = 255;
const ORDER_ID_MAX = 127;
const CUSTOM_DATA_MAX = 2_000;
const RETURN_URL_MAX = 2_000;

/** Every parameter that means something to a payment, or must not say two things. */
const KNOWN: readonly string[] = [
  ...MUST_AGREE,
  ...['paymentmethod', 'payment_method', 'custom_data', 'activityid', 'return_url'],
  ...['country', 'lang', 'sign', 'sign_time'],
];

function refuse(code: ErrorCode, parameter: string, detail?: string): never {
  throw new Refusal(code, { parameter, ...(detail === undefined ? {} : { detail }) });
}

/** Characters as people count them, not UTF-16 units. */
export function longerThan(text: string, max: number): boolean {
  return text.length > max && [...text].length > max;
}

/** Refuses the first of these parameters that says two things, or nothing that can be read. */
function refuseUnusable(params: Params, names: readonly string[]): void {
  for (const name of names) {
    const problem = params.problem(name);
    if (problem === 'conflicting') refuse('CONFLICTING_PARAMETER', name);
    if (problem === 'unreadable') refuse('INVALID_PARAMETER', name, `${name} is not UTF-8 text.`);
  }
}

/** The value; undefined when it is absent or empty. Without `max` the caller judges the length. */
function optional(params: Params, name: string, max = Number.POSITIVE_INFINITY) {
  const value = params.get(name);
  if (value === undefined || value === '') return undefined;
  if (longerThan(value, max)) {
    refuse('INVALID_PARAMETER', name, `${name} may have at most ${max} characters.`);
  }
  return value;
}

function required(params: Params, name: string, max?: number): string {
  return optional(params, name, max) ?? refuse('MISSING_PARAMETER', name, `${name} is missing.`);
}

/**
 * The app that a request names. It is read before anything else, so that an error of the rest is shown
 * as this app wants its pages: in its language, in the frames that it allows.
 */
export async function readApp(centre: Centre, params: Params): Promise<App> {
  refuseUnusable(params, ['app_id']);
  const appId = required(params, 'app_id', APP_ID_MAX);
  return (await centre.directory.app(appId)) ?? refuse('UNKNOWN_APP', 'app_id');
}

/** Every parameter of a payment but the channel. Throws a Refusal that names the first wrong one. */
export function readPaymentRequest(app: App, params: Params): PaymentRequest {
  refuseUnusable(params, KNOWN);
  checkSignature(app, params);
  const item = required(params, 'item', ITEM_MAX);
  const orderId = required(params, 'order_id', ORDER_ID_MAX);
  const grossText = required(params, 'gross');
  const currencyText = required(params, 'currency');
  const currency = parseCurrency(currencyText) ?? refuse('CURRENCY_NOT_SUPPORTED', 'currency');
  const gross = parseGross(grossText, currency) ?? refuse('INVALID_GROSS', 'gross');
  const activityId = optional(params, 'activityid') ?? '';
  if (activityId !== '' && !app.callbackUrls.has(activityId)) {
    refuse('UNKNOWN_ACTIVITY', 'activityid');
  }
  return {
    item,
    orderId,
    gross,
    customData: optional(params, 'custom_data', CUSTOM_DATA_MAX) ?? null,
    activityId,
    returnUrl: readReturnUrl(params),
  };
}

function readReturnUrl(params: Params): string | null {
  const text = optional(params, 'return_url', RETURN_URL_MAX);
  if (text === undefined) return null;
  if (!isReturnUrl(text)) {
    refuse('INVALID_PARAMETER', 'return_url', 'return_url must be an absolute http(s) address.');
  }
  return text;
}

/** Absolute http(s), no user or password in it, and no spelling that browsers read differently. */
export function isReturnUrl(text: string): boolean {
  // An empty user name is one too, though a parsed address no longer shows it.
  return /^https?:\/\/[^/?#@]+([/?#]|$)/i.test(text) && !/[\s\\\p{Cc}]/u.test(text)
    ? URL.canParse(text)
    : false;
}

/** What a list of channels is narrowed by. An amount says nothing without its currency. */
export function readShape(params: Params): PaymentShape {
  refuseUnusable(params, KNOWN);
  const currencyText = optional(params, 'currency');
  if (currencyText === undefined) return readCountry(params);
  const currency = parseCurrency(currencyText) ?? refuse('CURRENCY_NOT_SUPPORTED', 'currency');
  const grossText = optional(params, 'gross');
  if (grossText === undefined) return { currency, ...readCountry(params) };
  const gross = parseGross(grossText, currency) ?? refuse('INVALID_GROSS', 'gross');
  return { currency, gross, ...readCountry(params) };
}

function readCountry(params: Params): Pick<PaymentShape, 'country'> {
  const country = optional(params, 'country')?.toUpperCase();
  if (country === undefined) return {};
  if (/^[A-Z]{2}$/.test(country)) return { country };
  return refuse('INVALID_PARAMETER', 'country', 'country must be two letters, such as DE.');
}

/**
 * Where the payer of a payment is, if the merchant says so in a way that can be read. Payments were made
 * before anybody looked at this parameter, so whatever else it holds is ignored.
 */
export function readPayerCountry(params: Params): Pick<PaymentShape, 'country'> {
  const country = params.get('country')?.toUpperCase() ?? '';
  return /^[A-Z]{2}$/.test(country) ? { country } : {};
}

export function accountsFor(centre: Centre, app: App, shape: PaymentShape) {
  return usableAccounts(app, (name) => centre.channels.get(name)?.capabilities, shape);
}

/** The account behind `channel`, if it can take this payment. */
export function readChannel(
  centre: Centre,
  app: App,
  params: Params,
  request: PaymentRequest,
): ChannelAccount {
  const name = required(params, 'channel');
  const all = accountsFor(centre, app, {});
  const account =
    all.find((each) => each.publicName === name) ?? refuse('UNKNOWN_CHANNEL', 'channel');
  const { gross } = request;
  const among = (shape: PaymentShape) => accountsFor(centre, app, shape).includes(account);
  if (!among({ currency: gross.currency })) refuse('CURRENCY_NOT_SUPPORTED', 'currency');
  if (!among({ currency: gross.currency, gross })) {
    refuse('INVALID_GROSS', 'gross', 'This channel does not take that amount.');
  }
  if (!among(readPayerCountry(params))) {
    refuse('INVALID_PARAMETER', 'country', 'This channel is not offered in that country.');
  }
  return account;
}

/** A sign that is sent is checked; an app may demand one. */
function checkSignature(app: App, params: Params): void {
  const sign = optional(params, 'sign');
  if (sign === undefined && !app.settings.requireSign) return;
  const signTime = params.get('sign_time') ?? '';
  const ageSeconds = Date.now() / 1_000 - Number(signTime);
  const inTime = ageSeconds <= SIGN_AGE_MAX_SECONDS && -ageSeconds <= SIGN_AHEAD_MAX_SECONDS;
  const fresh = /^\d{1,12}$/.test(signTime) && inTime;
  const genuine = validSecrets(app, Date.now()).some((secret) =>
    sameText(signParameters(secret, params.all()), sign ?? ''),
  );
  if (!fresh || !genuine) refuse('BAD_SIGNATURE', genuine ? 'sign_time' : 'sign');
}

function sameText(expected: string, given: string): boolean {
  const left = Buffer.from(expected);
  const right = Buffer.from(given);
  return left.length === right.length && timingSafeEqual(left, right);
}
