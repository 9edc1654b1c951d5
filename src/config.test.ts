import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ConfigError, currentConfig, type Environment, readConfig } from './config.ts';

const KEY = randomBytes(32).toString('base64');
const OTHER_KEY = randomBytes(32).toString('base64');

function refusalOf(environment: Environment): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'accepted';
}

describe('without a single variable', () => {
  test('the centre serves this machine alone, on a database of its own', () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      host: '127.0.0.1',
      port: 3370,
      publicUrl: 'http://127.0.0.1:3370',
      databaseUrl: undefined,
      masterKeys: [],
      callbackNetworks: [],
      trustProxy: [],
      logLevel: 'info',
      metricsToken: undefined,
      operator: { name: 'PayCenter', contact: undefined },
    });
    expect(config.dataDir).toMatch(/\/\.paycenter$/);
    expect(Object.isFrozen(config)).toBe(true);
  });

  test('an empty one counts as none', () => {
    const names = ['PAYCENTER_HOST', 'PAYCENTER_PORT', 'DATABASE_URL', 'PAYCENTER_LOG_LEVEL'];
    const empty = Object.fromEntries(names.map((name) => [name, '']));
    expect(readConfig(empty)).toEqual(readConfig({}));
  });
});

describe('the public address', () => {
  test.each([
    ['https://pay.example.com', 'https://pay.example.com'],
    ['https://pay.example.com///', 'https://pay.example.com'],
    ['https://example.com/pay/', 'https://example.com/pay'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('%s is kept as %s', (PAYCENTER_PUBLIC_URL, publicUrl) => {
    expect(readConfig({ PAYCENTER_PUBLIC_URL }).publicUrl).toBe(publicUrl);
  });

  test('follows host and port where none is given', () => {
    const config = readConfig({ PAYCENTER_HOST: '::1', PAYCENTER_PORT: '80' });
    expect(config.publicUrl).toBe('http://[::1]:80');
  });

  test.each([
    'pay.example.com',
    'ftp://pay.example.com',
    'javascript:alert(1)',
    'https://pay.example.com?a=1',
    'https://pay.example.com#a',
    'https://me@pay.example.com',
    'https://:secret@pay.example.com',
  ])('is not %s', (PAYCENTER_PUBLIC_URL) => {
    expect(refusalOf({ PAYCENTER_PUBLIC_URL })).toMatch('PAYCENTER_PUBLIC_URL must be');
  });
});

describe('master keys', () => {
  test('are 32 bytes in base64, the newest first', () => {
    const { masterKeys } = readConfig({ PAYCENTER_MASTER_KEY: `${KEY}, ${OTHER_KEY}` });
    expect(masterKeys.map((key) => key.toString('base64'))).toEqual([KEY, OTHER_KEY]);
  });

  test.each([
    'short',
    randomBytes(31).toString('base64'),
    `${KEY},`,
    randomBytes(32).toString('hex'),
  ])('are nothing else; what was given is not repeated (%#)', (PAYCENTER_MASTER_KEY) => {
    const refusal = refusalOf({ PAYCENTER_MASTER_KEY });
    expect(refusal).toMatch('PAYCENTER_MASTER_KEY must be 32 bytes');
    expect(refusal).not.toContain(PAYCENTER_MASTER_KEY);
  });

  test('must be given with a database that others may read', () => {
    const DATABASE_URL = 'postgres://localhost/paycenter';
    expect(refusalOf({ DATABASE_URL })).toMatch('PAYCENTER_MASTER_KEY must be given');
    expect(readConfig({ DATABASE_URL, PAYCENTER_MASTER_KEY: KEY }).databaseUrl).toBe(DATABASE_URL);
  });
});

test('networks and proxies are addresses and CIDRs', () => {
  const config = readConfig({
    PAYCENTER_CALLBACK_NETWORKS: '127.0.0.0/8, ::1/128',
    PAYCENTER_TRUST_PROXY: '10.0.0.1, 192.168.0.0/16',
  });
  expect(config.callbackNetworks).toHaveLength(2);
  expect(config.trustProxy).toEqual(['10.0.0.1', '192.168.0.0/16']);
});

test.each([
  ['PAYCENTER_PORT', '0', 'PAYCENTER_PORT must be a port number'],
  ['PAYCENTER_PORT', '65536', 'PAYCENTER_PORT must be a port number'],
  ['PAYCENTER_PORT', '8e1', 'PAYCENTER_PORT must be a port number'],
  ['PAYCENTER_PORT', ' 80', 'PAYCENTER_PORT must be a port number'],
  ['DATABASE_URL', 'mysql://localhost', 'DATABASE_URL must start with postgres'],
  ['PAYCENTER_CALLBACK_NETWORKS', 'localhost', 'PAYCENTER_CALLBACK_NETWORKS must be CIDRs'],
  ['PAYCENTER_TRUST_PROXY', 'all', 'PAYCENTER_TRUST_PROXY must be'],
  ['PAYCENTER_LOG_LEVEL', 'loud', 'PAYCENTER_LOG_LEVEL must be one of fatal, error'],
])('%s=%j is refused by name', (name, value, refusal) => {
  expect(refusalOf({ [name]: value })).toMatch(refusal);
});

test('the environment of the process comes before defaults', () => {
  const config = currentConfig({ PAYCENTER_OPERATOR_NAME: 'Demo', PATH: 'nowhere' });
  expect(config.operator.name).toBe(process.env.PAYCENTER_OPERATOR_NAME ?? 'Demo');
});

describe('the identity provider', () => {
  const all = {
    PAYCENTER_OIDC_ISSUER: 'https://login.example.com',
    PAYCENTER_OIDC_CLIENT_ID: 'paycenter',
    PAYCENTER_OIDC_CLIENT_SECRET: 'secret',
  };

  test('is given whole, or not at all', () => {
    expect(readConfig({}).oidc).toBeUndefined();
    expect(readConfig(all).oidc).toMatchObject({ issuer: 'https://login.example.com' });
    for (const name of Object.keys(all)) {
      expect(refusalOf({ ...all, [name]: '' })).toMatch(`${name} must be given`);
    }
  });

  test.each(['http://login.example.com', 'ftp://127.0.0.1', 'login.example.com'])(
    'is not spoken to in the clear: %s',
    (PAYCENTER_OIDC_ISSUER) => {
      const refusal = refusalOf({ ...all, PAYCENTER_OIDC_ISSUER });
      expect(refusal).toMatch('PAYCENTER_OIDC_ISSUER must be the https address');
    },
  );
});
