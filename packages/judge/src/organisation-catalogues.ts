import { type Catalogue, type CatalogueOverrides, withOverrides } from '@cordon/policy';

/** The catalogue as each organisation sees it, built once for each set of own entries. */
export interface OrganisationCatalogues {
  /** The catalogue with the entries that `digest` stands for; null: the built-in one. `undefined`: not built yet. */
  get(digest: string | null): Catalogue | undefined;
  /** Builds a catalogue and keeps it; the least recently used one gives way. */
  add(digest: string | null, overrides: CatalogueOverrides): Catalogue;
}

/** Makes the catalogues of a process from the built-in one. */
export function createOrganisationCatalogues(base: Catalogue, maxCatalogues = 32): OrganisationCatalogues {
  const catalogues = new Map<string, Catalogue>();
  const keep = (digest: string, catalogue: Catalogue): Catalogue => {
    catalogues.delete(digest);
    catalogues.set(digest, catalogue);
    const oldest = catalogues.keys().next().value;
    if (catalogues.size > maxCatalogues && oldest !== undefined) catalogues.delete(oldest);
    return catalogue;
  };
  return {
    get: (digest) => {
      if (digest === null) return base;
      const catalogue = catalogues.get(digest);
      return catalogue && keep(digest, catalogue);
    },
    add: (digest, overrides) => (digest === null ? base : keep(digest, withOverrides(base, overrides))),
  };
}
