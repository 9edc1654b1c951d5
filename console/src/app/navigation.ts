/** The pages by the order of an operator's day, and who sees each. */
import type { Permission } from '../api/shapes.ts';
import type { IconName } from '../parts/icon.tsx';
import type { Texts } from '../texts/texts.ts';

export type Place = {
  readonly to: string;
  readonly name: keyof Texts['nav'];
  readonly icon: IconName;
  /** Absent: everybody who is signed in. */
  readonly needs?: Permission;
  /** Pressed after `g`, from anywhere. */
  readonly key: string;
};

export const PLACES: readonly Place[] = [
  { to: '/', name: 'home', icon: 'home', needs: 'payments:view', key: 'h' },
  { to: '/payments', name: 'payments', icon: 'payments', needs: 'payments:view', key: 'p' },
  { to: '/callbacks', name: 'callbacks', icon: 'callbacks', needs: 'payments:view', key: 'c' },
  { to: '/disputes', name: 'disputes', icon: 'disputes', needs: 'payments:view', key: 'd' },
  { to: '/approvals', name: 'approvals', icon: 'approvals', needs: 'payments:view', key: 'r' },
  { to: '/ledger', name: 'ledger', icon: 'ledger', needs: 'ledger:view', key: 'l' },
  { to: '/apps', name: 'apps', icon: 'apps', needs: 'apps:view', key: 'a' },
  { to: '/users', name: 'users', icon: 'users', needs: 'users:manage', key: 'u' },
  { to: '/api-keys', name: 'keys', icon: 'keys', needs: 'keys:manage', key: 'k' },
  { to: '/audit-log', name: 'audit', icon: 'audit', needs: 'audit:view', key: 'o' },
  { to: '/account', name: 'account', icon: 'account', key: 'm' },
];
