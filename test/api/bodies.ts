/** A right body for every operation that takes one, by its id; the app in it is the shop. */
import { PASSWORD } from './people.ts';

const PROOF = { current_password: PASSWORD };

export const BODIES: Readonly<Record<string, unknown>> = {
  signIn: { email: 'nobody@example.com', password: PASSWORD },
  enterCode: { code: '000000' },
  choosePassword: { ...PROOF, new_password: 'another one, long enough' },
  beginTotp: PROOF,
  confirmTotp: { code: '000000' },
  renewRecoveryCodes: PROOF,
  endTotp: { ...PROOF, code: '000000' },
  rejectRefund: { note: 'a mistake' },
  createUser: { email: 'new@example.com', name: 'New', role: 'viewer', apps: ['shop'] },
  changeUser: { name: 'Renamed' },
  resetUser: {},
  createPayment: {
    ...{ app_id: 'shop', item: 'Kettle', order_id: 'theirs' },
    gross: { amount: '1.00', currency: 'USD' },
  },
  settleReview: { decision: 'accept' },
  addNote: { text: 'Looked at.' },
  createRefund: { amount: '0.01' },
  resendCallbacks: { app_id: 'shop', dry_run: true },
  createApp: { name: 'Theirs', callback_url: 'https://theirs.example.com/callback' },
  changeApp: { name: 'Theirs now' },
  setActivity: { url: 'https://theirs.example.com/spring' },
  sendTestCallback: {},
  addChannelAccount: { channel: 'sandbox', public_name: 'theirs' },
  changeChannelAccount: { enabled: false },
  orderChannelAccounts: { accounts: ['theirs'] },
  createApiKey: { app_id: 'shop', name: 'Theirs', scopes: ['payments:view'] },
};
