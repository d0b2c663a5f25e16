import type { VerdictHistory } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

export type VerdictHistoryRow = VerdictHistory;

/** Lists up to `limit` entries of a device's verdict history, newest first. */
export function listVerdictHistory(
  tx: Tx,
  filter: { deviceId: string; before?: string; limit: number },
): Promise<VerdictHistoryRow[]> {
  const { deviceId, before, limit } = filter;
  return tx.verdictHistory.findMany({
    where: { deviceId, id: { lt: before } },
    orderBy: { id: 'desc' },
    take: limit,
  });
}
