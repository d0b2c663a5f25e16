import { listOrganisationIds, markAnnounced, raiseEpochOf, registerFact } from '@cordon/db';
import type { JudgeDeps } from './deps.ts';
import { isCurrent } from './reference-data.ts';

type RegisterDeps = Pick<JudgeDeps, 'database' | 'clock' | 'catalogue' | 'placeDatabaseDate' | 'logger'>;

/**
 * Registers this process's catalogue and IP database where they are newer than the registered ones, and then raises
 * every organisation's epoch, so that all devices are judged again. A process that dies in between leaves it to the next.
 *
 * @returns whether this process may judge; `false`: it brings older reference data than the registered
 */
export async function registerReferenceData(deps: RegisterDeps): Promise<boolean> {
  const { database, clock } = deps;
  const now = clock.now();
  const date = deps.placeDatabaseDate ?? '';
  const { version } = deps.catalogue;
  const place = await registerFact(database, 'ip-database', { date }, (known) => String(known.date) < date, now);
  const catalogue = await registerFact(
    database,
    'catalogue',
    { version },
    (known) => isNewer(version, known.version),
    now,
  );
  if (!place.isAnnounced || !catalogue.isAnnounced) await announce(deps);
  return isCurrent(
    {
      placeDatabase: { date: String(place.date), inForceSince: place.inForceSince },
      catalogue: { version: String(catalogue.version), inForceSince: catalogue.inForceSince },
    },
    deps,
  );
}

async function announce({ database, clock, logger }: RegisterDeps): Promise<void> {
  const organisations = await listOrganisationIds(database);
  for (const organisationId of organisations) await raiseEpochOf(database, organisationId, clock.now());
  await markAnnounced(database, ['ip-database', 'catalogue']);
  logger.info(
    { organisations: organisations.length },
    'catalogue and IP database registered; all devices will be judged again',
  );
}

/** A catalogue's version begins with the date of its newest entry; of one date, the one that starts last counts. */
function isNewer(version: string, registered: unknown): boolean {
  const dateOf = (text: string) => text.slice(0, 10);
  return version !== registered && dateOf(version) >= dateOf(String(registered));
}
