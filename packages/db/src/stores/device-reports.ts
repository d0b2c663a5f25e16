import { Prisma } from '../generated/client.ts';
import type { Tx } from '../tenancy.ts';

/** A stored report without its payload. */
export interface ReportRow {
  id: string;
  seq: bigint;
  receivedAt: Date;
  collectedAt: Date;
  payloadSha256: Uint8Array;
  /** Section → epoch it was left out under; null: complete. */
  reduced: Record<string, number> | null;
}

export interface ReportWithPayload extends ReportRow {
  protectedHeader: string;
  signature: Uint8Array;
  payload: Uint8Array;
  /** 0 as received, 1 raw deflate */
  encoding: number;
}

const COLUMNS = Prisma.sql`id, seq, received_at AS "receivedAt", collected_at AS "collectedAt", payload_sha256 AS "payloadSha256", reduced`;

/** Lists up to `limit` reports of a device, newest first, also those kept from dropped months. */
export function listReports(
  tx: Tx,
  filter: { deviceId: string; before?: string; limit: number },
): Promise<ReportRow[]> {
  const { deviceId, before, limit } = filter;
  const where = Prisma.sql`device_id = ${deviceId}::uuid ${before ? Prisma.sql`AND id < ${before}::uuid` : Prisma.empty}`;
  return tx.$queryRaw<ReportRow[]>`
    (SELECT ${COLUMNS} FROM reports WHERE ${where} ORDER BY id DESC LIMIT ${limit}::int)
    UNION ALL
    (SELECT ${COLUMNS} FROM reports_kept WHERE ${where} ORDER BY id DESC LIMIT ${limit}::int)
    ORDER BY id DESC LIMIT ${limit}::int`;
}

/** One report with its payload as stored. */
export async function findReport(tx: Tx, deviceId: string, id: string): Promise<ReportWithPayload | undefined> {
  const where = { deviceId_id: { deviceId, id } };
  const row = (await tx.report.findUnique({ where })) ?? (await tx.reportKept.findUnique({ where }));
  return row ? { ...row, reduced: row.reduced as Record<string, number> | null } : undefined;
}
