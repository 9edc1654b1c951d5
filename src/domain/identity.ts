/** Somebody else who knows people: what signing in elsewhere needs of it. */

/** What has to be kept, unseen by anybody, until the browser comes back. */
export type PendingSignIn = {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
};

/** Who has come back; undefined where the provider does not vouch for an e-mail address. */
export type Vouched = { readonly email: string } | undefined;

export type IdentityProvider = {
  /**
   * Where to send the browser, which comes back to `returnUrl`; that must be registered at the provider.
   * Rejects when the provider cannot be reached.
   */
  begin(returnUrl: string): Promise<{ readonly url: string; readonly pending: PendingSignIn }>;
  /**
   * Who it is that has come back to `url`. Rejects when the answer is not the one to `pending`, or not by
   * the provider.
   */
  finish(url: string, pending: PendingSignIn): Promise<Vouched>;
};
