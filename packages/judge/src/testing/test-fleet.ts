import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import {
  type Database,
  type IngestResult,
  ingestReports,
  makeReportPartitions,
  openDatabase,
  raiseEpoch,
  withOrganisation,
} from '@cordon/db';
import {
  baseCatalogue,
  concernOf,
  hashDocument,
  type PlaceOf,
  type PolicyDocument,
  type ReportFacts,
} from '@cordon/policy';
import { createLogger, createTestClock, newId, type TestClock } from '@cordon/runtime';
import pg from 'pg';
import type { JudgeDeps } from '../deps.ts';
import { createOrganisationCatalogues } from '../organisation-catalogues.ts';
import { createRulesCache } from '../rules-cache.ts';

/** An organisation in a test database, filled by plain SQL as its owner: what judging finds, not how it came there. */
export interface TestFleet {
  organisationId: string;
  rootUnitId: string;
  clock: TestClock;
  database: Database;
  deps: JudgeDeps;
  /** Jobs rung for. */
  rung: { queueName: string; data: unknown }[];
  addUnit(key: string, parentId?: string): Promise<string>;
  addPerson(person?: Partial<TestPerson>): Promise<string>;
  addUser(role: string, unitId: string): Promise<string>;
  addDevice(device?: Partial<TestDevice>): Promise<string>;
  /** Publishes a version of a policy in force from now (or `effectiveFrom`), and raises the epoch. */
  publish(rules: unknown[], more?: { name?: string; remediations?: unknown[]; effectiveFrom?: Date }): Promise<void>;
  /** Takes a report in as the API does; `seq` goes on by itself. */
  report(deviceId: string, facts?: Partial<ReportFacts>, more?: TestReport): Promise<IngestResult>;
  /** Rows of any table, seen as the owner. */
  rows<T = Record<string, unknown>>(sql: string, values?: unknown[]): Promise<T[]>;
  close(): Promise<void>;
}

export interface TestPerson {
  unitId: string;
  email: string | null;
  locale: string;
  sponsorId: string | null;
  isMinor: boolean;
  sponsorInformed: boolean;
}

export interface TestDevice {
  unitId: string;
  personId: string | null;
  ownership: string;
  state: string;
}

export interface TestReport {
  seq?: number;
  collectedAt?: Date;
  /** Stored instead of the payload. */
  rawPayload?: Buffer;
}

/** A harmless handset. */
export const PIXEL: ReportFacts['device'] = {
  manufacturer: 'Google',
  brand: 'google',
  model: 'Pixel 8',
  os: { name: 'android', version: '15', build: 'AP3A.241005.015' },
};

/** The handset of the case. */
export const REDMI: ReportFacts['device'] = {
  manufacturer: 'Xiaomi',
  brand: 'Xiaomi',
  model: 'HM 1SW',
  product: 'armani',
  os: { name: 'android', version: '4.3', build: 'JHBMIBF30.0' },
};

/** 42.62.94.0/24 is in China; nothing else is known. */
export const TEST_PLACES: PlaceOf = (ip) => (ip.startsWith('42.62.') ? { country: 'CN' } : {});

export interface TestFleetOptions {
  urls: { ownerUrl: string; appUrl: string };
  start?: string;
  clock?: TestClock;
}

/** Fills a database with one organisation and its root unit. */
export async function createTestFleet({ urls, start, clock: given }: TestFleetOptions): Promise<TestFleet> {
  const owner = new pg.Pool({ connectionString: urls.ownerUrl, max: 4 });
  // The database is dropped right after the pool's end: a connection that is still closing hears of it.
  owner.on('connect', (client) => client.on('error', () => undefined));
  const database = openDatabase(urls.appUrl, { maxConnections: 6 });
  const clock = given ?? createTestClock(start ?? '2014-10-22T06:00:00Z');
  const organisationId = newId(clock.now());
  const rootUnitId = newId(clock.now());
  const rung: TestFleet['rung'] = [];
  const catalogue = baseCatalogue();
  const deps: JudgeDeps = {
    database,
    clock,
    catalogue,
    logger: createLogger({ name: 'test', level: 'silent' }),
    queues: {
      enqueue: async (queueName, _jobName, data) => {
        rung.push({ queueName, data });
        return true;
      },
    },
    placeOf: TEST_PLACES,
    placeDatabaseDate: '2014-10-01',
    hasAsnDatabase: false,
    catalogues: createOrganisationCatalogues(catalogue),
    rules: createRulesCache(),
    publicUrl: 'https://cordon.example.org',
  };
  const rows = async <T>(sql: string, values: unknown[] = []) => (await owner.query(sql, values)).rows as T[];
  await makeReportPartitions(database, clock.now());
  await rows(
    `INSERT INTO organisations (id, name, epoch_at, decision_table, settings, created_at) VALUES ($1, 'Test', $2, '{}', '{"defaultLocale":"en","collection":{}}', $2)`,
    [organisationId, clock.now()],
  );
  await rows(
    `INSERT INTO units (organisation_id, id, key, name, path, created_at) VALUES ($1, $2, $3, 'Root', ARRAY[$2]::uuid[], $4)`,
    [organisationId, rootUnitId, 'root', clock.now()],
  );
  const base = { organisationId, rootUnitId, clock, database, rows };
  const seqs = new Map<string, number>();
  return {
    ...base,
    deps,
    rung,
    addUnit: (key, parentId = rootUnitId) => addUnit(base, key, parentId),
    addPerson: (person) => addPerson(base, person),
    addUser: (role, unitId) => addUser(base, role, unitId),
    addDevice: (device) => addDevice(base, device),
    publish: (rules, more) => publish(base, rules, more),
    report: (deviceId, facts, more) => {
      const seq = more?.seq ?? (seqs.get(deviceId) ?? 0) + 1;
      seqs.set(deviceId, Math.max(seq, seqs.get(deviceId) ?? 0));
      return report(base, deviceId, seq, facts, more);
    },
    close: async () => {
      await owner.end();
      await database.close();
    },
  };
}

type Base = Pick<TestFleet, 'organisationId' | 'rootUnitId' | 'clock' | 'database' | 'rows'>;

async function addUnit({ rows, organisationId, clock }: Base, key: string, parentId: string): Promise<string> {
  const id = newId(clock.now());
  await rows(
    `INSERT INTO units (organisation_id, id, key, name, parent_id, path, created_at)
     SELECT $1, $2::uuid, $3, $3, p.id, p.path || $2::uuid, $5 FROM units p WHERE p.id = $4`,
    [organisationId, id, key, parentId, clock.now()],
  );
  return id;
}

async function addPerson(base: Base, person: Partial<TestPerson> = {}): Promise<string> {
  const id = newId(base.clock.now());
  const { email = `${id}@example.org`, locale = 'en', sponsorId = null } = person;
  await base.rows(
    `INSERT INTO people (organisation_id, id, unit_id, name, email, locale, sponsor_id, is_minor, sponsor_informed, created_at)
     VALUES ($1, $2, $3, 'Asha Rao', $4, $5, $6, $7, $8, $9)`,
    [
      base.organisationId,
      id,
      person.unitId ?? base.rootUnitId,
      email,
      locale,
      sponsorId,
      person.isMinor ?? false,
      person.sponsorInformed ?? false,
      base.clock.now(),
    ],
  );
  return id;
}

async function addUser({ rows, organisationId, clock }: Base, role: string, unitId: string): Promise<string> {
  const id = newId(clock.now());
  await rows(`INSERT INTO users (organisation_id, id, email, name, created_at) VALUES ($1, $2, $3, 'Officer', $4)`, [
    organisationId,
    id,
    `${id}@example.org`,
    clock.now(),
  ]);
  await rows(
    `INSERT INTO grants (organisation_id, id, user_id, role, unit_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
    [organisationId, newId(clock.now()), id, role, unitId, clock.now()],
  );
  return id;
}

async function addDevice(base: Base, device: Partial<TestDevice> = {}): Promise<string> {
  const { organisationId, clock, rows } = base;
  const [id, tokenId] = [newId(clock.now()), newId(clock.now())];
  const { unitId = base.rootUnitId, personId = null, ownership = 'issued', state = 'active' } = device;
  await rows(
    `INSERT INTO enrolment_tokens (organisation_id, id, token_hash, label, unit_id, ownership, max_uses, limits, created_at, expires_at)
     VALUES ($1, $2, $3, 'test', $4, $5, 1, '{}', $6, $6)`,
    [organisationId, tokenId, createHash('sha256').update(tokenId).digest(), unitId, ownership, clock.now()],
  );
  await rows(
    `INSERT INTO devices (organisation_id, id, state, unit_id, person_id, ownership, groups, tags, manufacturer, model, imei, os_name,
       os_version, search_text, public_jwk, key_algorithm, key_thumbprint, enrolment_token_id, enrolled_at)
     VALUES ($1, $2, $3, $4, $5, $6, '{}', '{}', 'Google', 'Pixel 8', '{}', 'android', '15', '', '{}', 'ES256', $7, $8, $9)`,
    [organisationId, id, state, unitId, personId, ownership, id, tokenId, clock.now()],
  );
  await rows(
    `INSERT INTO device_state (organisation_id, device_id, unit_id, device_state, verdict, reasons, not_evaluated, verdict_since,
       next_change_at, citations)
     VALUES ($1, $2, $3, $4, 'unknown', '[{"code":"no-report"}]', '[]', $5, $5, '{}')`,
    [organisationId, id, unitId, state, clock.now()],
  );
  return id;
}

async function publish(
  base: Base,
  rules: unknown[],
  more: { name?: string; remediations?: unknown[]; effectiveFrom?: Date } = {},
): Promise<void> {
  const { organisationId, clock, rows, database } = base;
  const { name = 'test-policy', remediations } = more;
  const spec = { rules, ...(remediations ? { remediations } : {}) };
  const document = { apiVersion: 'cordon/v1', kind: 'Policy', metadata: { name }, spec } as PolicyDocument;
  const [before] = await rows<{ document: PolicyDocument }>(
    `SELECT v.document FROM policies p JOIN policy_versions v ON v.policy_id = p.id
     WHERE p.organisation_id = $1 AND p.name = $2 ORDER BY v.version DESC LIMIT 1`,
    [organisationId, name],
  );
  await rows(
    `INSERT INTO policies (organisation_id, id, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation_id, name) DO NOTHING`,
    [organisationId, newId(clock.now()), name, clock.now()],
  );
  await rows(
    `INSERT INTO policy_versions (organisation_id, policy_id, version, title, document, source, source_format, hash, created_at, published_at, effective_from)
     SELECT $1, p.id, 1 + (SELECT count(*) FROM policy_versions v WHERE v.policy_id = p.id), 'Test', $3, '', 'json', $4, $5, $5, $6
     FROM policies p WHERE p.organisation_id = $1 AND p.name = $2`,
    [organisationId, name, JSON.stringify(document), hashDocument(document), clock.now(), more.effectiveFrom ?? null],
  );
  if (more.effectiveFrom) {
    await rows('UPDATE organisations SET next_epoch_at = $2 WHERE id = $1', [organisationId, more.effectiveFrom]);
  } else {
    const concern = before && concernOf(before.document, document);
    await withOrganisation(database, organisationId, (tx) => raiseEpoch(tx, organisationId, clock.now(), concern));
  }
}

async function report(
  { clock, database }: Base,
  deviceId: string,
  seq: number,
  facts: Partial<ReportFacts> = {},
  more: TestReport = {},
): Promise<IngestResult> {
  const now = clock.now();
  const payload = Buffer.from(JSON.stringify({ iss: deviceId, seq, schema: 1, device: PIXEL, ...facts }));
  const [result] = await ingestReports(
    database,
    [
      {
        deviceId,
        seq,
        reportId: newId(now),
        keyThumbprint: deviceId,
        collectedAt: more.collectedAt ?? now,
        payloadSha256: createHash('sha256').update(payload).digest(),
        protectedHeader: '',
        signature: Buffer.alloc(0),
        payload: more.rawPayload ?? deflateRawSync(payload),
        encoding: more.rawPayload ? 0 : 1,
      },
    ],
    now,
  );
  if (result?.outcome !== 'stored') throw new Error(`The report was not stored: ${result?.outcome}`);
  return result;
}
