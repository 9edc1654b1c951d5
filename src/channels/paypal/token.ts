/** Access tokens: one for each set of credentials, shared by all calls, renewed before it ends. */
import type { ChannelAccount } from '../../domain/channel.ts';
import { callChannel, jsonOf } from '../http.ts';
import { textAt, valueAt } from '../read-json.ts';

export type Token =
  | { readonly kind: 'token'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string }
  /** PayPal did not answer, or not with a token: nothing was asked of it beyond that. */
  | { readonly kind: 'unavailable'; readonly why: string };

type Held = { readonly token: Promise<Token>; renewAtMs: number };

const HELD_MAX = 1_000;
/** A token that ends while it is under way costs a call: it is renewed this much earlier. */
const RENEW_BEFORE_MS = 60_000;

export type Tokens = {
  get(account: ChannelAccount, baseUrl: string): Promise<Token>;
  /** Forgets a token that PayPal has refused, unless a newer one has taken its place. */
  forget(account: ChannelAccount, baseUrl: string, text: string): Promise<void>;
};

export function createTokens(): Tokens {
  const held = new Map<string, Held>();

  function fetchInto(key: string, account: ChannelAccount, baseUrl: string): Promise<Token> {
    const fetched = fetchToken(account, baseUrl);
    // Whoever comes while it is being fetched waits for this one.
    const entry: Held = { renewAtMs: Infinity, token: fetched.then(({ token }) => token) };
    if (held.size >= HELD_MAX) held.clear();
    held.set(key, entry);
    void fetched.then(({ token, lifeMs }) => {
      entry.renewAtMs = performance.now() + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2);
      if (token.kind !== 'token' && held.get(key) === entry) held.delete(key);
    });
    return entry.token;
  }

  return {
    get(account, baseUrl) {
      const key = keyOf(account, baseUrl);
      const known = held.get(key);
      const good = known && known.renewAtMs > performance.now();
      return good ? known.token : fetchInto(key, account, baseUrl);
    },
    async forget(account, baseUrl, text) {
      const key = keyOf(account, baseUrl);
      const known = held.get(key);
      const token = await known?.token;
      if (token?.kind === 'token' && token.text === text && held.get(key) === known) {
        held.delete(key);
      }
    },
  };
}

/** The secret too: after it has been changed, the old one's token is not used any more. */
function keyOf({ settings }: ChannelAccount, baseUrl: string): string {
  return JSON.stringify([baseUrl, settings.client_id, settings.client_secret]);
}

async function fetchToken(
  { settings }: ChannelAccount,
  baseUrl: string,
): Promise<{ token: Token; lifeMs: number }> {
  const none = (kind: 'refused' | 'unavailable', why: string) => ({
    token: { kind, why } as const,
    lifeMs: 0,
  });
  const { client_id: id = '', client_secret: secret = '' } = settings;
  const credentials = Buffer.from(`${id}:${secret}`).toString('base64');
  const answer = await callChannel({
    method: 'POST',
    url: `${baseUrl}/v1/oauth2/token`,
    headers: { authorization: `Basic ${credentials}`, accept: 'application/json' },
    body: { form: { grant_type: 'client_credentials' } },
  });
  if (answer.kind !== 'answered') return none('unavailable', answer.why);
  const json = jsonOf(answer.body);
  const text = textAt(json, 'access_token');
  const seconds = Number(valueAt(json, 'expires_in'));
  if (answer.status === 200 && text !== undefined && seconds > 0) {
    return { token: { kind: 'token', text }, lifeMs: seconds * 1_000 };
  }
  const why = `no access token: ${textAt(json, 'error') ?? `status ${answer.status}`}`;
  return none(answer.status === 401 || answer.status === 400 ? 'refused' : 'unavailable', why);
}
