import type { VerdictHistory } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

export type VerdictHistoryRow = VerdictHistory;

/** Where a list of a device's verdicts goes on: below this entry. */
export interface VerdictHistoryPlace {
  validFrom: Date;
  id: string;
}

/**
 * Lists up to `limit` entries of a device's verdict history, newest first in valid time: what one judgement finds out about
 * several periods is recorded at one instant, so that ids do not tell their order.
 */
export function listVerdictHistory(
  tx: Tx,
  filter: { deviceId: string; before?: VerdictHistoryPlace; limit: number },
): Promise<VerdictHistoryRow[]> {
  const { deviceId, before, limit } = filter;
  const below = before && [
    { validFrom: { lt: before.validFrom } },
    { validFrom: before.validFrom, id: { lt: before.id } },
  ];
  return tx.verdictHistory.findMany({
    where: { deviceId, OR: below },
    orderBy: [{ validFrom: 'desc' }, { id: 'desc' }],
    take: limit,
  });
}
