/**
 * Who may do what. A grant gives a user a role on a unit with its sub-units; a route names one permission, and answers
 * within the units where the caller holds it. Organisation-wide things need the permission on the root unit.
 */

export const PERMISSIONS = [
  'organisation:read',
  'organisation:write',
  'users:read',
  'users:write',
  'api-tokens:read',
  'api-tokens:write',
  'units:read',
  'units:write',
  'people:read',
  'people:write',
  'imports:write',
  'enrolment-tokens:read',
  'enrolment-tokens:write',
  'devices:read',
  'devices:write',
  'reports:read',
  'policies:read',
  'policies:write',
  'policies:publish',
  'findings:read',
  'findings:write',
  'advisories:read',
  'deliveries:read',
  'audit-events:read',
  'verdicts:read',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

export const ROLES = [
  'owner',
  'administrator',
  'approver',
  'auditor',
  'helpdesk',
  'security-officer',
  'commander',
] as const;
export type Role = (typeof ROLES)[number];

const READ_FLEET: readonly Permission[] = [
  'units:read',
  'people:read',
  'devices:read',
  'findings:read',
  'advisories:read',
  'verdicts:read',
];
const READ_ALL = PERMISSIONS.filter((permission) => permission.endsWith(':read'));

/** Permissions of each role. The owner alone changes the organisation and makes owners. */
export const ROLE_PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(PERMISSIONS),
  administrator: new Set(PERMISSIONS.filter((permission) => permission !== 'organisation:write')),
  approver: new Set([
    ...READ_FLEET,
    'organisation:read',
    'policies:read',
    'policies:publish',
    'reports:read',
    'deliveries:read',
  ]),
  auditor: new Set(READ_ALL),
  helpdesk: new Set([
    ...READ_FLEET,
    'people:write',
    'imports:write',
    'devices:write',
    'enrolment-tokens:read',
    'enrolment-tokens:write',
    'deliveries:read',
  ]),
  'security-officer': new Set([...READ_FLEET, 'reports:read', 'policies:read', 'deliveries:read', 'findings:write']),
  commander: new Set(READ_FLEET),
};
