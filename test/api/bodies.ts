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
  createApiKey: { app_id: 'shop', name: 'Theirs', scopes: ['payments:view'] },
};
