/** An identity provider as tests need one: it signs real tokens, and lies where it is told to. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export type Claims = Readonly<Record<string, unknown>>;

export type TestProvider = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the next token says beside, or instead of, what is right. */
  lie: Claims;
  /** What is only told when asked for it. */
  userInfo: Claims;
  /** Whose key signs: a wrong one is somebody else's. */
  signsWith: 'own' | 'foreign';
  /** A person says yes at the provider: where the browser is sent back to. */
  approve(url: string): string;
  close(): Promise<void>;
};

type Asked = { readonly nonce: string; readonly challenge: string; readonly redirectUri: string };

export async function startProvider(): Promise<TestProvider> {
  const own = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, Asked>();
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const provider: TestProvider = {
    issuer,
    clientId: 'paycenter',
    clientSecret: 'a secret between us',
    lie: {},
    userInfo: {},
    signsWith: 'own',
    approve(url) {
      const asked = new URL(url).searchParams;
      const code = randomUUID();
      const redirectUri = asked.get('redirect_uri') ?? '';
      const [nonce, challenge] = [asked.get('nonce') ?? '', asked.get('code_challenge') ?? ''];
      codes.set(code, { nonce, challenge, redirectUri });
      const back = new URL(redirectUri);
      back.searchParams.set('code', code);
      back.searchParams.set('state', asked.get('state') ?? '');
      return back.href;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function token(asked: Asked): string {
    const now = Math.floor(Date.now() / 1_000);
    const { kid, key } = { kid: 'one', key: { own, foreign }[provider.signsWith].privateKey };
    const claims = {
      ...{ iss: issuer, aud: provider.clientId, sub: 'subject-1', iat: now, exp: now + 300 },
      ...{ nonce: asked.nonce, ...provider.lie },
    };
    const head = [{ alg: 'RS256', kid }, claims].map(encoded).join('.');
    return `${head}.${sign('sha256', Buffer.from(head), key).toString('base64url')}`;
  }

  async function exchange(request: IncomingMessage) {
    const form = new URLSearchParams(await text(request));
    const secret = Buffer.from((request.headers.authorization ?? '').slice(6), 'base64').toString();
    const [id, password] = secret
      .split(':')
      .map((part) => decodeURIComponent(part ?? '').replaceAll('+', ' '));
    const asked = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const verifier = createHash('sha256').update(form.get('code_verifier') ?? '');
    const isRight =
      id === provider.clientId &&
      password === provider.clientSecret &&
      asked?.challenge === verifier.digest('base64url') &&
      asked.redirectUri === form.get('redirect_uri');
    if (!asked || !isRight) return { status: 400, body: { error: 'invalid_grant' } };
    const body = { access_token: 'access', token_type: 'Bearer', id_token: token(asked) };
    return { status: 200, body };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, body } = await route(request);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async function route(request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    switch (new URL(request.url ?? '', issuer).pathname) {
      case '/.well-known/openid-configuration':
        return { status: 200, body: metadata(issuer) };
      case '/jwks':
        return {
          status: 200,
          body: {
            keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }],
          },
        };
      case '/token':
        return exchange(request);
      case '/userinfo':
        return { status: 200, body: { sub: 'subject-1', ...provider.userInfo } };
      default:
        return { status: 404, body: {} };
    }
  }

  return provider;
}

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function metadata(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}
