import { createHash } from 'node:crypto';
import { AppError, ReportPayload } from '@cordon/contract';
import { openDatabase } from '@cordon/db';
import {
  baseCatalogue,
  compile,
  evaluate,
  hashDocument,
  type ReportedIdentity,
  type ReportFacts,
} from '@cordon/policy';
import { newId, openPlaceDatabase, openQueues } from '@cordon/runtime';
import Fastify from 'fastify';
import { compactVerify, decodeProtectedHeader, importJWK } from 'jose';
import { toJsonb } from '../../packages/db/src/hot/jsonb.ts';
import { readFindings, writeFindings, writeInventory } from './baseline-writes.ts';
import { AUDIENCE, benchPolicies } from './workload.ts';

/**
 * The straightforward design on the same libraries and tables: each report is verified, validated, inserted by Prisma and
 * put into the queue by itself, and judged by a job with a transaction of its own, which writes verdict, findings, history
 * and inventory. Connected as the tables' owner, so that row-level security costs it nothing; it sends no messages, makes no
 * audit of what it answers, and adds up no counts.
 */

export interface BaselineInput {
  ownerUrl: string;
  databaseUrl: string;
  redisUrl?: string;
  organisationId: string;
}

const CONCURRENCY = 10;

/** The HTTP half. */
export async function serveBaseline(input: BaselineInput, started: (port: number) => void): Promise<never> {
  const { prisma } = openDatabase(input.ownerUrl);
  const queues = openQueues({ databaseUrl: input.databaseUrl, redisUrl: input.redisUrl, prefix: 'baseline' });
  const app = Fastify({ bodyLimit: 1_048_576 });
  app.addContentTypeParser('application/jose', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  app.post('/device/v1/reports', async (request, reply) => {
    const text = request.body as string;
    const { kid = '' } = decodeProtectedHeader(text) as { kid?: string };
    const device = await prisma.device.findUniqueOrThrow({ where: { id: kid } });
    const key = await importJWK(device.publicJwk as Record<string, string>, device.keyAlgorithm);
    const { payload } = await compactVerify(text, key);
    const report = ReportPayload.parse(JSON.parse(Buffer.from(payload).toString()));
    if (report.aud !== AUDIENCE) throw new AppError('audience-mismatch', 'Another audience.');
    const now = new Date();
    const id = newId(now);
    const [protectedHeader = '', , signature = ''] = text.split('.');
    const payloadSha256 = new Uint8Array(createHash('sha256').update(payload).digest());
    await prisma.report.create({
      data: {
        deviceId: kid,
        id,
        organisationId: device.organisationId,
        seq: report.seq,
        receivedAt: now,
        collectedAt: new Date(report.collectedAt),
        payload: new Uint8Array(payload),
        encoding: 0,
        payloadSha256,
        protectedHeader,
        signature: new Uint8Array(Buffer.from(signature, 'base64url')),
      },
    });
    await queues.enqueue('judge', 'judge', { deviceId: kid, reportId: id });
    const answer = { reportId: id, receivedAt: now.toISOString(), status: 'accepted', lastSeq: report.seq };
    return reply.code(202).send({ ...answer, reportEverySeconds: 3_600 });
  });
  started(Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port));
  return new Promise(() => undefined);
}

/** The job half. */
export async function workBaseline(input: BaselineInput, started: (value: null) => void): Promise<never> {
  const { prisma } = openDatabase(input.ownerUrl);
  const queues = openQueues({ databaseUrl: input.databaseUrl, redisUrl: input.redisUrl, prefix: 'baseline' });
  const { placeOf } = await openPlaceDatabase({});
  const rules = compileRules();
  const handle = queues.work(
    'judge',
    async (data) => {
      const { deviceId, reportId } = data as { deviceId: string; reportId: string };
      await prisma.$transaction(async (tx) => {
        const device = await tx.device.findUniqueOrThrow({ where: { id: deviceId } });
        const state = await tx.deviceState.findUniqueOrThrow({ where: { deviceId } });
        const known = await readFindings(tx, deviceId);
        const report = await tx.report.findUniqueOrThrow({ where: { deviceId_id: { deviceId, id: reportId } } });
        const facts = JSON.parse(Buffer.from(report.payload).toString()) as ReportFacts;
        const now = Date.now();
        const judged = { deviceId, organisationId: device.organisationId, reportId, now: new Date(now) };
        const evaluation = evaluate(rules, {
          now,
          device: {
            id: deviceId,
            unitKeys: ['root'],
            groups: [],
            ownership: 'issued',
            enrolledAt: device.enrolledAt.getTime(),
            platform: device.osName,
          },
          report: {
            id: reportId,
            facts,
            receivedAt: report.receivedAt.getTime(),
            validAt: report.collectedAt.getTime(),
          },
          mode: 'new',
          sequenceConflicts: [],
          identity: (state.identity as unknown as ReportedIdentity | null) ?? undefined,
          findings: known.map((finding) => finding.state),
          waivers: [],
          placeOf,
          epoch: 1,
        });
        const { verdict } = evaluation;
        const json = { reasons: asJson(evaluation.reasons), citations: asJson(evaluation.citations) };
        await tx.deviceState.update({
          where: { deviceId },
          data: {
            verdict,
            ...json,
            notEvaluated: asJson(evaluation.notEvaluated),
            identity: asJson(evaluation.identity),
            judgedAt: new Date(now),
            lastReportId: reportId,
            lastSeq: report.seq,
            lastReceivedAt: report.receivedAt,
          },
        });
        await writeFindings(tx, judged, known, evaluation);
        await writeInventory(tx, judged, facts, placeOf);
        if (state.verdict === verdict) return;
        await tx.verdictHistory.create({
          data: {
            deviceId,
            id: newId(new Date(now)),
            organisationId: device.organisationId,
            validFrom: report.collectedAt,
            recordedAt: new Date(now),
            verdict,
            ...json,
            cause: 'report',
            reportId,
            unitId: device.unitId,
            personId: device.personId,
            ownership: device.ownership,
          },
        });
      });
    },
    { concurrency: CONCURRENCY },
  );
  await handle.ready();
  started(null);
  return new Promise(() => undefined);
}

function asJson(value: unknown): object {
  return JSON.parse(toJsonb(value)) as object;
}

function compileRules() {
  const inputs = benchPolicies().map((document) => ({
    name: document.metadata.name,
    version: 1,
    hash: hashDocument(document),
    document,
    inForceSince: Date.now() - 86_400_000,
    ruleInForceSince: {},
  }));
  return compile(inputs, baseCatalogue());
}
