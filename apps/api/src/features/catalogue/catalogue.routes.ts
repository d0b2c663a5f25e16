import {
  CatalogueListQuery,
  CataloguePage,
  CatalogueReset,
  CatalogueServiceEntry,
  CatalogueServiceParams,
  CatalogueVendorEntry,
  CatalogueVendorParams,
} from '@cordon/contract';
import { CatalogueServiceOverride, CatalogueVendorOverride } from '@cordon/policy';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findEntries, showService, showVendor } from './catalogue.service.ts';
import { putService, putVendor, resetEntry } from './catalogue-change.service.ts';

const tags = ['catalogue'];
const CHANGING =
  'The fields given replace those of the built-in entry of this key; without one, the entry is new. ' +
  'All devices are judged again.';

/** `/v1/catalogue`: facts of vendors and cloud services, and what the organisation changes in them. */
export function registerCatalogue(app: App, deps: Deps): void {
  registerVendorReading(app, deps);
  registerVendorChanging(app, deps);
  registerServiceReading(app, deps);
  registerServiceChanging(app, deps);
}

const keyOf = ({ vendor, service }: { vendor: string; service: string }) => `${vendor}/${service}`;

function registerVendorReading(app: App, deps: Deps): void {
  app.get(
    '/v1/catalogue/vendors',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'listCatalogueVendors',
        summary: 'List the vendors of the catalogue',
        querystring: CatalogueListQuery,
        response: { 200: CataloguePage },
      },
    },
    (request) => findEntries(deps, request.operator, 'vendor', request.query),
  );

  app.get(
    '/v1/catalogue/vendors/:key',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'showCatalogueVendor',
        summary: 'Show a vendor of the catalogue',
        params: CatalogueVendorParams,
        response: { 200: CatalogueVendorEntry },
      },
    },
    (request) => showVendor(deps, request.operator, request.params.key),
  );
}

function registerVendorChanging(app: App, deps: Deps): void {
  app.put(
    '/v1/catalogue/vendors/:key',
    {
      config: { permission: 'policies:write', everywhere: true },
      schema: {
        tags,
        operationId: 'putCatalogueVendor',
        summary: 'Add or override a vendor of the catalogue',
        description: CHANGING,
        params: CatalogueVendorParams,
        body: CatalogueVendorOverride,
        response: { 200: CatalogueVendorEntry },
      },
    },
    (request) => putVendor(deps, request.operator, request.params.key, request.body),
  );

  app.delete(
    '/v1/catalogue/vendors/:key',
    {
      config: { permission: 'policies:write', everywhere: true },
      schema: {
        tags,
        operationId: 'resetCatalogueVendor',
        summary: 'Return to the built-in entry of a vendor',
        params: CatalogueVendorParams,
        response: { 200: CatalogueReset },
      },
    },
    (request) => resetEntry(deps, request.operator, 'vendor', request.params.key),
  );
}

function registerServiceReading(app: App, deps: Deps): void {
  app.get(
    '/v1/catalogue/services',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'listCatalogueServices',
        summary: 'List the cloud services of the catalogue',
        querystring: CatalogueListQuery,
        response: { 200: CataloguePage },
      },
    },
    (request) => findEntries(deps, request.operator, 'service', request.query),
  );

  app.get(
    '/v1/catalogue/services/:vendor/:service',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'showCatalogueService',
        summary: 'Show a cloud service of the catalogue',
        params: CatalogueServiceParams,
        response: { 200: CatalogueServiceEntry },
      },
    },
    (request) => showService(deps, request.operator, keyOf(request.params)),
  );
}

function registerServiceChanging(app: App, deps: Deps): void {
  app.put(
    '/v1/catalogue/services/:vendor/:service',
    {
      config: { permission: 'policies:write', everywhere: true },
      schema: {
        tags,
        operationId: 'putCatalogueService',
        summary: 'Add or override a cloud service of the catalogue',
        description: CHANGING,
        params: CatalogueServiceParams,
        body: CatalogueServiceOverride,
        response: { 200: CatalogueServiceEntry },
      },
    },
    (request) => putService(deps, request.operator, keyOf(request.params), request.body),
  );

  app.delete(
    '/v1/catalogue/services/:vendor/:service',
    {
      config: { permission: 'policies:write', everywhere: true },
      schema: {
        tags,
        operationId: 'resetCatalogueService',
        summary: 'Return to the built-in entry of a cloud service',
        params: CatalogueServiceParams,
        response: { 200: CatalogueReset },
      },
    },
    (request) => resetEntry(deps, request.operator, 'service', keyOf(request.params)),
  );
}
