import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';
import { registerReports } from './reports/reports.routes.ts';

/** A feature registers its routes; it uses other features' services, never their routes. */
export type Feature = (app: App, deps: Deps) => void | Promise<void>;

const FEATURES: readonly Feature[] = [registerReports];

/** Registers all features, in the order of the list. */
export async function registerFeatures(app: App, deps: Deps): Promise<void> {
  for (const feature of FEATURES) await feature(app, deps);
}
