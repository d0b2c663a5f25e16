import type { ReferenceData } from '@cordon/db';
import type { JudgeDeps } from './deps.ts';

/**
 * Whether a process may judge: its catalogue and IP database are those registered for this server. What is not
 * registered yet (no worker has started) is taken as it is.
 */
export function isCurrent(reference: ReferenceData, own: Pick<JudgeDeps, 'catalogue' | 'placeDatabaseDate'>): boolean {
  const { catalogue, placeDatabase } = reference;
  const isSameCatalogue = catalogue === undefined || catalogue.version === own.catalogue.version;
  const isSameDatabase = placeDatabase === undefined || placeDatabase.date === (own.placeDatabaseDate ?? '');
  return isSameCatalogue && isSameDatabase;
}
