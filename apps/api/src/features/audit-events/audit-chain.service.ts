import { AppError, type AuditChain, type AuditVerificationView } from '@cordon/contract';
import { type ChainState, loadOrganisationKeys, readChainState, verifyAudit } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso } from '../../resources/instants.ts';

export type AuditChainDeps = Pick<Deps, 'database' | 'secretBox' | 'config' | 'clock'>;

/** How far the organisation's events are sealed, and its last checkpoint; nothing is checked. */
export async function showAuditChain(deps: Pick<AuditChainDeps, 'database'>, operator: Operator): Promise<AuditChain> {
  return toChain(await readChainState(deps.database, operator.organisationId));
}

/** Chains checked at the same time by one process: each reads all events of its organisation. */
const MAX_CHECKS = 2;

/**
 * Makes what checks a chain: one check an organisation at a time, whose answer all who ask meanwhile get.
 *
 * @returns a function that throws AppError `overloaded` while other organisations' chains are being checked
 */
export function createChainVerifier(deps: AuditChainDeps): (operator: Operator) => Promise<AuditVerificationView> {
  const running = new Map<string, Promise<AuditVerificationView>>();
  return ({ organisationId }) => {
    const known = running.get(organisationId);
    if (known) return known;
    if (running.size >= MAX_CHECKS) throw new AppError('overloaded', 'Other chains are being checked; try again soon.');
    const check = verify(deps, organisationId).finally(() => running.delete(organisationId));
    running.set(organisationId, check);
    return check;
  };
}

async function verify(deps: AuditChainDeps, organisationId: string): Promise<AuditVerificationView> {
  const { database, secretBox, config, clock } = deps;
  const keys = await loadOrganisationKeys(database, organisationId, secretBox);
  const result = await verifyAudit(database, organisationId, keys, config.auditCheckpointDir);
  const { checkpoint } = await readChainState(database, organisationId);
  return {
    ...toChain({ sealed: result.sealed, unsealed: result.unsealed, checkpoint }),
    isIntact: result.ok,
    verifiedAt: iso(clock.now()),
    verifiedCheckpoint: result.lastCheckpoint,
    faults: result.faults.map(({ eventId = null, ...fault }) => ({
      ...fault,
      eventId,
      detail: withoutPaths(fault.detail),
    })),
  };
}

/** Where the server keeps its files is not for who reads this. */
function withoutPaths(detail: string): string {
  return detail.replaceAll(/\S*\/([^/\s]+\.jws)/g, '$1');
}

function toChain({ sealed, unsealed, checkpoint }: ChainState): AuditChain {
  return { sealed, unsealed, checkpoint: checkpoint && { number: checkpoint.number, at: iso(checkpoint.at) } };
}
