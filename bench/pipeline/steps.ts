import { createPublicKey } from 'node:crypto';
import { type IncomingReport, ingestReports, openDatabase, readUnjudgedReports, withOrganisationSql } from '@cordon/db';
import { createOrganisationCatalogues, createRulesCache, type JudgeDeps, judgeDevices } from '@cordon/judge';
import { baseCatalogue, compile, evaluate, hashDocument, type ReportFacts } from '@cordon/policy';
import { createLogger, newId, openPlaceDatabase, openQueues, systemClock } from '@cordon/runtime';
import { checkReport } from '../../apps/api/src/features/reports/check-report.ts';
import { encodePayload } from '../../apps/api/src/features/reports/encode-payload.ts';
import { type CompactJws, parseCompactJws } from '../../apps/api/src/jose/compact-jws.ts';
import { verifyJws } from '../../apps/api/src/jose/verify-jws.ts';
import { readReport } from '../../packages/judge/src/read-report.ts';
import { cpuMicrosOf, cpuMicrosOfTree } from './cpu.ts';
import { readRequests, toJws } from './report-file.ts';
import { AUDIENCE, benchPolicies } from './workload.ts';

export interface StepsInput {
  /** Files of each pass; the last one is measured, those before it make the code warm. */
  passes: string[][];
  databaseUrl: string;
  redisUrl?: string;
  postgresPid: number;
  redisPid: number;
  organisationId: string;
  devices: { id: string; jwk: Record<string, string>; thumbprint: string }[];
  /** Reports of one insert, and devices of one job: about as many as in the run. */
  batch: number;
}

/** CPU microseconds a report, of this process and of the servers it uses. */
export interface Steps {
  verify: number;
  decodeValidate: number;
  insert: number;
  readBack: number;
  evaluate: number;
  verdictWrite: number;
  queue: number;
}

/** Devices that the worker judges in one transaction under load. */
const JUDGED_TOGETHER = 64;

interface Taken {
  jws: CompactJws;
  seq: number;
  collectedAt: Date;
}

/** Measures each step of the pipeline alone, by the product's own functions, with reports that are new to the database. */
export async function measureSteps(input: StepsInput): Promise<Steps> {
  let last: Steps | undefined;
  for (const paths of input.passes) last = await measurePass(input, readAll(paths));
  if (!last) throw new Error('There is nothing to measure with.');
  return last;
}

async function measurePass(input: StepsInput, bodies: readonly Buffer[]): Promise<Steps> {
  const cost = costMeter(input, bodies.length);
  const database = openDatabase(input.databaseUrl);
  const places = await openPlaceDatabase({});
  const now = new Date();
  const keys = new Map(input.devices.map((device) => [device.id, device]));
  try {
    const audiences = new Set([AUDIENCE]);
    const taken: Taken[] = [];
    const decodeValidate = await cost(async () => {
      for (const body of bodies) taken.push(decode(body, audiences, now));
    });
    const publicKeys = new Map(input.devices.map(({ id, jwk }) => [id, createPublicKey({ key: jwk, format: 'jwk' })]));
    const verify = await cost(() => verifyAll(taken, publicKeys));
    const insert = await cost(() => insertAll(database, taken, keys, input.batch));
    const ids = [...new Set(taken.map(({ jws }) => String(jws.header.kid)))];
    const facts: ReportFacts[] = [];
    const readBack = await cost(async () => {
      for (const chunk of chunks(ids, JUDGED_TOGETHER)) {
        const rows = await withOrganisationSql(database, input.organisationId, (tx) =>
          readUnjudgedReports(tx, chunk, 20),
        );
        for (const row of rows) {
          const read = readReport(row);
          if ('facts' in read) facts.push(read.facts);
        }
      }
    });
    const evaluated = await cost(async () => evaluateAll(facts, places.placeOf, now.getTime()));
    const judged = await cost(() => judgeAll(input, database, places, ids));
    const queue = await cost(() => queueAll(input, ids));
    return {
      verify,
      decodeValidate,
      insert,
      readBack,
      evaluate: evaluated,
      verdictWrite: Math.max(0, judged - readBack - evaluated),
      queue,
    };
  } finally {
    await database.close();
  }
}

function readAll(paths: string[]): Buffer[] {
  const next = readRequests(paths);
  const bodies: Buffer[] = [];
  for (let request = next(); request; request = next()) bodies.push(Buffer.from(toJws(request)));
  return bodies;
}

function costMeter({ postgresPid, redisPid }: StepsInput, reports: number) {
  return async (work: () => Promise<void>): Promise<number> => {
    globalThis.gc?.();
    const servers = () => cpuMicrosOfTree(postgresPid) + (redisPid > 0 ? cpuMicrosOf(redisPid) : 0);
    const before = servers();
    const own = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(own);
    return (user + system + servers() - before) / reports;
  };
}

function decode(body: Buffer, audiences: ReadonlySet<string>, now: Date): Taken {
  const jws = parseCompactJws(body.toString('latin1'), { type: 'report+jwt' });
  if ('fault' in jws) throw new Error(jws.detail);
  return { jws, ...checkReport(jws, audiences, now) };
}

async function verifyAll(
  taken: readonly Taken[],
  keys: ReadonlyMap<string, ReturnType<typeof createPublicKey>>,
): Promise<void> {
  for (const chunk of chunks(taken, 64)) {
    const valid = await Promise.all(
      chunk.map(({ jws }) => verifyJws(jws, keys.get(String(jws.header.kid)) as ReturnType<typeof createPublicKey>)),
    );
    if (valid.includes(false)) throw new Error('A signature does not verify.');
  }
}

async function insertAll(
  database: ReturnType<typeof openDatabase>,
  taken: readonly Taken[],
  keys: ReadonlyMap<string, StepsInput['devices'][number]>,
  batch: number,
): Promise<void> {
  for (const chunk of chunks(taken, batch)) {
    const now = new Date();
    const reports = chunk.map(({ jws, seq, collectedAt }): IncomingReport => {
      const deviceId = String(jws.header.kid);
      return {
        deviceId,
        seq,
        reportId: newId(now),
        keyThumbprint: keys.get(deviceId)?.thumbprint ?? '',
        collectedAt,
        protectedHeader: jws.protectedHeader,
        signature: jws.signature,
        ...encodePayload(jws.payloadBytes, jws.payloadBytes),
      };
    });
    const results = await ingestReports(database, reports, now);
    if (results.some(({ outcome }) => outcome !== 'stored')) throw new Error('A report was not stored.');
  }
}

function evaluateAll(facts: readonly ReportFacts[], placeOf: JudgeDeps['placeOf'], now: number): void {
  const inputs = benchPolicies().map((document) => ({
    name: document.metadata.name,
    version: 1,
    hash: hashDocument(document),
    document,
    inForceSince: now - 86_400_000,
    ruleInForceSince: {},
  }));
  const rules = compile(inputs, baseCatalogue());
  for (const report of facts) {
    evaluate(rules, {
      now,
      device: {
        id: 'device',
        unitKeys: ['root'],
        groups: [],
        ownership: 'issued',
        enrolledAt: now - 86_400_000,
        platform: 'android',
      },
      report: { id: 'report', facts: report, receivedAt: now, validAt: now - 1_000 },
      mode: 'new',
      sequenceConflicts: [],
      findings: [],
      waivers: [],
      placeOf,
      epoch: 1,
    });
  }
}

async function judgeAll(
  { organisationId }: StepsInput,
  database: ReturnType<typeof openDatabase>,
  places: Awaited<ReturnType<typeof openPlaceDatabase>>,
  ids: readonly string[],
): Promise<void> {
  const catalogue = baseCatalogue();
  const deps: JudgeDeps = {
    database,
    clock: systemClock,
    catalogue,
    catalogues: createOrganisationCatalogues(catalogue),
    logger: createLogger({ name: 'bench', level: 'warn' }),
    queues: { enqueue: async () => true },
    placeOf: places.placeOf,
    placeDatabaseDate: places.databaseDate,
    hasAsnDatabase: places.hasAsn,
    rules: createRulesCache(),
    publicUrl: AUDIENCE,
  };
  for (const chunk of chunks(ids, JUDGED_TOGETHER)) await judgeDevices(deps, organisationId, chunk);
}

/** Jobs through the queue as the API puts them in and the worker takes them out, with nothing to do. */
async function queueAll(
  { databaseUrl, redisUrl, organisationId, batch }: StepsInput,
  ids: readonly string[],
): Promise<void> {
  const queues = openQueues({ databaseUrl, redisUrl, prefix: 'bench' });
  const jobs = chunks(ids, batch);
  let left = jobs.length;
  const done = new Promise<void>((resolve) => {
    queues.work('evaluate', async () => {
      left -= 1;
      if (left === 0) resolve();
    });
  });
  for (const deviceIds of jobs) await queues.enqueue('evaluate', 'evaluate', { organisationId, deviceIds });
  await done;
  await queues.close();
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
