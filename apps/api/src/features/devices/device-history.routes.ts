import {
  DeviceFindingListQuery,
  DeviceReportPage,
  DeviceReportParams,
  DeviceReportWithPayload,
  FindingPage,
  IdParams,
  PAGE_QUERY,
  VerdictPeriodPage,
} from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findFindingsOfDevice } from '../findings/findings.service.ts';
import { findReports, findVerdictPeriods, showReport } from './device-history.service.ts';

const tags = ['devices'];
const PageQuery = z.strictObject(PAGE_QUERY);

/** What a device has said, and what came of it. */
export function registerDeviceHistory(app: App, deps: Deps): void {
  app.get(
    '/v1/devices/:id/reports',
    {
      config: { permission: 'reports:read' },
      schema: {
        tags,
        operationId: 'listDeviceReports',
        summary: 'List the reports of a device',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: DeviceReportPage },
      },
    },
    (request) => findReports(deps, request.operator, request.params.id, request.query),
  );

  app.get(
    '/v1/devices/:id/reports/:reportId',
    {
      config: { permission: 'reports:read' },
      schema: {
        tags,
        operationId: 'showDeviceReport',
        summary: 'Show what a device reported',
        params: DeviceReportParams,
        response: { 200: DeviceReportWithPayload },
      },
    },
    ({ operator, params }) => showReport(deps, operator, params.id, params.reportId),
  );

  app.get(
    '/v1/devices/:id/verdicts',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags,
        operationId: 'listDeviceVerdicts',
        summary: 'List the verdicts of a device over time',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: VerdictPeriodPage },
      },
    },
    (request) => findVerdictPeriods(deps, request.operator, request.params.id, request.query),
  );

  app.get(
    '/v1/devices/:id/findings',
    {
      config: { permission: 'findings:read' },
      schema: {
        tags,
        operationId: 'listDeviceFindings',
        summary: 'List the findings of a device',
        params: IdParams,
        querystring: DeviceFindingListQuery,
        response: { 200: FindingPage },
      },
    },
    (request) => findFindingsOfDevice(deps, request.operator, request.params.id, request.query),
  );
}
