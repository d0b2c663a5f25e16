import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { FullProblem } from './components/problem.tsx';
import { OverviewPage } from './pages/overview/overview-page.tsx';
import { localPath } from './session/local-path.ts';
import { restoreSession } from './session/session.ts';
import { NotFoundPage } from './shell/not-found.tsx';
import { Shell } from './shell/shell.tsx';

/** Members of the address's query that a page knows, as text; anything else is dropped. */
function searchOf<Key extends string>(...keys: Key[]) {
  return (raw: Record<string, unknown>): Partial<Record<Key, string>> => {
    const known = keys.flatMap((key) => {
      const value = raw[key];
      const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return isText && value !== '' ? [[key, String(value)]] : [];
    });
    return Object.fromEntries(known) as Partial<Record<Key, string>>;
  };
}

const root = createRootRoute({ notFoundComponent: NotFoundPage, errorComponent: FullProblem });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (raw: Record<string, unknown>): { to?: string } => searchOf('to')(raw),
  beforeLoad: async ({ search }) => {
    const { state } = await restoreSession();
    if (state === 'signed-in') throw redirect({ href: localPath(search.to) });
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/sign-in-page.tsx'), 'SignInPage'),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location }) => {
    const { state } = await restoreSession();
    if (state !== 'signed-in') throw redirect({ to: '/sign-in', search: { to: location.href } });
  },
  component: Shell,
});

const getParentRoute = () => signedIn;

const pages = [
  createRoute({
    getParentRoute,
    path: '/',
    // With the console's own script: it is what most openings begin with.
    component: OverviewPage,
  }),
  createRoute({
    getParentRoute,
    path: '/devices',
    validateSearch: searchOf(
      'q',
      'verdict',
      'state',
      'vendor',
      'ownership',
      'unitId',
      'subUnits',
      'personId',
      'tag',
      'group',
      'model',
      'imei',
      'reported',
      'sort',
    ),
    component: lazyRouteComponent(() => import('./pages/devices/devices-page.tsx'), 'DevicesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/devices/$deviceId',
    validateSearch: searchOf('finding'),
    component: lazyRouteComponent(() => import('./pages/device/device-page.tsx'), 'DevicePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/devices/$deviceId/reports/$reportId',
    validateSearch: searchOf('pointer'),
    component: lazyRouteComponent(() => import('./pages/report/report-page.tsx'), 'ReportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/findings',
    validateSearch: searchOf(
      'q',
      'status',
      'severity',
      'ruleType',
      'policy',
      'ruleId',
      'vendor',
      'unitId',
      'subject',
      'country',
    ),
    component: lazyRouteComponent(() => import('./pages/findings/findings-page.tsx'), 'FindingsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/apps',
    validateSearch: searchOf('q', 'unitId'),
    component: lazyRouteComponent(() => import('./pages/inventory/apps-page.tsx'), 'AppsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/apps/$package',
    component: lazyRouteComponent(() => import('./pages/inventory/app-devices-page.tsx'), 'AppDevicesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations',
    validateSearch: searchOf('q', 'country', 'unitId', 'network'),
    component: lazyRouteComponent(() => import('./pages/inventory/destinations-page.tsx'), 'DestinationsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/destinations/$destinationId',
    validateSearch: searchOf('host'),
    component: lazyRouteComponent(
      () => import('./pages/inventory/destination-devices-page.tsx'),
      'DestinationDevicesPage',
    ),
  }),
  createRoute({
    getParentRoute,
    path: '/advisories',
    validateSearch: searchOf('state', 'severity', 'acknowledged', 'needsReview', 'personId', 'unitId'),
    component: lazyRouteComponent(() => import('./pages/advisories/advisories-page.tsx'), 'AdvisoriesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/advisories/$advisoryId',
    component: lazyRouteComponent(() => import('./pages/advisories/advisory-page.tsx'), 'AdvisoryPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/policies',
    validateSearch: searchOf('banHost', 'banApp'),
    component: lazyRouteComponent(() => import('./pages/policies/policies-page.tsx'), 'PoliciesPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/policies/$name',
    validateSearch: searchOf('version', 'tab'),
    component: lazyRouteComponent(() => import('./pages/policies/policy-page.tsx'), 'PolicyPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/enrol',
    validateSearch: searchOf('ends'),
    component: lazyRouteComponent(() => import('./pages/enrol/enrol-page.tsx'), 'EnrolPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/import',
    validateSearch: searchOf('kind'),
    component: lazyRouteComponent(() => import('./pages/import/import-page.tsx'), 'ImportPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/people',
    validateSearch: searchOf('q', 'unitId', 'sponsorId'),
    component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
  }),
  createRoute({
    getParentRoute,
    path: '/units',
    component: lazyRouteComponent(() => import('./pages/units/units-page.tsx'), 'UnitsPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/audit',
    validateSearch: searchOf('q', 'action', 'actorKind', 'targetId', 'from', 'to'),
    component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
  }),
  createRoute({
    getParentRoute,
    path: '/settings',
    validateSearch: searchOf('tab', 'kind', 'entry', 'q', 'ends'),
    component: lazyRouteComponent(() => import('./pages/settings/settings-page.tsx'), 'SettingsPage'),
  }),
] as const;

export const router = createRouter({
  routeTree: root.addChildren([signIn, signedIn.addChildren(pages)]),
  defaultPreload: 'intent',
  defaultErrorComponent: FullProblem,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
