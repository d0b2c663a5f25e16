import type { DeviceExportQuery, DeviceSummary } from '@cordon/contract';
import type { FastifyReply } from 'fastify';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { auditExport, EXPORT_PAGE, type ExportColumns, sendExport } from '../../resources/export-list.ts';
import { findDevices } from './devices.service.ts';

const COLUMNS: ExportColumns<DeviceSummary> = {
  id: (device) => device.id,
  state: (device) => device.state,
  verdict: (device) => device.verdict,
  verdictSince: (device) => device.verdictSince,
  openFindings: (device) => device.openFindings,
  vendor: (device) => device.vendor,
  manufacturer: (device) => device.manufacturer,
  brand: (device) => device.brand,
  model: (device) => device.model,
  osName: (device) => device.osName,
  osVersion: (device) => device.osVersion,
  osBuild: (device) => device.osBuild,
  serialNumber: (device) => device.serialNumber,
  imei: (device) => device.imei.join(' '),
  ownership: (device) => device.ownership,
  unit: (device) => device.unit.name,
  holder: (device) => device.person?.name ?? null,
  groups: (device) => device.groups.join(' '),
  tags: (device) => device.tags.join(' '),
  enrolledAt: (device) => device.enrolledAt,
  lastReportAt: (device) => device.lastReportAt,
};

/** Sends the devices that fit as a file. @throws AppError `forbidden` for an order by what the caller may not read */
export async function exportDevices(
  deps: Pick<Deps, 'database' | 'clock'>,
  operator: Operator,
  query: DeviceExportQuery,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { format, ...filter } = query;
  const now = deps.clock.now();
  await auditExport(deps.database, operator, 'devices', query, now);
  return sendExport(reply, { name: 'devices', format, now }, COLUMNS, (cursor) =>
    findDevices(deps, operator, { ...filter, limit: EXPORT_PAGE, ...(cursor === undefined ? {} : { cursor }) }),
  );
}
