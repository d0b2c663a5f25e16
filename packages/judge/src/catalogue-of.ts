import { findOverridesDigest, readOwnCatalogue, type Tx } from '@cordon/db';
import type { Catalogue } from '@cordon/policy';
import type { OrganisationCatalogues } from './organisation-catalogues.ts';

/** The catalogue as an organisation sees it now: the built-in one with the organisation's own entries. */
export async function catalogueOf(
  tx: Tx,
  { catalogues }: { catalogues: OrganisationCatalogues },
  organisationId: string,
): Promise<Catalogue> {
  const known = catalogues.get(await findOverridesDigest(tx, organisationId));
  if (known) return known;
  // Read again with the entries, of one instant: the entries may just have changed.
  const { digest, overrides } = await readOwnCatalogue(tx, organisationId);
  return catalogues.get(digest) ?? catalogues.add(digest, overrides);
}
