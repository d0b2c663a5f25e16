import type { Concern } from '@cordon/policy';
import type { SqlTx } from '../tenancy.ts';

/** An epoch whose rules differ from those before by names on lists alone. */
export interface EpochConcern extends Concern {
  epoch: number;
}

/**
 * What the newest epochs concern, the newest first, back to the last one that concerns every device: as far as that, a
 * device that was judged before is told by its outline whether it must be judged again.
 */
export async function readConcerns(tx: SqlTx, organisationId: string, epoch: number): Promise<EpochConcern[]> {
  const { rows } = await tx.query<{ epoch: string; domains: string[]; packages: string[] }>(
    // Each row's distance from the newest is its place, as long as no epoch lies between that has no row.
    `SELECT epoch, domains, packages FROM (
       SELECT c.*, row_number() OVER (ORDER BY c.epoch DESC) AS place FROM epoch_concerns c
       WHERE c.organisation_id = $1 AND c.epoch <= $2 ORDER BY c.epoch DESC LIMIT 100) newest
     WHERE epoch + place - 1 = $2 ORDER BY epoch DESC`,
    [organisationId, epoch],
  );
  return rows.map((row) => ({ ...row, epoch: Number(row.epoch) }));
}

/** A device of which nothing waits to be judged but newer rules. */
export interface SettledState {
  deviceId: string;
  judgedEpoch: number;
  outline: Buffer | null;
}

/** Locks those of these devices, in the order of their ids, and passes over what another worker is judging. */
export async function lockSettledStates(
  tx: SqlTx,
  deviceIds: readonly string[],
  { from, epoch, now }: { from: number; epoch: number; now: Date },
): Promise<SettledState[]> {
  const { rows } = await tx.query<{ deviceId: string; judgedEpoch: string; outline: Buffer | null }>(
    `SELECT s.device_id AS "deviceId", s.judged_epoch AS "judgedEpoch", i.outline
     FROM device_state s JOIN device_inventory i ON i.device_id = s.device_id
     WHERE s.device_id = ANY ($1::uuid[]) AND s.device_state = 'active' AND s.judged_epoch >= $2 AND s.judged_epoch < $3
       AND (s.next_change_at IS NULL OR s.next_change_at > $4)
       AND NOT EXISTS (SELECT FROM unjudged_reports u WHERE u.device_id = s.device_id)
     ORDER BY s.device_id FOR UPDATE OF s SKIP LOCKED`,
    [deviceIds, from, epoch, now],
  );
  return rows.map((row) => ({ ...row, judgedEpoch: Number(row.judgedEpoch) }));
}
