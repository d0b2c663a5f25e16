import {
  DevicePage,
  FleetAppListQuery,
  FleetAppPage,
  FleetAppParams,
  FleetDestinationListQuery,
  FleetDestinationPage,
  IdParams,
  PAGE_QUERY,
} from '@cordon/contract';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findDevices } from '../devices/devices.service.ts';
import { findApps, findDestinations, findDevicesOfDestination } from './inventory.service.ts';

const tags = ['inventory'];
const permission = 'devices:read';
const PageQuery = z.strictObject(PAGE_QUERY);

/** `/v1/apps` and `/v1/destinations`: what devices have, and where they speak to. */
export function registerInventory(app: App, deps: Deps): void {
  registerApps(app, deps);
  registerDestinations(app, deps);
}

function registerApps(app: App, deps: Deps): void {
  app.get(
    '/v1/apps',
    {
      config: { permission },
      schema: {
        tags,
        operationId: 'listApps',
        summary: 'List apps by the number of devices that have them',
        querystring: FleetAppListQuery,
        response: { 200: FleetAppPage },
      },
    },
    (request) => findApps(deps, request.operator, request.query),
  );

  app.get(
    '/v1/apps/:package/devices',
    {
      config: { permission },
      schema: {
        tags,
        operationId: 'listDevicesOfApp',
        summary: 'List the devices that have an app',
        params: FleetAppParams,
        querystring: PageQuery,
        response: { 200: DevicePage },
      },
    },
    ({ operator, params, query }) =>
      findDevices(deps, operator, { ...query, sort: 'enrolledAt', package: params.package }),
  );
}

function registerDestinations(app: App, deps: Deps): void {
  app.get(
    '/v1/destinations',
    {
      config: { permission },
      schema: {
        tags,
        operationId: 'listDestinations',
        summary: 'List destinations by the number of devices that spoke to them',
        querystring: FleetDestinationListQuery,
        response: { 200: FleetDestinationPage },
      },
    },
    (request) => findDestinations(deps, request.operator, request.query),
  );

  app.get(
    '/v1/destinations/:id/devices',
    {
      config: { permission },
      schema: {
        tags,
        operationId: 'listDevicesOfDestination',
        summary: 'List the devices that spoke to a destination',
        params: IdParams,
        querystring: PageQuery,
        response: { 200: DevicePage },
      },
    },
    ({ operator, params, query }) => findDevicesOfDestination(deps, operator, params.id, query),
  );
}
