import { randomInt } from 'node:crypto';
import type { InjectOptions } from 'fastify';
import type { TestApp, TestOrganisation } from './test-app.ts';
import { createTestDevice, enrolTestDevice, sendReport, signReport } from './test-device.ts';
import { runAsOwner } from './test-fleet.ts';
import { createTestOperator } from './test-operators.ts';

/** One object of every kind, all in one unit of one organisation: what others must not reach. */
export interface TestWorld {
  unitId: string;
  /** Ids of objects of the unit, by kind (`device`, `finding`, …). */
  ids: Readonly<Record<string, string>>;
  /** Name of its published policy, which the whole organisation may read. */
  policyName: string;
  /** Words that only this world's objects contain. */
  secrets: readonly string[];
}

const policyNamed = (name: string) => ({
  apiVersion: 'cordon/v1',
  kind: 'Policy',
  metadata: { name, title: `Policy ${name}` },
  spec: { rules: [{ id: 'banned', vendor: { deny: ['xiaomi'] }, severity: 'critical' }] },
});

/** Fills a new unit below the root with one object of every kind, by the API, and judges its device. */
export async function createTestWorld(host: TestApp, organisation: TestOrganisation, name: string): Promise<TestWorld> {
  const owner = await createTestOperator(
    { ...host, organisationId: organisation.id },
    'owner',
    organisation.rootUnitId,
  );
  const call = async <T>(method: InjectOptions['method'], url: string, body?: object): Promise<T> => {
    const answer = await host.app.inject({ method, url, headers: owner.headers, ...(body && { body }) });
    if (answer.statusCode >= 300) throw new Error(`${method} ${url}: ${answer.statusCode} ${answer.body}`);
    return answer.body === '' ? (undefined as T) : answer.json<T>();
  };
  const expiresAt = new Date(host.clock.now().getTime() + 86_400_000).toISOString();
  type Made = { id: string };

  const unit = await call<Made>('POST', '/v1/units', {
    key: name,
    name: `Unit ${name}`,
    parentId: organisation.rootUnitId,
  });
  const person = await call<Made>('POST', '/v1/people', {
    unitId: unit.id,
    name: `Person ${name}`,
    serviceNumber: `SN-${name}`,
    email: `${name}@people.example`,
  });
  await call('PUT', `/v1/policies/${name}`, { format: 'json', source: JSON.stringify(policyNamed(name)) });
  await call('POST', `/v1/policies/${name}/publish`, {});
  const token = await call<Made & { token: string }>('POST', '/v1/enrolment-tokens', {
    label: `Token ${name}`,
    personId: person.id,
    ownership: 'issued',
    maxUses: 5,
    expiresAt,
  });
  const imei = `8674510${randomInt(10_000_000, 99_999_999)}`;
  const device = await createTestDevice({ facts: { serialNumber: `SERIAL-${name}`, imei: [imei] } });
  await enrolTestDevice(host, device, token.token);
  await sendReport(host, await signReport(host, device, 1));
  await host.deps.judge(organisation.id, [device.id]);
  const { user } = await call<{ user: Made & { grants: Made[] } }>('POST', '/v1/users', {
    email: `${name}@users.example`,
    name: `User ${name}`,
    grants: [{ role: 'helpdesk', unitId: unit.id }],
  });
  const apiToken = await call<Made>('POST', '/v1/api-tokens', {
    name: `API ${name}`,
    role: 'commander',
    unitId: unit.id,
    expiresAt,
  });
  return {
    unitId: unit.id,
    policyName: name,
    ids: {
      unit: unit.id,
      person: person.id,
      enrolmentToken: token.id,
      device: device.id,
      user: user.id,
      grant: user.grants[0]?.id ?? '',
      apiToken: apiToken.id,
      ...(await idsMadeByJudging(host, device.id)),
    },
    secrets: [`Unit ${name}`, `Person ${name}`, `SN-${name}`, `SERIAL-${name}`, imei, `${name}@people.example`],
  };
}

async function idsMadeByJudging(host: TestApp, deviceId: string): Promise<Record<string, string>> {
  const [row] = await runAsOwner<Record<string, string>>(
    host,
    `SELECT f.id AS finding, af.advisory_id AS advisory, l.id AS delivery, r.id AS report, v.id AS verdict, e.id AS "auditEvent"
     FROM findings f JOIN advisory_findings af ON af.finding_id = f.id JOIN deliveries l ON l.advisory_id = af.advisory_id
       JOIN reports r ON r.device_id = f.device_id JOIN verdict_history v ON v.device_id = f.device_id
       JOIN audit_events e ON e.target_id = f.device_id::text
     WHERE f.device_id = $1 LIMIT 1`,
    [deviceId],
  );
  if (!row) throw new Error('judging made no finding with a notice');
  return row;
}

/** A fingerprint of everything that belongs to an organisation (or, given a unit, of what stands in that unit), audit apart. */
export async function fingerprint(host: TestApp, organisationId: string): Promise<Record<string, string>> {
  const tables = await runAsOwner<{ name: string }>(
    host,
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organisation_id'
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace
       AND c.relname NOT IN ('audit_events', 'api_tokens', 'sessions') ORDER BY 1`,
  );
  const prints: Record<string, string> = {};
  for (const { name } of tables) {
    const [row] = await runAsOwner<{ print: string }>(
      host,
      `SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') AS print FROM ${name} t WHERE organisation_id = $1`,
      [organisationId],
    );
    prints[name] = row?.print ?? '';
  }
  return prints;
}
