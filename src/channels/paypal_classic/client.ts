/** Where PayPal is, and what it says of a message that claims to be its own. */
import type { ChannelAccount } from '../../domain/channel.ts';
import { callChannel } from '../http.ts';

/** The page that the payer's browser is sent to with its form. */
export function webscrUrl({ settings, test }: ChannelAccount): string {
  const host = test ? 'www.sandbox.paypal.com' : 'www.paypal.com';
  return settings.webscr_url ?? `https://${host}/cgi-bin/webscr`;
}

function verifyUrl({ settings, test }: ChannelAccount): string {
  const host = test ? 'ipnpb.sandbox.paypal.com' : 'ipnpb.paypal.com';
  return settings.ipn_verify_url ?? `https://${host}/cgi-bin/webscr`;
}

export type Word =
  | { readonly kind: 'verified' | 'invalid' }
  /** PayPal could not be asked, or has answered with neither word. */
  | { readonly kind: 'unknown'; readonly why: string };

/**
 * Asks PayPal whether it has sent this. The message goes back to the byte: decoded and written anew it
 * would be another one, which PayPal has never sent.
 */
export async function askWhetherSent(account: ChannelAccount, message: Buffer): Promise<Word> {
  const answer = await callChannel({
    method: 'POST',
    url: verifyUrl(account),
    // PayPal turns away who does not say what it is.
    headers: { 'user-agent': 'PayCenter IPN listener' },
    body: {
      text: `cmd=_notify-validate&${message.toString('latin1')}`,
      encoding: 'latin1',
      contentType: 'application/x-www-form-urlencoded',
    },
  });
  if (answer.kind !== 'answered') return { kind: 'unknown', why: answer.why };
  if (answer.status !== 200) return { kind: 'unknown', why: `status ${answer.status}` };
  const word = answer.body.toString('latin1').trim();
  if (word === 'VERIFIED') return { kind: 'verified' };
  if (word === 'INVALID') return { kind: 'invalid' };
  return { kind: 'unknown', why: `neither VERIFIED nor INVALID, in ${answer.body.length} bytes` };
}
