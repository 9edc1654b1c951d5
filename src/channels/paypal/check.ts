/** Whether PayPal takes an account as it is set up: its credentials, and its webhook. */
import type { ChannelAccount, CheckOutcome } from '../../domain/channel.ts';
import { textAt } from '../read-json.ts';
import type { PayPalClient } from './client.ts';

const bad = (found: string, todo: string): CheckOutcome => ({ kind: 'bad', found, todo });

/** Looks the webhook up: that needs credentials that are right, and says where PayPal sends notices. */
export async function checkAccount(
  client: PayPalClient,
  account: ChannelAccount,
  noticeUrl: string,
): Promise<CheckOutcome> {
  const { webhook_id: id = '' } = account.settings;
  const path = `/v1/notifications/webhooks/${encodeURIComponent(id)}`;
  const reply = await client(account, { method: 'GET', path });
  if (reply.kind === 'done') {
    const url = textAt(reply.json, 'url') ?? 'nowhere';
    if (url === noticeUrl) return { kind: 'good', found: 'credentials and webhook are right' };
    return bad(`the webhook ${id} sends to ${url}`, `Let it send to ${noticeUrl}.`);
  }
  if (reply.kind === 'refused' && reply.status === 404) {
    return bad(
      `there is no webhook ${id}`,
      `Register one for ${noticeUrl} in the developer dashboard, and set webhook_id.`,
    );
  }
  if (reply.kind === 'refused') {
    return bad(
      `PayPal refused the credentials (${reply.issue})`,
      'Set client_id and client_secret of the same REST app; live and sandbox have different ones.',
    );
  }
  return bad(`PayPal could not be asked (${reply.why})`, 'Look at the network and at api_base.');
}
