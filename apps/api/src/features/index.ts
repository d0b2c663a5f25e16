import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';
import { registerApiTokens } from './api-tokens/api-tokens.routes.ts';
import { registerAuditEvents } from './audit-events/audit-events.routes.ts';
import { registerEnrolment } from './enrolment/enrolment.routes.ts';
import { registerMe } from './me/me.routes.ts';
import { registerOrganisation } from './organisation/organisation.routes.ts';
import { registerReports } from './reports/reports.routes.ts';
import { registerSessions } from './sessions/sessions.routes.ts';
import { registerUsers } from './users/users.routes.ts';

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
];

/** Registers all features, in the order of the list. */
export async function registerFeatures(app: App, deps: Deps): Promise<void> {
  for (const feature of FEATURES) await feature(app, deps);
}
