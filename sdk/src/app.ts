import { PayCenterError } from './errors.ts';
import { signingKey } from './secret.ts';

/** Your application as PayCenter's operator registered it. */
export interface PayCenterApp {
  /** Where PayCenter is, such as `https://pay.example.com`. */
  baseUrl: string | URL;
  appId: string;
  /**
   * The `whsec_…` secret, exactly as it was printed. While it is being rotated, give several:
   * the first one signs, each of them verifies.
   */
  secret?: string | readonly string[] | undefined;
}

/**
 * The protocol's one address for this app.
 * @throws PayCenterError `configuration` when `baseUrl` is not a plain http(s) address
 */
export function endpointOf(app: Pick<PayCenterApp, 'baseUrl'>): string {
  const text = String(app.baseUrl);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new PayCenterError(
      'configuration',
      `baseUrl "${text}" is not an http(s) address. Give it as https://pay.example.com.`,
    );
  }
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new PayCenterError(
      'configuration',
      'baseUrl must not carry a user name, query or fragment. Give it as https://pay.example.com.',
    );
  }
  const folder = url.pathname.replace(/\/v2\/index\.php$/, '').replace(/\/+$/, '');
  return `${url.origin}${folder}/v2/index.php`;
}

/**
 * The app's id, looked at before anything is built from it.
 * @throws PayCenterError `configuration`
 */
export function appIdOf(app: Pick<PayCenterApp, 'appId'>): string {
  if (typeof app.appId !== 'string' || app.appId === '' || [...app.appId].length > 64) {
    throw new PayCenterError(
      'configuration',
      'appId must be the text of 1 to 64 characters that you were given for your application.',
    );
  }
  return app.appId;
}

/**
 * The app's secrets as printed, newest first; none when the app has none.
 * @throws PayCenterError `configuration` when one of them cannot be a PayCenter secret
 */
export function secretsOf(secret: PayCenterApp['secret']): readonly string[] {
  if (secret === undefined) return [];
  const secrets = typeof secret === 'string' ? [secret] : [...secret];
  for (const each of secrets) signingKey(each);
  return secrets;
}
