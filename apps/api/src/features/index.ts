import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';
import { registerAdvisories } from './advisories/advisories.routes.ts';
import { registerApiTokens } from './api-tokens/api-tokens.routes.ts';
import { registerAuditEvents } from './audit-events/audit-events.routes.ts';
import { registerCatalogue } from './catalogue/catalogue.routes.ts';
import { registerConsole } from './console/console.routes.ts';
import { registerDeliveries } from './deliveries/deliveries.routes.ts';
import { registerDeviceKeys } from './device-keys/device-keys.routes.ts';
import { registerDevicePolicy } from './device-policy/device-policy.routes.ts';
import { registerDeviceStatus } from './device-status/device-status.routes.ts';
import { registerDevices } from './devices/devices.routes.ts';
import { registerEnrolment } from './enrolment/enrolment.routes.ts';
import { registerEnrolmentTokens } from './enrolment-tokens/enrolment-tokens.routes.ts';
import { registerEvents } from './events/events.routes.ts';
import { registerFindings } from './findings/findings.routes.ts';
import { registerImports } from './imports/imports.routes.ts';
import { registerInventory } from './inventory/inventory.routes.ts';
import { registerMe } from './me/me.routes.ts';
import { registerOrganisation } from './organisation/organisation.routes.ts';
import { registerOverview } from './overview/overview.routes.ts';
import { registerPeople } from './people/people.routes.ts';
import { registerPersonalPages } from './personal-pages/personal-pages.routes.ts';
import { registerPolicies } from './policies/policies.routes.ts';
import { registerReports } from './reports/reports.routes.ts';
import { registerSessions } from './sessions/sessions.routes.ts';
import { registerUnits } from './units/units.routes.ts';
import { registerUsers } from './users/users.routes.ts';
import { registerVerdicts } from './verdicts/verdicts.routes.ts';

/** A feature registers its routes; it uses other features' services, never their routes. */
export type Feature = (app: App, deps: Deps) => void | Promise<void>;

const FEATURES: readonly Feature[] = [
  registerAuditEvents,
  registerOrganisation,
  registerApiTokens,
  registerUsers,
  registerSessions,
  registerMe,
  registerReports,
  registerEnrolment,
  registerDeviceKeys,
  registerDevicePolicy,
  registerDeviceStatus,
  registerUnits,
  registerPeople,
  registerImports,
  registerEnrolmentTokens,
  registerDevices,
  registerInventory,
  registerOverview,
  registerEvents,
  registerPolicies,
  registerCatalogue,
  registerFindings,
  registerAdvisories,
  registerDeliveries,
  registerVerdicts,
  registerPersonalPages,
  registerConsole,
];

/** Registers all features, in the order of the list. */
export async function registerFeatures(app: App, deps: Deps): Promise<void> {
  for (const feature of FEATURES) await feature(app, deps);
}
