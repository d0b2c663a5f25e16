import type { Permission } from '../api/types.ts';

interface Entry {
  to:
    | '/'
    | '/devices'
    | '/findings'
    | '/advisories'
    | '/apps'
    | '/destinations'
    | '/policies'
    | '/enrol'
    | '/people'
    | '/units'
    | '/audit'
    | '/settings';
  label: string;
  /** Needed to see anything there; absent: everybody has something to see. */
  permission?: Permission;
}

/** What the navigation offers, in order, in groups. */
export const NAVIGATION: readonly { label: string; entries: readonly Entry[] }[] = [
  {
    label: 'Fleet',
    entries: [
      { to: '/', label: 'Overview', permission: 'devices:read' },
      { to: '/devices', label: 'Devices', permission: 'devices:read' },
      { to: '/findings', label: 'Findings', permission: 'findings:read' },
      { to: '/advisories', label: 'Advisories', permission: 'advisories:read' },
      { to: '/apps', label: 'Apps', permission: 'devices:read' },
      { to: '/destinations', label: 'Destinations', permission: 'devices:read' },
    ],
  },
  {
    label: 'Rules and people',
    entries: [
      { to: '/policies', label: 'Policies', permission: 'policies:read' },
      { to: '/enrol', label: 'Enrol', permission: 'enrolment-tokens:read' },
      { to: '/people', label: 'People', permission: 'people:read' },
      { to: '/units', label: 'Units', permission: 'units:read' },
    ],
  },
  {
    label: 'Administration',
    entries: [
      { to: '/audit', label: 'Audit', permission: 'audit-events:read' },
      { to: '/settings', label: 'Settings' },
    ],
  },
];
