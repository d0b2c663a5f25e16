import type {
  CatalogueItem,
  CatalogueListQuery,
  CatalogueRejudges,
  CatalogueServiceEntry,
  CatalogueVendorEntry,
  Page,
} from '@cordon/contract';
import { toPage } from '@cordon/contract';
import {
  type CatalogueKind,
  countActiveDevices,
  findCatalogueOverride,
  listOwnKeys,
  listPoliciesNaming,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import type {
  Catalogue,
  CatalogueService,
  CatalogueServiceOverride,
  CatalogueVendor,
  CatalogueVendorOverride,
} from '@cordon/policy';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { isoOrNull } from '../../resources/instants.ts';
import { notFound } from '../../resources/refusals.ts';

export type CatalogueDeps = Pick<Deps, 'database' | 'clock' | 'catalogue' | 'catalogues'>;

/** Entries of a kind as the organisation sees them, by key. */
export async function findEntries(
  deps: CatalogueDeps,
  { organisationId }: Operator,
  kind: CatalogueKind,
  { limit, cursor, q, isOverridden }: CatalogueListQuery,
): Promise<Page<CatalogueItem>> {
  const { catalogue, own } = await withOrganisation(deps.database, organisationId, async (tx) => ({
    catalogue: await catalogueOf(tx, deps, organisationId),
    own: new Set((await listOwnKeys(tx, organisationId, kind)).map((row) => row.key)),
  }));
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const found = entriesOf(catalogue, kind)
    .filter(({ key }) => key > after && (isOverridden === undefined || own.has(key) === isOverridden))
    .filter((entry) => q === undefined || mentions(entry, q.toLowerCase()))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const page = toPage(found.slice(0, limit + 1), limit, (entry) => entry.key);
  const builtIn = builtInOf(deps, kind);
  return { ...page, items: page.items.map((entry) => toItem(entry, builtIn.has(entry.key), own.has(entry.key))) };
}

/** @throws AppError `not-found` */
export function showVendor(deps: CatalogueDeps, operator: Operator, key: string): Promise<CatalogueVendorEntry> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, (tx) => readVendor(tx, deps, organisationId, key));
}

/** @throws AppError `not-found` */
export function showService(deps: CatalogueDeps, operator: Operator, key: string): Promise<CatalogueServiceEntry> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, (tx) => readService(tx, deps, organisationId, key));
}

/** A vendor as it stands in the transaction. @throws AppError `not-found` */
export async function readVendor(
  tx: Tx,
  deps: CatalogueDeps,
  organisationId: string,
  key: string,
): Promise<CatalogueVendorEntry> {
  const entry = (await catalogueOf(tx, deps, organisationId)).vendors.get(key);
  if (!entry) throw notFound('vendor');
  const builtIn = deps.catalogue.vendors.get(key) ?? null;
  const { override, ...standing } = await standingOf(tx, organisationId, 'vendor', key);
  return { isBuiltIn: builtIn !== null, ...standing, entry, builtIn, override: override as CatalogueVendorOverride };
}

/** A cloud service as it stands in the transaction. @throws AppError `not-found` */
export async function readService(
  tx: Tx,
  deps: CatalogueDeps,
  organisationId: string,
  key: string,
): Promise<CatalogueServiceEntry> {
  const entry = (await catalogueOf(tx, deps, organisationId)).services.get(key);
  if (!entry) throw notFound('service');
  const builtIn = deps.catalogue.services.get(key) ?? null;
  const { override, ...standing } = await standingOf(tx, organisationId, 'service', key);
  return { isBuiltIn: builtIn !== null, ...standing, entry, builtIn, override: override as CatalogueServiceOverride };
}

/** The keys of a kind that come with the product. */
export function builtInOf({ catalogue }: Pick<Deps, 'catalogue'>, kind: CatalogueKind): ReadonlyMap<string, unknown> {
  return kind === 'vendor' ? catalogue.vendors : catalogue.services;
}

/** What a change of an entry judges again. */
export async function rejudgesOf(tx: Tx, organisationId: string, key: string): Promise<CatalogueRejudges> {
  return {
    devices: await countActiveDevices(tx, organisationId),
    policies: await listPoliciesNaming(tx, organisationId, key),
  };
}

async function standingOf(tx: Tx, organisationId: string, kind: CatalogueKind, key: string) {
  const own = await findCatalogueOverride(tx, organisationId, kind, key);
  const rejudges = await rejudgesOf(tx, organisationId, key);
  return {
    rejudges,
    isOverridden: own !== undefined,
    overriddenAt: isoOrNull(own?.updatedAt),
    override: own?.entry ?? null,
  };
}

function entriesOf(catalogue: Catalogue, kind: CatalogueKind): (CatalogueVendor | CatalogueService)[] {
  return kind === 'vendor' ? [...catalogue.vendors.values()] : [...catalogue.services.values()];
}

function mentions(entry: CatalogueVendor | CatalogueService, part: string): boolean {
  const texts = [[entry.key, entry.name], entry.domains, entry.packages];
  if ('brands' in entry) {
    texts.push(entry.legalNames, entry.brands, entry.spellings ?? [], entry.models, entry.firmwarePackages ?? []);
  }
  return texts.some((list) => list.some((text) => text.toLowerCase().includes(part)));
}

function toItem(entry: CatalogueVendor | CatalogueService, isBuiltIn: boolean, isOverridden: boolean): CatalogueItem {
  const { key, name, seat = null, asOf } = entry;
  return { key, name, seat, asOf, isBuiltIn, isOverridden };
}
