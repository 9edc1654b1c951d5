/** OpenID Connect: the authorization code flow with PKCE, by a library that is certified for it. */
import * as client from 'openid-client';
import type { IdentityProvider, PendingSignIn, Vouched } from '../domain/identity.ts';

export type ProviderOptions = {
  /** https, or http on this machine. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

const TIMEOUT_SECONDS = 10;
const SCOPE = 'openid email';

/** Nothing is asked of the provider before somebody wants to sign in, and again if that failed. */
export function createIdentityProvider(options: ProviderOptions): IdentityProvider {
  let known: Promise<client.Configuration> | undefined;
  const configuration = (): Promise<client.Configuration> => {
    known ??= discover(options).catch((error: unknown) => {
      known = undefined;
      throw error;
    });
    return known;
  };
  return {
    async begin(returnUrl) {
      const config = await configuration();
      const pending: PendingSignIn = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        codeVerifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: returnUrl,
        scope: SCOPE,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(pending.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, pending };
    },
    async finish(url, { state, nonce, codeVerifier }) {
      const config = await configuration();
      const tokens = await client.authorizationCodeGrant(config, new URL(url), {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: codeVerifier,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) return undefined;
      // Some providers put the address into the token, others tell it when asked.
      return (
        vouchedBy(claims) ??
        vouchedBy(await client.fetchUserInfo(config, tokens.access_token, claims.sub))
      );
    },
  };
}

async function discover(options: ProviderOptions): Promise<client.Configuration> {
  const issuer = new URL(options.issuer);
  const config = await client.discovery(
    issuer,
    options.clientId,
    undefined,
    client.ClientSecretBasic(options.clientSecret),
    {
      timeout: TIMEOUT_SECONDS,
      // The configuration allows http on this machine alone.
      execute: issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    },
  );
  config.timeout = TIMEOUT_SECONDS;
  // The signature of the token is checked too, and not only the connection that it came by.
  client.enableNonRepudiationChecks(config);
  return config;
}

/** An address that anybody could have claimed there is worth nothing here. */
function vouchedBy(claims: Readonly<Record<string, unknown>>): Vouched {
  const { email, email_verified: isVerified } = claims;
  return typeof email === 'string' && isVerified === true ? { email } : undefined;
}
