/** The only reader of the environment. What it returns is checked, complete and frozen. */
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type Cidr, parseCidrs } from './delivery/target.ts';

export type Config = {
  readonly host: string;
  readonly port: number;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Undefined: the embedded database. */
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  /** Empty: to be made and kept in the data directory (embedded database only). */
  readonly masterKeys: readonly Buffer[];
  readonly callbackNetworks: readonly Cidr[];
  /** Addresses or CIDRs of proxies whose forwarded headers count. */
  readonly trustProxy: readonly string[];
  readonly logLevel: LogLevel;
  /** Opens /metrics on the main listener to whoever sends it as a bearer token. */
  readonly metricsToken: string | undefined;
  /** Who else may say who somebody is, by OpenID Connect. */
  readonly oidc: OidcConfig | undefined;
  /** Who runs this centre, for the small print of the pages. */
  readonly operator: { readonly name: string; readonly contact: string | undefined };
};

export type OidcConfig = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
};

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export type Environment = Readonly<Record<string, string | undefined>>;

/** A variable that is wrong or missing; the message names it and says what it should be. */
export class ConfigError extends Error {
  constructor(variable: string, expected: string) {
    super(`${variable} ${expected}`);
    this.name = 'ConfigError';
  }
}

/** The configuration of this process; `defaults` stand in for variables that are not set. */
export function currentConfig(defaults: Environment = {}): Config {
  return readConfig({ ...defaults, ...process.env });
}

/** Reads and checks every variable; throws {@link ConfigError} at the first that is wrong. */
export function readConfig(environment: Environment): Config {
  const host = environment.PAYCENTER_HOST || '127.0.0.1';
  const port = readPort(environment.PAYCENTER_PORT || '3370');
  const databaseUrl = readDatabaseUrl(environment.DATABASE_URL);
  const masterKeys = readMasterKeys(environment.PAYCENTER_MASTER_KEY);
  if (databaseUrl !== undefined && masterKeys.length === 0) {
    throw new ConfigError(
      'PAYCENTER_MASTER_KEY',
      'must be given when DATABASE_URL is: 32 random bytes in base64, such as `openssl rand -base64 32` prints.',
    );
  }
  return Object.freeze({
    host,
    port,
    publicUrl: readPublicUrl(environment.PAYCENTER_PUBLIC_URL, host, port),
    databaseUrl,
    dataDir: resolve(environment.PAYCENTER_DATA_DIR || '.paycenter'),
    masterKeys,
    callbackNetworks: readNetworks(environment.PAYCENTER_CALLBACK_NETWORKS),
    trustProxy: readProxies(environment.PAYCENTER_TRUST_PROXY),
    logLevel: readLogLevel(environment.PAYCENTER_LOG_LEVEL || 'info'),
    metricsToken: environment.PAYCENTER_METRICS_TOKEN || undefined,
    oidc: readOidc(environment),
    operator: Object.freeze({
      name: environment.PAYCENTER_OPERATOR_NAME || 'PayCenter',
      contact: environment.PAYCENTER_OPERATOR_CONTACT || undefined,
    }),
  });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port < 1 || port > 65_535) {
    throw new ConfigError(
      'PAYCENTER_PORT',
      `must be a port number from 1 to 65535, not "${text}".`,
    );
  }
  return port;
}

function readPublicUrl(text: string | undefined, host: string, port: number): string {
  if (!text) return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const plain = url && /^https?:$/.test(url.protocol) && !url.search && !url.hash;
  if (!plain || url.username || url.password) {
    throw new ConfigError(
      'PAYCENTER_PUBLIC_URL',
      `must be an http or https address without a query, such as https://pay.example.com, not "${text}".`,
    );
  }
  return url.href.replace(/\/+$/, '');
}

function readDatabaseUrl(text: string | undefined): string | undefined {
  if (!text) return undefined;
  if (!/^postgres(ql)?:\/\//.test(text)) {
    throw new ConfigError('DATABASE_URL', 'must start with postgres:// or postgresql://.');
  }
  return text;
}

/** Keys as base64, comma-separated. Never repeats what was given: it is a secret. */
export function readMasterKeys(text: string | undefined): readonly Buffer[] {
  if (!text) return [];
  return text.split(',').map((part) => {
    const key = Buffer.from(part.trim(), 'base64');
    if (key.length !== 32) {
      throw new ConfigError(
        'PAYCENTER_MASTER_KEY',
        'must be 32 bytes in base64 (several, comma-separated, while rotating).',
      );
    }
    return key;
  });
}

function readNetworks(text: string | undefined): readonly Cidr[] {
  try {
    return parseCidrs(text ?? '');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError('PAYCENTER_CALLBACK_NETWORKS', `must be CIDRs, comma-separated: ${why}`);
  }
}

function readProxies(text: string | undefined): readonly string[] {
  if (!text) return [];
  try {
    parseCidrs(text);
  } catch {
    throw new ConfigError(
      'PAYCENTER_TRUST_PROXY',
      `must be addresses or CIDRs, comma-separated, not "${text}".`,
    );
  }
  return text.split(',').map((part) => part.trim());
}

const OIDC_VARIABLES = [
  'PAYCENTER_OIDC_ISSUER',
  'PAYCENTER_OIDC_CLIENT_ID',
  'PAYCENTER_OIDC_CLIENT_SECRET',
] as const;

/** All three, or none. Tokens must not travel in the clear, except within this machine. */
function readOidc(environment: Environment): OidcConfig | undefined {
  const missing = OIDC_VARIABLES.filter((name) => !environment[name]);
  if (missing.length === OIDC_VARIABLES.length) return undefined;
  const [first] = missing;
  if (first !== undefined) {
    throw new ConfigError(first, `must be given when one of ${OIDC_VARIABLES.join(', ')} is.`);
  }
  const [issuer = '', clientId = '', clientSecret = ''] = OIDC_VARIABLES.map(
    (name) => environment[name],
  );
  const url = URL.parse(issuer);
  const isLocal = url?.protocol === 'http:' && /^(localhost|127\..*|\[::1\])$/.test(url.hostname);
  if (url?.protocol !== 'https:' && !isLocal) {
    throw new ConfigError(
      'PAYCENTER_OIDC_ISSUER',
      `must be the https address of an identity provider, such as https://login.example.com, not "${issuer}".`,
    );
  }
  return Object.freeze({ issuer, clientId, clientSecret });
}

function readLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((each) => each === text);
  if (!level) {
    throw new ConfigError('PAYCENTER_LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}.`);
  }
  return level;
}
