/**
 * Style sheets that are made while the page runs need the page's nonce, which the server put into it:
 * nothing else may add any. Some libraries ask for it by the name that bundlers gave it.
 */
const meta = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]');

export const styleNonce = meta?.nonce ?? '';

Object.assign(globalThis, { __webpack_nonce__: styleNonce });
