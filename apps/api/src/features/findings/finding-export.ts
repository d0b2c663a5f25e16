import type { FindingExportQuery, FindingListItem } from '@cordon/contract';
import type { FastifyReply } from 'fastify';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { auditExport, EXPORT_PAGE, type ExportColumns, sendExport } from '../../resources/export-list.ts';
import { findFindings } from './findings.service.ts';

const COLUMNS: ExportColumns<FindingListItem> = {
  id: (finding) => finding.id,
  deviceId: (finding) => finding.deviceId,
  manufacturer: (finding) => finding.device.manufacturer,
  model: (finding) => finding.device.model,
  holder: (finding) => finding.person?.name ?? null,
  policy: (finding) => finding.policyName,
  policyVersion: (finding) => finding.policyVersion,
  rule: (finding) => finding.ruleId,
  ruleType: (finding) => finding.ruleType,
  subject: (finding) => finding.subject,
  status: (finding) => finding.status,
  severity: (finding) => finding.severity,
  firstSeen: (finding) => finding.firstSeen,
  lastSeen: (finding) => finding.lastSeen,
  graceEnds: (finding) => finding.dueAt,
  resolvedAt: (finding) => finding.resolvedAt,
  resolvedReason: (finding) => finding.resolvedReason,
  reopened: (finding) => finding.reopened,
  despiteRemediation: (finding) => finding.despiteRemediation,
};

/** Sends the findings that fit as a file. */
export async function exportFindings(
  deps: Pick<Deps, 'database' | 'clock'>,
  operator: Operator,
  query: FindingExportQuery,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { format, ...filter } = query;
  const now = deps.clock.now();
  await auditExport(deps.database, operator, 'findings', query, now);
  return sendExport(reply, { name: 'findings', format, now }, COLUMNS, (cursor) =>
    findFindings(deps, operator, { ...filter, limit: EXPORT_PAGE, ...(cursor === undefined ? {} : { cursor }) }),
  );
}
