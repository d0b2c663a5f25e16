import {
  DeviceStatus,
  EnrolmentAnswer,
  type EnrolmentRequest,
  KeyRotationAnswer,
  ReportAccepted,
} from '@cordon/contract';
import { call, type Fetch, readJson } from './http.ts';

/**
 * One function for each request of the device protocol (docs/device-protocol.md). They keep no state. An answer may
 * have members that this agent does not know: the protocol may grow.
 */

/** Where the server is and how to reach it. */
export interface Endpoint {
  url: string;
  /** @defaultValue the platform's fetch */
  fetch?: Fetch;
}

const JSON_TYPE = 'application/json';
const JOSE_TYPE = 'application/jose';

/** `POST /device/v1/enrol`. Safe to repeat with the same token and key. */
export async function enrol(endpoint: Endpoint, request: EnrolmentRequest): Promise<EnrolmentAnswer> {
  const body = JSON.stringify(request);
  const response = await send(endpoint, {
    method: 'POST',
    path: '/device/v1/enrol',
    body,
    contentType: JSON_TYPE,
  });
  return EnrolmentAnswer.loose().parse(await readJson(response));
}

/** A report that the server holds; `repeated`: it had it already. */
export type SentReport = ReportAccepted & { repeated: boolean };

/** `POST /device/v1/reports`. Safe to repeat with the same payload. */
export async function sendReport(endpoint: Endpoint, jws: string): Promise<SentReport> {
  const response = await send(endpoint, {
    method: 'POST',
    path: '/device/v1/reports',
    body: jws,
    contentType: JOSE_TYPE,
  });
  return { ...ReportAccepted.loose().parse(await readJson(response)), repeated: response.status === 200 };
}

/** `POST /device/v1/key`. Safe to repeat with the same pair of keys. */
export async function sendKeyRotation(endpoint: Endpoint, jws: string): Promise<KeyRotationAnswer> {
  const response = await send(endpoint, { method: 'POST', path: '/device/v1/key', body: jws, contentType: JOSE_TYPE });
  return KeyRotationAnswer.loose().parse(await readJson(response));
}

/** A policy statement not yet verified; `undefined`: unchanged since `etag`. */
export type FetchedPolicy = { jws: string; etag?: string } | undefined;

/** `GET /device/v1/policy`. */
export async function fetchPolicy(endpoint: Endpoint, bearer: string, etag?: string): Promise<FetchedPolicy> {
  const headers: Record<string, string> = { accept: JOSE_TYPE };
  if (etag) headers['if-none-match'] = etag;
  const response = await send(endpoint, { method: 'GET', path: '/device/v1/policy', bearer, headers });
  if (response.status === 304) return undefined;
  return { jws: (await response.text()).trim(), etag: response.headers.get('etag') ?? undefined };
}

/** `GET /device/v1/status`. */
export async function fetchStatus(endpoint: Endpoint, bearer: string, language: string): Promise<DeviceStatus> {
  const headers = { 'accept-language': language };
  const response = await send(endpoint, { method: 'GET', path: '/device/v1/status', bearer, headers });
  return DeviceStatus.loose().parse(await readJson(response));
}

/** `POST /device/v1/advisories/{id}/acknowledge`. Safe to repeat. */
export async function acknowledge(endpoint: Endpoint, bearer: string, advisoryId: string): Promise<void> {
  const path = `/device/v1/advisories/${encodeURIComponent(advisoryId)}/acknowledge`;
  await send(endpoint, { method: 'POST', path, bearer });
}

function send(endpoint: Endpoint, request: Parameters<typeof call>[2]): Promise<Response> {
  return call(endpoint.fetch ?? globalThis.fetch, endpoint.url, request);
}
