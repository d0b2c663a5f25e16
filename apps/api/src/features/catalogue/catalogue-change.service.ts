import {
  AppError,
  type CatalogueRejudges,
  type CatalogueReset,
  type CatalogueServiceEntry,
  type CatalogueVendorEntry,
} from '@cordon/contract';
import {
  appendAuditEvent,
  type CatalogueKind,
  deleteCatalogueOverride,
  findCatalogueOverride,
  listOwnKeys,
  markCatalogueChanged,
  putCatalogueOverride,
  raiseEpoch,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import type { CatalogueServiceOverride, CatalogueVendorOverride } from '@cordon/policy';
import type { Operator } from '../../plugins/operator.ts';
import { invalid, notFound } from '../../resources/refusals.ts';
import { builtInOf, type CatalogueDeps, readService, readVendor, rejudgesOf } from './catalogue.service.ts';

/** Most own entries of a kind. */
const MAX_ENTRIES = 500;

/**
 * Adds a vendor, or replaces fields of the built-in one. All devices are judged again.
 *
 * @throws AppError `validation` for another key than the address's or unknown vendors, `conflict` with too many entries
 */
export function putVendor(
  deps: CatalogueDeps,
  operator: Operator,
  key: string,
  entry: CatalogueVendorOverride,
): Promise<CatalogueVendorEntry> {
  const { organisationId } = operator;
  if (entry.key !== key) throw invalid('/key', `This is not "${key}", as in the address.`);
  return withOrganisation(deps.database, organisationId, async (tx) => {
    await assertKnownVendors(tx, deps, organisationId, entry);
    await put(tx, deps, operator, 'vendor', entry);
    return readVendor(tx, deps, organisationId, key);
  });
}

/**
 * Adds a cloud service, or replaces fields of the built-in one. All devices are judged again.
 *
 * @throws AppError `validation` for another key than the address's or an unknown vendor, `conflict` with too many entries
 */
export function putService(
  deps: CatalogueDeps,
  operator: Operator,
  key: string,
  entry: CatalogueServiceOverride,
): Promise<CatalogueServiceEntry> {
  const { organisationId } = operator;
  if (entry.key !== key) throw invalid('/key', `This is not "${key}", as in the address.`);
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const { vendors } = await catalogueOf(tx, deps, organisationId);
    if (!vendors.has(vendorOf(key))) throw invalid('/key', 'The catalogue has no vendor of this key; add it first.');
    await put(tx, deps, operator, 'service', entry);
    return readService(tx, deps, organisationId, key);
  });
}

/**
 * Takes an own entry back: the built-in one of its key, if there is one, holds again. All devices are judged again.
 *
 * @throws AppError `not-found` without an own entry, `conflict` for an added one that something names
 */
export function resetEntry(
  deps: CatalogueDeps,
  operator: Operator,
  kind: CatalogueKind,
  key: string,
): Promise<CatalogueReset> {
  const { organisationId } = operator;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    // Looked for before the lock is taken, and again under it.
    if (!(await findCatalogueOverride(tx, organisationId, kind, key))) throw notFound('entry of your own');
    await bringIntoForce(tx, deps, organisationId);
    const before = await findCatalogueOverride(tx, organisationId, kind, key);
    if (!before) throw notFound('entry of your own');
    const rejudges = await rejudgesOf(tx, organisationId, key);
    if (!builtInOf(deps, kind).has(key)) await assertUnnamed(tx, deps, organisationId, key, rejudges);
    await deleteCatalogueOverride(tx, organisationId, kind, key);
    await audit(tx, deps, operator, `catalogue-${kind}.reset`, kind, key, { before: before.entry, after: null });
    return { rejudges };
  });
}

async function put(
  tx: Tx,
  deps: CatalogueDeps,
  operator: Operator,
  kind: CatalogueKind,
  entry: CatalogueVendorOverride | CatalogueServiceOverride,
): Promise<void> {
  const { organisationId } = operator;
  const { key } = entry;
  await bringIntoForce(tx, deps, organisationId);
  const before = await findCatalogueOverride(tx, organisationId, kind, key);
  if (!before && (await listOwnKeys(tx, organisationId, kind)).length >= MAX_ENTRIES) {
    throw new AppError('conflict', `At most ${MAX_ENTRIES} entries of your own; take one back first.`);
  }
  const change = { kind, key, entry, createdBy: operator.userId ?? null, updatedAt: deps.clock.now() };
  await putCatalogueOverride(tx, organisationId, change);
  await audit(tx, deps, operator, `catalogue-${kind}.put`, kind, key, { before: before?.entry ?? null, after: entry });
}

/** Takes the organisation's lock: no batch is judged by the old catalogue after it. */
async function bringIntoForce(tx: Tx, { clock }: CatalogueDeps, organisationId: string): Promise<void> {
  const now = clock.now();
  await raiseEpoch(tx, organisationId, now);
  await markCatalogueChanged(tx, organisationId, now);
}

/** An entry that goes altogether would leave rules that ban nothing, and services of nobody. */
async function assertUnnamed(
  tx: Tx,
  deps: CatalogueDeps,
  organisationId: string,
  key: string,
  { policies }: CatalogueRejudges,
): Promise<void> {
  if (policies.length > 0)
    throw new AppError('conflict', `Policies name this entry: ${policies.slice(0, 10).join(', ')}.`);
  const { vendors, services } = await catalogueOf(tx, deps, organisationId);
  if ([...services.keys()].some((service) => vendorOf(service) === key)) {
    throw new AppError('conflict', 'The catalogue has services of this vendor; take them back first.');
  }
  if ([...vendors.values()].some(({ related, madeBy }) => related?.includes(key) || madeBy?.includes(key))) {
    throw new AppError('conflict', 'Other vendors of the catalogue name this one; change them first.');
  }
}

async function assertKnownVendors(
  tx: Tx,
  deps: CatalogueDeps,
  organisationId: string,
  entry: CatalogueVendorOverride,
): Promise<void> {
  const { vendors } = await catalogueOf(tx, deps, organisationId);
  for (const member of ['related', 'madeBy'] as const) {
    const unknown = (entry[member] ?? []).findIndex((key) => !vendors.has(key));
    if (unknown >= 0) throw invalid(`/${member}/${unknown}`, 'The catalogue has no vendor of this key.');
  }
}

function vendorOf(serviceKey: string): string {
  return serviceKey.slice(0, serviceKey.indexOf('/'));
}

function audit(
  tx: Tx,
  { clock }: CatalogueDeps,
  { organisationId, actor }: Operator,
  action: string,
  kind: CatalogueKind,
  key: string,
  details: Record<string, unknown>,
): Promise<void> {
  const target = { kind: `catalogue-${kind}`, id: key };
  return appendAuditEvent(tx, organisationId, { at: clock.now(), actor, action, target, details });
}
