import { AppError } from '@cordon/contract';
import { ingestReports } from '@cordon/db';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { deviceScope, JOSE } from '../../plugins/device-scope.ts';
import { addressKey } from '../../plugins/rate-limit.ts';
import { createDoorbell } from './doorbell.ts';
import { createGroupCommit } from './group-commit.ts';
import { type ReceivedReport, type ReportServiceDeps, receiveReport } from './report.service.ts';

/** `POST /device/v1/reports` (docs/device-protocol.md, "Report"). */
export async function registerReports(app: App, deps: Deps): Promise<void> {
  const { database, clock, metrics } = deps;
  const doorbell = createDoorbell(deps);
  const groupCommit = createGroupCommit({
    ingest: (reports) => ingestReports(database, reports, clock.now()),
    onCommitted: (results, reports) => {
      metrics.reportBatchSize.observe(results.length);
      doorbell.ring(results, reports);
    },
    onWaiting: (count) => metrics.reportsWaiting.set(count),
  });
  // Ends before the database does: deps are closed after the application.
  app.addHook('onClose', async () => {
    await groupCommit.close();
    await doorbell.close();
  });
  const service: ReportServiceDeps = { ...deps, groupCommit };
  await deviceScope(app, deps, JOSE, (scope) => {
    scope.post('/device/v1/reports', { schema: { hide: true } }, async (request, reply) => {
      const source = addressKey(request.ip);
      const { status, answer } = await receive(service, deps, request.body as Buffer, source);
      return reply.code(status).send(answer);
    });
  });
}

async function receive(
  service: ReportServiceDeps,
  { metrics, securityLog }: Pick<Deps, 'metrics' | 'securityLog'>,
  body: Buffer,
  source: string,
): Promise<ReceivedReport> {
  try {
    const received = await receiveReport(service, body, source);
    metrics.reports.inc({ outcome: received.status === 202 ? 'stored' : 'repeated' });
    return received;
  } catch (error) {
    const outcome = error instanceof AppError ? error.code : 'internal';
    metrics.reports.inc({ outcome });
    // Nobody whose signature was found valid is responsible: what organisation it is about is the sender's claim.
    if (outcome === 'device-unknown' || outcome === 'signature-invalid' || outcome === 'key-mismatch') {
      securityLog.count(source, outcome);
    }
    throw error;
  }
}
