/** Every page by its address. Each is loaded when somebody goes there. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';
import { readCallbackSearch } from '../pages/callbacks/search.ts';
import { readPaymentSearch } from '../pages/payments/search.ts';
import { NotFound } from './not-found.tsx';
import { Shell } from './shell.tsx';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotFound,
  // The app that one looks at stays the same from page to page.
  validateSearch: ({ app }: Record<string, unknown>): { app?: string | undefined } =>
    typeof app === 'string' ? { app } : {},
  search: { middlewares: [retainSearchParams(['app'])] },
});

const under = { getParentRoute: () => root } as const;

const payments = createRoute({
  ...under,
  path: '/payments',
  validateSearch: readPaymentSearch,
  component: lazyRouteComponent(
    () => import('../pages/payments/payments-page.tsx'),
    'PaymentsPage',
  ),
});

const payment = createRoute({
  ...under,
  path: '/payments/$transId',
  component: lazyRouteComponent(() => import('../pages/payment/payment-page.tsx'), 'PaymentPage'),
});

const home = createRoute({
  ...under,
  path: '/',
  component: lazyRouteComponent(() => import('../pages/home/home-page.tsx'), 'HomePage'),
});

const callbacks = createRoute({
  ...under,
  path: '/callbacks',
  validateSearch: readCallbackSearch,
  component: lazyRouteComponent(
    () => import('../pages/callbacks/callbacks-page.tsx'),
    'CallbacksPage',
  ),
});

const callback = createRoute({
  ...under,
  path: '/callbacks/$callbackId',
  component: lazyRouteComponent(
    () => import('../pages/callback/callback-page.tsx'),
    'CallbackPage',
  ),
});

const disputes = createRoute({
  ...under,
  path: '/disputes',
  component: lazyRouteComponent(
    () => import('../pages/disputes/disputes-page.tsx'),
    'DisputesPage',
  ),
});

const approvals = createRoute({
  ...under,
  path: '/approvals',
  component: lazyRouteComponent(
    () => import('../pages/approvals/approvals-page.tsx'),
    'ApprovalsPage',
  ),
});

const ledger = createRoute({
  ...under,
  path: '/ledger',
  component: lazyRouteComponent(() => import('../pages/ledger/ledger-page.tsx'), 'LedgerPage'),
});

const apps = createRoute({
  ...under,
  path: '/apps',
  component: lazyRouteComponent(() => import('../pages/apps/apps-page.tsx'), 'AppsPage'),
});

const app = createRoute({
  ...under,
  path: '/apps/$appId',
  component: lazyRouteComponent(() => import('../pages/app/app-page.tsx'), 'AppPage'),
});

const users = createRoute({
  ...under,
  path: '/users',
  component: lazyRouteComponent(() => import('../pages/users/users-page.tsx'), 'UsersPage'),
});

const keys = createRoute({
  ...under,
  path: '/api-keys',
  component: lazyRouteComponent(() => import('../pages/api-keys/keys-page.tsx'), 'KeysPage'),
});

const audit = createRoute({
  ...under,
  path: '/audit-log',
  component: lazyRouteComponent(() => import('../pages/audit-log/audit-page.tsx'), 'AuditPage'),
});

const account = createRoute({
  ...under,
  path: '/account',
  component: lazyRouteComponent(() => import('../pages/account/account-page.tsx'), 'AccountPage'),
});

const routes = [
  ...[home, payments, payment, callbacks, callback, disputes, approvals],
  ...[ledger, apps, app, users, keys, audit, account],
] as const;

export const router = createRouter({
  routeTree: root.addChildren(routes),
  basepath: '/console',
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
