/** What the page's policy asks of style tags: the server writes it into every answer. */
const element = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');

export function styleNonce(): string {
  return element?.nonce ?? '';
}
