import type { Permission, Role } from '@cordon/contract';
import { createEnrolmentToken, newSecret, PERSON_LINK_LIFETIME_MS, type Tx, withOrganisation } from '@cordon/db';
import { newId } from '@cordon/runtime';
import type { TestApp } from './test-app.ts';
import { createTestDevice, enrolTestDevice, type TestDevice } from './test-device.ts';
import { createTestOperator, type TestOperator } from './test-operators.ts';

/** Calls of the operator API by one caller, and what they need to begin with. */
export interface TestCaller {
  operator: TestOperator;
  get(url: string): Promise<TestAnswer>;
  send(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: object): Promise<TestAnswer>;
}

export interface TestAnswer {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects to be there.
  body: any;
}

/** Makes a caller with a role on a unit of an organisation (by default the test's own, from its root down). */
export async function createCaller(
  host: TestApp,
  role: Role,
  options: { organisationId?: string; unitId?: string; scopes?: readonly Permission[] } = {},
): Promise<TestCaller> {
  const { organisationId = host.organisationId, unitId = host.organisation.rootUnitId, scopes = [] } = options;
  const operator = await createTestOperator({ ...host, organisationId }, role, unitId, scopes);
  const send: TestCaller['send'] = async (method, url, body) => {
    const answer = await host.app.inject({ method, url, headers: operator.headers, ...(body ? { body } : {}) });
    const isJson = /[/+]json\b/.test(String(answer.headers['content-type'] ?? ''));
    const { statusCode: status, headers, body: text } = answer;
    return { status, headers, text, body: isJson ? answer.json() : undefined };
  };
  return { operator, send, get: (url) => send('GET' as 'POST', url) };
}

/** Makes a unit below the root and answers its id. */
export async function createUnitByApi(caller: TestCaller, key: string, parentId: string): Promise<string> {
  const answer = await caller.send('POST', '/v1/units', { key, name: key, parentId });
  if (answer.status !== 201) throw new Error(`no unit: ${answer.text}`);
  return answer.body.id;
}

/** Makes a person and answers the id. */
export async function createPersonByApi(caller: TestCaller, person: object): Promise<string> {
  const answer = await caller.send('POST', '/v1/people', person);
  if (answer.status !== 201) throw new Error(`no person: ${answer.text}`);
  return answer.body.id;
}

export interface EnrolOptions {
  unitId?: string;
  personId?: string;
  organisationId?: string;
  requireApproval?: boolean;
  facts?: Record<string, unknown>;
}

/** Enrols a handset over the device protocol. */
export async function enrolDevice(host: TestApp, options: EnrolOptions = {}): Promise<TestDevice> {
  const { organisationId = host.organisationId, unitId = host.organisation.rootUnitId } = options;
  const now = host.clock.now();
  const { token } = await withOrganisation(host.database, organisationId, (tx) =>
    createEnrolmentToken(tx, {
      organisationId,
      label: 'test',
      unitId,
      personId: options.personId,
      ownership: 'personal',
      maxUses: 1,
      requireApproval: options.requireApproval,
      now,
      expiresAt: new Date(now.getTime() + 86_400_000),
    }),
  );
  const device = await createTestDevice({ facts: options.facts });
  await enrolTestDevice(host, device, token);
  return device;
}

/** Columns of a finding that a test cares about. */
export interface TestFinding {
  policyName?: string;
  ruleId?: string;
  ruleType?: string;
  subject?: string;
  severity?: string;
  status?: string;
  dueAt?: Date;
  evidence?: object[];
  advice?: string;
  despiteRemediation?: string;
}

/** Writes a finding as the worker would. Answers its id. */
export function insertFinding(
  host: TestApp,
  deviceId: string,
  finding: TestFinding = {},
  organisationId = host.organisationId,
): Promise<string> {
  const now = host.clock.now();
  const id = newId(now);
  return withOrganisation(host.database, organisationId, async (tx) => {
    const evidence = finding.evidence ?? [];
    await tx.finding.create({ data: { ...FINDING, ...finding, evidence, ...seen(now), id, deviceId, organisationId } });
    await tx.findingHistory.create({
      data: {
        deviceId,
        id: newId(now),
        organisationId,
        findingId: id,
        kind: 'opened',
        at: now,
        recordedAt: now,
        detail: {},
      },
    });
    return id;
  });
}

const FINDING = {
  policyName: 'foreign-cloud',
  ruleId: 'banned-vendor',
  ruleType: 'vendor',
  subject: 'xiaomi',
  severity: 'critical',
  status: 'open',
  policyVersion: 1,
};

function seen(now: Date) {
  return { firstSeen: now, lastSeen: now };
}

/** Writes an open notice about a person's finding, and a link to it for the recipient. */
export function insertNotice(
  host: TestApp,
  notice: { personId: string; unitId?: string; deviceId: string; findingId: string; recipientId?: string },
): Promise<{ advisoryId: string; token: string }> {
  const now = host.clock.now();
  const { organisationId } = host;
  const { personId, unitId = host.organisation.rootUnitId, deviceId, findingId, recipientId = personId } = notice;
  return withOrganisation(host.database, organisationId, async (tx: Tx) => {
    const advisoryId = newId(now);
    const base = { organisationId, severity: 'critical' };
    await tx.advisory.create({
      data: { ...base, id: advisoryId, kind: 'notice', state: 'open', personId, unitId, openedAt: now },
    });
    await tx.advisoryFinding.create({ data: { ...base, advisoryId, deviceId, findingId, joinedAt: now } });
    await tx.delivery.create({ data: { ...deliveryOf(advisoryId, recipientId, now), organisationId } });
    const { token, hash: tokenHash } = newSecret('cpl_');
    const expiresAt = new Date(now.getTime() + PERSON_LINK_LIFETIME_MS);
    const link = { id: newId(now), personId: recipientId, advisoryId, tokenHash, createdAt: now, expiresAt };
    await tx.personLink.create({ data: { organisationId, ...link } });
    return { advisoryId, token };
  });
}

function deliveryOf(advisoryId: string, personId: string, now: Date) {
  const id = newId(now);
  const kept = { detail: {}, dueAt: now, createdAt: now, messageId: `<${id}@test.example>` };
  return { id, advisoryId, personId, reason: 'notice-opened', channel: 'email', state: 'queued', ...kept };
}

export { countRows, enrolledDevice, makeToken, runAsOwner } from './test-fleet.ts';
