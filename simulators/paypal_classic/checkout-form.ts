/** The form that a payer brings: read, and refused where PayPal would refuse it. */
import { readAmount } from '../paypal/amount.ts';
import { newPayPalId } from '../paypal/state.ts';
import type { Checkout, Receiver, State } from './state.ts';

const LENGTH_MAX: Readonly<Record<string, number>> = {
  ...{ business: 127, item_name: 127, item_number: 127, invoice: 127, custom: 255 },
  ...{ notify_url: 255, return: 1024, cancel_return: 1024 },
};

/** The checkout, or a sentence that says why there is none. */
export function readCheckoutForm(
  state: State,
  own: Receiver,
  form: URLSearchParams,
): Checkout | string {
  const field = (name: string) => form.get(name)?.trim() ?? '';
  const command = field('cmd') === '_ext-enter' ? field('redirect_cmd') : field('cmd');
  if (command !== '_xclick') return 'There is no such command.';
  const business = field('business');
  if (!business) return 'The seller cannot be found.';
  const tooLong = Object.entries(LENGTH_MAX).find(([name, max]) => field(name).length > max);
  if (tooLong) return `${tooLong[0]} is too long.`;
  const addresses = ['notify_url', 'return', 'cancel_return'].filter((name) => field(name) !== '');
  const wrong = addresses.find((name) => !/^https?:\/\//.test(field(name)));
  if (wrong) return `${wrong} is no address.`;
  const amount = readAmount({ currency_code: field('currency_code'), value: field('amount') });
  if (typeof amount === 'string') return `The amount is not valid: ${amount}.`;
  const quantity = field('quantity') || '1';
  if (!/^[1-9]\d{0,3}$/.test(quantity)) return 'The quantity is not valid.';
  const invoice = field('invoice');
  const receiver = receiverOf(own, business);
  const paid = state.checkouts.some(
    (each) => each.invoice === invoice && each.payment && each.receiver.id === receiver.id,
  );
  if (invoice !== '' && paid) return 'This invoice has already been paid.';
  return {
    token: `EC-${newPayPalId()}`,
    receiver,
    amount: { ...amount, minor: amount.minor * BigInt(quantity) },
    quantity,
    itemName: field('item_name'),
    itemNumber: field('item_number'),
    invoice,
    custom: field('custom'),
    notifyUrl: field('notify_url'),
    returnUrl: field('return'),
    cancelUrl: field('cancel_return'),
    returnMethod: field('rm'),
    payment: undefined,
  };
}

/** Whoever the form names is paid. PayPal tells of him in lower case. */
function receiverOf(own: Receiver, business: string): Receiver {
  const name = business.toLowerCase();
  if ([own.email, own.id].some((each) => each.toLowerCase() === name)) return own;
  return name.includes('@')
    ? { email: name, id: 'anotherseller' }
    : { email: 'another@seller.example', id: name };
}
