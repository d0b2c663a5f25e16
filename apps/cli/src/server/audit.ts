import {
  type AuditVerification,
  listOrganisationIds,
  loadOrganisationKeys,
  sealAuditEvents,
  verifyAudit,
  writeCheckpoint,
} from '@cordon/db';
import { type Command, EXIT, type Output, readWords, UsageError, type Words } from '../policy/command.ts';
import { type CommandDeps, withCommandDeps } from './deps.ts';

/** `audit verify [--organisation ID] [--data …]`: exit code 1 if anything is not as this server left it. */
export const auditVerify: Command = async (words, output) => {
  const given = readWords(words, { valued: ['organisation', 'data'] });
  let isIntact = true;
  await withEach(given, async (deps, organisationId) => {
    const keys = await loadOrganisationKeys(deps.database, organisationId, deps.secretBox);
    const result = await verifyAudit(deps.database, organisationId, keys, deps.config.auditCheckpointDir);
    isIntact &&= result.ok;
    tell(output, organisationId, result);
  });
  return isIntact ? EXIT.ok : EXIT.faults;
};

/** `audit checkpoint [--organisation ID] [--data …]`: seals what waits and signs where the chain stands. */
export const auditCheckpoint: Command = async (words, output) => {
  const given = readWords(words, { valued: ['organisation', 'data'] });
  await withEach(given, async ({ database, secretBox, clock, config }, organisationId) => {
    const keys = await loadOrganisationKeys(database, organisationId, secretBox);
    await sealAuditEvents(database, organisationId, keys.auditKey);
    const number = await writeCheckpoint(
      database,
      organisationId,
      keys.signing,
      config.auditCheckpointDir,
      clock.now(),
    );
    output.out(`${organisationId}: checkpoint at event ${number}, in ${config.auditCheckpointDir}`);
  });
  return EXIT.ok;
};

async function withEach(
  given: Words,
  work: (deps: CommandDeps, organisationId: string) => Promise<void>,
): Promise<void> {
  const [dataDir, only] = ['data', 'organisation'].map((name) => given.options.get(name));
  await withCommandDeps(typeof dataDir === 'string' ? dataDir : undefined, async (deps) => {
    const all = await listOrganisationIds(deps.database);
    if (typeof only === 'string' && !all.includes(only)) throw new UsageError(`there is no organisation ${only}`);
    for (const id of all) if (only === undefined || id === only) await work(deps, id);
  });
}

function tell(output: Output, organisationId: string, result: AuditVerification): void {
  const { ok, sealed, unsealed, lastCheckpoint, faults } = result;
  const waiting = unsealed === 0 ? '' : `, ${unsealed} not sealed yet`;
  const verdict = ok ? 'intact' : 'NOT INTACT';
  output.out(`${organisationId}: ${verdict}; ${sealed} events, last checkpoint at ${lastCheckpoint}${waiting}`);
  for (const fault of faults) {
    output.out(`  event ${fault.number}${fault.eventId ? ` (${fault.eventId})` : ''}: ${fault.kind}: ${fault.detail}`);
  }
}
