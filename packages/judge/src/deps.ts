import type { Database } from '@cordon/db';
import type { Catalogue, PlaceOf } from '@cordon/policy';
import type { Clock, Logger, Queues } from '@cordon/runtime';
import type { OrganisationCatalogues } from './organisation-catalogues.ts';
import type { RulesCache } from './rules-cache.ts';

/** What judging needs. */
export interface JudgeDeps {
  database: Database;
  queues: Pick<Queues, 'enqueue'>;
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  /** The built-in catalogue. */
  catalogue: Catalogue;
  /** The same with each organisation's own entries, kept from one batch to the next. */
  catalogues: OrganisationCatalogues;
  placeOf: PlaceOf;
  /** ISO date of the IP database. */
  placeDatabaseDate?: string;
  /** Whether rules with `asns` can be judged here. */
  hasAsnDatabase: boolean;
  /** Compiled policies, kept from one batch to the next. */
  rules: RulesCache;
  /** Its host names the Message-IDs of what is to be mailed. */
  publicUrl: string;
}
