import {
  listOrganisationIds,
  loadOrganisationKeys,
  type OrganisationKeys,
  sealAuditEvents,
  writeCheckpoint,
} from '@cordon/db';
import type { WorkerDeps } from '../deps.ts';

/** Seals audit events into the chain and writes checkpoints. */
export interface Sealer {
  seal(organisationIds: readonly string[]): Promise<void>;
  /** Seals and writes a checkpoint of every organisation; without a directory for them, only seals. */
  checkpoint(): Promise<void>;
}

type SealDeps = Pick<WorkerDeps, 'database' | 'secretBox' | 'clock' | 'config' | 'logger'>;

/** Keys are decrypted again after so long: a new signing key comes into use, a removed organisation's go. */
const KEYS_MS = 600_000;

/** Makes a sealer; it keeps the organisations' keys in memory for a while. */
export function createSealer(deps: SealDeps): Sealer {
  const keys = new Map<string, { keys: OrganisationKeys; readAt: number }>();
  const keysOf = async (organisationId: string): Promise<OrganisationKeys> => {
    const now = deps.clock.now().getTime();
    const known = keys.get(organisationId);
    if (known && now - known.readAt < KEYS_MS) return known.keys;
    const read = await loadOrganisationKeys(deps.database, organisationId, deps.secretBox);
    keys.set(organisationId, { keys: read, readAt: now });
    return read;
  };
  const sealOne = async (organisationId: string) =>
    sealAuditEvents(deps.database, organisationId, (await keysOf(organisationId)).auditKey);
  const forEach = async (ids: readonly string[], work: (organisationId: string) => Promise<unknown>) => {
    for (const organisationId of ids) {
      await work(organisationId).catch((error: unknown) =>
        deps.logger.error({ err: error, organisationId }, 'audit events could not be sealed'),
      );
    }
  };
  return {
    seal: (organisationIds) => forEach(organisationIds, sealOne),
    checkpoint: async () => {
      const directory = deps.config.auditCheckpointDir;
      await forEach(await listOrganisationIds(deps.database), async (organisationId) => {
        await sealOne(organisationId);
        if (directory === undefined) return;
        const { signing } = await keysOf(organisationId);
        await writeCheckpoint(deps.database, organisationId, signing, directory, deps.clock.now());
      });
    },
  };
}
