import {
  appendAuditEvent,
  findPersonLinkByToken,
  findValidPersonLink,
  insertAcknowledgement,
  type PersonalPage,
  type PersonLinkRow,
  readPersonalPage,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import type { Catalogue } from '@cordon/policy';
import type { Deps } from '../../deps.ts';

export type PersonalPageDeps = Pick<Deps, 'database' | 'clock' | 'catalogues'>;

/** Form of a link's token; what has another is not looked up. */
const TOKEN = /^cpl_[A-Za-z0-9_-]{43}$/;

/**
 * What a link shows, and the catalogue whose names it uses. Reading changes nothing.
 *
 * @returns `undefined` if the link is unknown or expired, or its person may no longer see what it was sent with
 */
export function openPersonalPage(
  deps: PersonalPageDeps,
  token: string,
): Promise<{ page: PersonalPage; catalogue: Catalogue } | undefined> {
  return withLink(deps, token, async (tx, organisationId, _link, page) => ({
    page,
    catalogue: await catalogueOf(tx, deps, organisationId),
  }));
}

/**
 * Confirms the advisory that the link was sent with, for the link's person. Done again, it changes nothing.
 *
 * @returns whether the link works
 */
export async function acknowledgeByLink(deps: PersonalPageDeps, token: string): Promise<boolean> {
  const now = deps.clock.now();
  const done = await withLink(deps, token, async (tx, organisationId, { personId, advisoryId }, page) => {
    const isNew = await insertAcknowledgement(tx, { organisationId, advisoryId, personId, via: 'link', at: now });
    if (!isNew) return true;
    await appendAuditEvent(tx, organisationId, {
      at: now,
      actor: { kind: 'person', id: personId },
      action: 'advisory.acknowledged',
      target: { kind: 'advisory', id: advisoryId },
      unitId: page.advisory.unitId,
      personId,
      details: { via: 'link' },
    });
    return true;
  });
  return done ?? false;
}

async function withLink<T>(
  deps: PersonalPageDeps,
  token: string,
  work: (tx: Tx, organisationId: string, link: PersonLinkRow, page: PersonalPage) => Promise<T>,
): Promise<T | undefined> {
  if (!TOKEN.test(token)) return undefined;
  const found = await findPersonLinkByToken(deps.database, token);
  if (!found) return undefined;
  const { organisationId, id } = found;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const link = await findValidPersonLink(tx, organisationId, id, deps.clock.now());
    const page = link && (await readPersonalPage(tx, organisationId, link));
    return link && page ? work(tx, organisationId, link, page) : undefined;
  });
}
