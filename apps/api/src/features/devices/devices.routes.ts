import {
  ConfirmIdentity,
  Device,
  DeviceBulkChange,
  DeviceBulkResult,
  DeviceCount,
  DeviceExportQuery,
  DeviceFilter,
  DeviceIdPage,
  DeviceIdsQuery,
  DeviceListQuery,
  DevicePage,
  DevicePatch,
  DeviceRetire,
  IdParams,
} from '@cordon/contract';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { EXPORT_RESPONSE } from '../../resources/export-list.ts';
import { changeDevices } from './device-bulk.service.ts';
import { admitDevice, changeDevice, confirmIdentity, withdrawDevice } from './device-changes.service.ts';
import { exportDevices } from './device-export.ts';
import { registerDeviceHistory } from './device-history.routes.ts';
import { countDevicesOf, findDeviceIds, findDevices, showDevice } from './devices.service.ts';

const tags = ['devices'];

/** `/v1/devices`: the inventory. */
export function registerDevices(app: App, deps: Deps): void {
  registerReading(app, deps);
  registerChanges(app, deps);
  registerDeviceHistory(app, deps);
}

function registerReading(app: App, deps: Deps): void {
  app.get(
    '/v1/devices',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags,
        operationId: 'listDevices',
        summary: 'List and search devices',
        querystring: DeviceListQuery,
        response: { 200: DevicePage },
      },
    },
    (request) => findDevices(deps, request.operator, request.query),
  );

  app.get(
    '/v1/devices/count',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags,
        operationId: 'countDevices',
        summary: 'Count devices',
        querystring: DeviceFilter,
        response: { 200: DeviceCount },
      },
    },
    (request) => countDevicesOf(deps, request.operator, request.query),
  );

  app.get(
    '/v1/devices/ids',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags,
        operationId: 'listDeviceIds',
        summary: 'List the ids of devices, as a change of many begins with',
        querystring: DeviceIdsQuery,
        response: { 200: DeviceIdPage },
      },
    },
    (request) => findDeviceIds(deps, request.operator, request.query),
  );

  app.get(
    '/v1/devices/export',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags,
        operationId: 'exportDevices',
        summary: 'Export devices as CSV or NDJSON',
        querystring: DeviceExportQuery,
        response: EXPORT_RESPONSE,
      },
    },
    (request, reply) => exportDevices(deps, request.operator, request.query, reply),
  );

  app.get(
    '/v1/devices/:id',
    {
      config: { permission: 'devices:read' },
      schema: {
        tags,
        operationId: 'showDevice',
        summary: 'Show a device, its verdict and why',
        params: IdParams,
        response: { 200: Device },
      },
    },
    (request) => showDevice(deps, request.operator, request.params.id),
  );
}

function registerChanges(app: App, deps: Deps): void {
  app.post(
    '/v1/devices/bulk',
    {
      config: { permission: 'devices:write' },
      schema: {
        tags,
        operationId: 'changeDevices',
        summary: 'Assign, tag, approve or retire many devices',
        body: DeviceBulkChange,
        response: { 200: DeviceBulkResult },
      },
    },
    (request) => changeDevices(deps, request.operator, request.body),
  );

  app.patch(
    '/v1/devices/:id',
    {
      config: { permission: 'devices:write' },
      schema: {
        tags,
        operationId: 'changeDevice',
        summary: 'Assign, tag or group a device',
        params: IdParams,
        body: DevicePatch,
        response: { 200: Device },
      },
    },
    (request) => changeDevice(deps, request.operator, request.params.id, request.body),
  );

  app.post(
    '/v1/devices/:id/approve',
    {
      config: { permission: 'devices:write' },
      schema: {
        tags,
        operationId: 'approveDevice',
        summary: 'Let a pending device in',
        params: IdParams,
        response: { 200: Device },
      },
    },
    (request) => admitDevice(deps, request.operator, request.params.id),
  );

  app.post(
    '/v1/devices/:id/retire',
    {
      config: { permission: 'devices:write' },
      schema: {
        tags,
        operationId: 'retireDevice',
        summary: 'Take a device out of service for good',
        params: IdParams,
        body: DeviceRetire,
        response: { 200: Device },
      },
    },
    (request) => withdrawDevice(deps, request.operator, request.params.id, request.body.reason),
  );

  app.post(
    '/v1/devices/:id/confirm-identity',
    {
      config: { permission: 'devices:write' },
      schema: {
        tags,
        operationId: 'confirmDeviceIdentity',
        summary: 'Confirm that a device with an identity conflict is what it says it is',
        params: IdParams,
        body: ConfirmIdentity,
        response: { 200: Device },
      },
    },
    (request) => confirmIdentity(deps, request.operator, request.params.id, request.body.reason),
  );
}
