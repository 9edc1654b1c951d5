/** Which address is which page. Pages come when they are opened; filters are part of the address. */
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';
import { asText, readSearch, writeSearch } from './query/search.ts';
import { Fault, NotFound, Root } from './shell/root.tsx';

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Root,
  notFoundComponent: NotFound,
  // The app that is looked at stays chosen from page to page.
  validateSearch: (search): { app?: string } => asText(search, ['app']),
  search: { middlewares: [retainSearchParams(['app'])] },
});

const at = <const Path extends string>(path: Path) => ({ getParentRoute: () => root, path });

const home = createRoute({
  ...at('/'),
  validateSearch: (search) => asText(search, ['from', 'to', 'test', 'error']),
  component: lazyRouteComponent(() => import('./pages/home/home-page.tsx'), 'HomePage'),
});

const payments = createRoute({
  ...at('/payments'),
  validateSearch: (search) =>
    asText(search, [
      ...(['q', 'state', 'channel', 'currency', 'amount_min', 'amount_max'] as const),
      ...(['from', 'to', 'test', 'needs_person'] as const),
    ]),
  component: lazyRouteComponent(() => import('./pages/payments/payments-page.tsx'), 'PaymentsPage'),
});

const payment = createRoute({
  ...at('/payments/$transId'),
  component: lazyRouteComponent(() => import('./pages/payment/payment-page.tsx'), 'PaymentPage'),
});

const refunds = createRoute({
  ...at('/refunds'),
  validateSearch: (search) => asText(search, ['state']),
  component: lazyRouteComponent(() => import('./pages/refunds/refunds-page.tsx'), 'RefundsPage'),
});

const disputes = createRoute({
  ...at('/disputes'),
  validateSearch: (search) => asText(search, ['state']),
  component: lazyRouteComponent(() => import('./pages/disputes/disputes-page.tsx'), 'DisputesPage'),
});

const callbacks = createRoute({
  ...at('/callbacks'),
  validateSearch: (search) => asText(search, ['state', 'endpoint', 'from', 'to']),
  component: lazyRouteComponent(
    () => import('./pages/callbacks/callbacks-page.tsx'),
    'CallbacksPage',
  ),
});

const callback = createRoute({
  ...at('/callbacks/$callbackId'),
  component: lazyRouteComponent(
    () => import('./pages/callbacks/callback-page.tsx'),
    'CallbackPage',
  ),
});

const ledger = createRoute({
  ...at('/ledger'),
  validateSearch: (search) => asText(search, ['from', 'to']),
  component: lazyRouteComponent(() => import('./pages/ledger/ledger-page.tsx'), 'LedgerPage'),
});

const apps = createRoute({
  ...at('/apps'),
  component: lazyRouteComponent(() => import('./pages/apps/apps-page.tsx'), 'AppsPage'),
});

const app = createRoute({
  ...at('/apps/$appId'),
  component: lazyRouteComponent(() => import('./pages/app/app-page.tsx'), 'AppPage'),
});

const users = createRoute({
  ...at('/users'),
  component: lazyRouteComponent(() => import('./pages/users/users-page.tsx'), 'UsersPage'),
});

const keys = createRoute({
  ...at('/api-keys'),
  component: lazyRouteComponent(() => import('./pages/api-keys/api-keys-page.tsx'), 'ApiKeysPage'),
});

const audit = createRoute({
  ...at('/audit-log'),
  validateSearch: (search) => asText(search, ['action', 'actor_id', 'from', 'to']),
  component: lazyRouteComponent(() => import('./pages/audit-log/audit-log-page.tsx'), 'AuditPage'),
});

const account = createRoute({
  ...at('/account'),
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
});

const tree = root.addChildren([
  ...([home, payments, payment, refunds, disputes, callbacks, callback] as const),
  ...([ledger, apps, app, users, keys, audit, account] as const),
]);

export function createConsoleRouter(queries: QueryClient) {
  return createRouter({
    routeTree: tree,
    basepath: '/console',
    context: { queries },
    defaultPreload: 'intent',
    defaultErrorComponent: Fault,
    scrollRestoration: true,
    parseSearch: readSearch,
    stringifySearch: writeSearch,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>;
  }
}
