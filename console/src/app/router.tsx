/** Every page by its address. Each is loaded when somebody goes there. */
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';
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

const routes = [payments, payment];

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
