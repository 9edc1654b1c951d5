/** Who may do what: one table for the console, the API and its keys. */

export const ROLES = ['admin', 'operator', 'support', 'finance', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

type PermissionRule = {
  /** What it lets somebody do, after "may". */
  readonly about: string;
  readonly roles: readonly Role[];
  /**
   * `app`: about one app, so also for people limited to some apps, and for API keys. `person`: the same
   * without keys, which must not make more keys. `centre`: about all apps at once, so only for people
   * who are not limited.
   */
  readonly reach: 'app' | 'person' | 'centre';
};

const LOOKING = { roles: ROLES, reach: 'app' } as const;
const RUNNING = { roles: ['admin', 'operator'], reach: 'app' } as const;
const MONEY = { roles: ['admin', 'operator', 'finance'], reach: 'app' } as const;
const RULING = ['admin'] as const;

/** Every permission with the roles that have it. An operation names one of these. */
export const PERMISSIONS = {
  'payments:view': { about: 'see payments, refunds, disputes, events and statistics', ...LOOKING },
  'payments:export': { about: 'export payments', ...MONEY },
  'payments:create': { about: 'open payments', ...RUNNING },
  'payments:note': {
    about: 'write notes on payments',
    roles: ['admin', 'operator', 'support', 'finance'],
    reach: 'app',
  },
  'payments:settle': { about: 'decide payments that are in review', ...RUNNING, reach: 'person' },
  'refunds:create': { about: 'refund payments', ...MONEY },
  'refunds:approve': { about: 'approve refunds that others asked for', ...MONEY, reach: 'person' },
  'refunds:limit': {
    about: 'set from what amount on refunds need a second person',
    roles: RULING,
    reach: 'person',
  },
  'callbacks:resend': {
    about: 'send callbacks again',
    roles: ['admin', 'operator', 'support'],
    reach: 'app',
  },
  'ledger:view': { about: 'see balances and statements', ...LOOKING },
  'ledger:export': { about: 'export statements', ...MONEY },
  'apps:view': { about: 'see apps, their addresses and channels', ...LOOKING },
  'apps:create': { about: 'make apps', roles: ['admin', 'operator'], reach: 'centre' },
  'apps:change': { about: 'change apps, their addresses and secrets', ...RUNNING, reach: 'person' },
  'channels:change': { about: 'set up channels of apps', ...RUNNING, reach: 'person' },
  'keys:manage': { about: 'make and revoke API keys', roles: RULING, reach: 'person' },
  'audit:view': { about: 'read the audit log', roles: RULING, reach: 'person' },
  'users:manage': { about: 'manage users', roles: RULING, reach: 'centre' },
} as const satisfies Record<string, PermissionRule>;

export type Permission = keyof typeof PERMISSIONS;

const NAMES = Object.keys(PERMISSIONS) as readonly Permission[];

/** What an API key can be given. */
export const KEY_SCOPES = NAMES.filter((name) => PERMISSIONS[name].reach === 'app');

/** The apps that somebody may see; null for all. */
export type Apps = readonly string[] | null;

/** Whoever asks, known and permitted to be here: a person with a session, or a machine with a key. */
export type Caller = {
  readonly kind: 'user' | 'key';
  readonly id: string;
  /** The user: the one who has signed in, or made the key. */
  readonly responsibleId: string;
  /** An e-mail address, or the name that the key was given. */
  readonly name: string;
  readonly apps: Apps;
  readonly permissions: ReadonlySet<Permission>;
};

/** What a role may do; somebody who is limited to some apps has no say about the centre as a whole. */
export function permissionsOf(role: Role, apps: Apps): ReadonlySet<Permission> {
  return new Set(
    NAMES.filter((name) => {
      const { roles, reach }: PermissionRule = PERMISSIONS[name];
      return roles.includes(role) && (apps === null || reach !== 'centre');
    }),
  );
}

/** The scopes of a key that still mean something; words of another version mean nothing. */
export function permissionsOfKey(scopes: readonly string[]): ReadonlySet<Permission> {
  return new Set(KEY_SCOPES.filter((name) => scopes.includes(name)));
}

export function parseRole(text: string): Role | undefined {
  return ROLES.find((role) => role === text);
}

export function seesApp(apps: Apps, appId: string): boolean {
  return apps === null || apps.includes(appId);
}

/** Who did something, as the audit log keeps it. */
export type Actor = {
  readonly kind: 'user' | 'key' | 'cli' | 'system';
  readonly id: string | null;
  readonly name: string;
  /** Where the request came from. */
  readonly address: string | null;
};

/** What happens by itself, as when the demo makes its shop. */
export const SYSTEM: Actor = { kind: 'system', id: null, name: 'PayCenter', address: null };

export function actorOf(caller: Caller, address: string): Actor {
  return { kind: caller.kind, id: caller.id, name: caller.name, address };
}
