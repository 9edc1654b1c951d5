import { appIdOf, endpointOf, type PayCenterApp, secretsOf } from './app.ts';
import { compareDecimals, toMinorUnits } from './decimal.ts';
import { PayCenterError } from './errors.ts';
import { signValues } from './secret.ts';

/** What the shopper is to pay. Every value is text; PayCenter never reads an amount as a float. */
export interface Payment {
  /** What it is for, in words the shopper knows: 1 to 255 characters. */
  item: string;
  /** Your own order number, unique within your app: 1 to 127 characters. */
  orderId: string;
  /** The amount as a decimal string, such as `'30.14'`. */
  gross: string;
  /** ISO 4217, such as `'USD'`. */
  currency: string;
  /** Comes back unchanged in every callback: up to 2,000 characters. */
  customData?: string | undefined;
  /** Picks one of your registered callback addresses. */
  activityId?: string | undefined;
  /** Where the shopper goes afterwards: an absolute http(s) address, up to 2,000 characters. */
  returnUrl?: string | undefined;
  /** The language of PayCenter's pages, such as `'zh-CN'`; the browser's when left out. */
  lang?: string | undefined;
}

/** A payment on a channel that you let the shopper choose yourself. */
export interface ChannelPayment extends Payment {
  /** The key of a channel that `listChannels` gave. */
  channel: string;
  /** A second choice within the channel, where it has one. */
  paymentMethod?: string | undefined;
}

/** A form for your own page: post `fields` to `action`. */
export interface PaymentForm {
  action: string;
  method: 'post';
  fields: Readonly<Record<string, string>>;
}

export interface LinkOptions {
  /** The time a signed link is made at; now when left out. */
  now?: Date | undefined;
}

function invalid(parameter: string, message: string): PayCenterError {
  return new PayCenterError('invalid-parameter', message, { parameter });
}

function checkText(name: string, value: unknown, lengthMax: number): string {
  if (typeof value !== 'string') {
    throw invalid(
      name,
      `${name} must be a string; it is ${value === null ? 'null' : typeof value}.`,
    );
  }
  if (value === '') throw invalid(name, `${name} is empty; PayCenter needs it.`);
  const length = [...value].length;
  if (length > lengthMax) {
    throw invalid(name, `${name} has ${length} characters; PayCenter takes at most ${lengthMax}.`);
  }
  if (value.includes('\0') || /\p{Surrogate}/u.test(value)) {
    throw invalid(name, `${name} holds a NUL or half a character. Send whole Unicode text.`);
  }
  return value;
}

function checkGross(gross: unknown, currency: string): string {
  if (typeof gross !== 'string' || !/^\d{1,15}(\.\d{1,40})?$/.test(gross)) {
    throw invalid(
      'gross',
      `gross must be a string such as '30.14': digits, with a point only between them. ` +
        `It is ${JSON.stringify(gross)}.`,
    );
  }
  if (compareDecimals(gross, '0') === 0) throw invalid('gross', 'gross must be more than 0.');
  toMinorUnits(gross, currency);
  return gross;
}

function checkCurrency(currency: unknown): string {
  if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency)) {
    throw invalid('currency', "currency must be three capital letters of ISO 4217, such as 'USD'.");
  }
  return currency;
}

function checkReturnUrl(returnUrl: string): string {
  const url = URL.canParse(returnUrl) ? new URL(returnUrl) : undefined;
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw invalid(
      'return_url',
      'return_url must be absolute, such as https://shop.example.com/orders/7.',
    );
  }
  return returnUrl;
}

function isGiven(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}

type Choice = Pick<ChannelPayment, 'channel' | 'paymentMethod'>;

function valuesOf(
  app: PayCenterApp,
  payment: Payment,
  choice: Choice | undefined,
): Map<string, string> {
  const values = new Map<string, string>();
  values.set('app_id', appIdOf(app));
  values.set('item', checkText('item', payment.item, 255));
  values.set('order_id', checkText('order_id', payment.orderId, 127));
  const currency = checkCurrency(payment.currency);
  values.set('gross', checkGross(payment.gross, currency));
  values.set('currency', currency);
  if (choice !== undefined) {
    values.set('channel', checkText('channel', choice.channel, 64));
    if (isGiven(choice.paymentMethod)) {
      values.set('paymentmethod', checkText('paymentmethod', choice.paymentMethod, 64));
    }
  }
  if (isGiven(payment.customData)) {
    values.set('custom_data', checkText('custom_data', payment.customData, 2000));
  }
  if (isGiven(payment.activityId)) {
    values.set('activityid', checkText('activityid', payment.activityId, 255));
  }
  if (isGiven(payment.returnUrl)) {
    values.set('return_url', checkReturnUrl(checkText('return_url', payment.returnUrl, 2000)));
  }
  if (isGiven(payment.lang)) values.set('lang', checkText('lang', payment.lang, 35));
  return values;
}

function requestOf(
  app: PayCenterApp,
  payment: Payment,
  choice: Choice | undefined,
  options: LinkOptions,
): { endpoint: string; values: ReadonlyMap<string, string> } {
  const endpoint = endpointOf(app);
  const values = valuesOf(app, payment, choice);
  const [secret] = secretsOf(app.secret);
  if (secret !== undefined) {
    const now = options.now ?? new Date();
    values.set('sign_time', Math.floor(now.getTime() / 1000).toString());
    values.set('sign', signValues(values, secret));
  }
  const mod = choice === undefined ? 'show_payment' : 'do_payment';
  return { endpoint, values: new Map([['mod', mod], ['act', 'mall'], ...values]) };
}

function linkOf(request: ReturnType<typeof requestOf>): string {
  const { endpoint, values } = request;
  // `%20` means a space to every server; `+` only to those that read the query as a form.
  return `${endpoint}?${new URLSearchParams([...values]).toString().replaceAll('+', '%20')}`;
}

/**
 * The address of PayCenter's page on which the shopper chooses how to pay. It is signed when the
 * app has a secret, and then good for 15 minutes: build it when you redirect, not before.
 * @throws PayCenterError `invalid-parameter` or `configuration`, saying what to change
 */
export function hostedPageUrl(
  app: PayCenterApp,
  payment: Payment,
  options: LinkOptions = {},
): string {
  return linkOf(requestOf(app, payment, undefined, options));
}

/**
 * The address that takes the shopper straight to one channel. Signed as in `hostedPageUrl`.
 * @throws PayCenterError `invalid-parameter` or `configuration`, saying what to change
 */
export function channelUrl(
  app: PayCenterApp,
  payment: ChannelPayment,
  options: LinkOptions = {},
): string {
  return linkOf(requestOf(app, payment, payment, options));
}

/**
 * The same request as a form to post, for values too long for an address (a long `customData` in
 * Chinese is 18 kB of it). With a `channel` it goes to the channel, without one to the hosted page.
 * @throws PayCenterError `invalid-parameter` or `configuration`, saying what to change
 */
export function paymentForm(
  app: PayCenterApp,
  payment: Payment | ChannelPayment,
  options: LinkOptions = {},
): PaymentForm {
  const { endpoint, values } = requestOf(
    app,
    payment,
    'channel' in payment ? payment : undefined,
    options,
  );
  for (const [name, value] of values) {
    // A browser posts every line break as CR LF, which would break the signature and custom_data.
    if (/\r(?!\n)|(?<!\r)\n/.test(value)) {
      throw invalid(
        name,
        `${name} has a line break that a form cannot carry. Use CR LF, or a link.`,
      );
    }
  }
  return { action: endpoint, method: 'post', fields: Object.fromEntries(values) };
}
