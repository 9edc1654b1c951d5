/** Where one can go, for the side bar and the command palette. */
import {
  IconApps,
  IconArrowBackUp,
  IconBook2,
  IconCreditCard,
  IconGavel,
  IconHistory,
  IconHome,
  IconKey,
  type IconProps,
  IconSend,
  IconUser,
  IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type { Permission } from '../api/shapes.ts';
import type { Key } from '../i18n/en.ts';

export type Place = {
  readonly to:
    | '/'
    | '/payments'
    | '/refunds'
    | '/disputes'
    | '/callbacks'
    | '/ledger'
    | '/apps'
    | '/users'
    | '/api-keys'
    | '/audit-log'
    | '/account';
  readonly word: Key;
  readonly icon: ComponentType<IconProps>;
  readonly needs?: Permission;
  /** `g` and this letter go there. */
  readonly letter: string;
};

export const PLACES: readonly Place[] = [
  { to: '/', word: 'nav.home', icon: IconHome, letter: 'h' },
  { to: '/payments', word: 'nav.payments', icon: IconCreditCard, letter: 'p' },
  { to: '/refunds', word: 'nav.refunds', icon: IconArrowBackUp, letter: 'r' },
  { to: '/disputes', word: 'nav.disputes', icon: IconGavel, letter: 'd' },
  { to: '/callbacks', word: 'nav.callbacks', icon: IconSend, letter: 'c' },
  { to: '/ledger', word: 'nav.ledger', icon: IconBook2, letter: 'l', needs: 'ledger:view' },
  { to: '/apps', word: 'nav.apps', icon: IconApps, letter: 'a', needs: 'apps:view' },
  { to: '/users', word: 'nav.users', icon: IconUsers, letter: 'u', needs: 'users:manage' },
  { to: '/api-keys', word: 'nav.keys', icon: IconKey, letter: 'k', needs: 'keys:manage' },
  { to: '/audit-log', word: 'nav.audit', icon: IconHistory, letter: 't', needs: 'audit:view' },
];

export const OWN_PLACE: Place = {
  to: '/account',
  word: 'nav.account',
  icon: IconUser,
  letter: 'm',
};
