import { AppError, type PolicyPut, type PolicyWarning } from '@cordon/contract';
import { listEvidenceElsewhere, listUnknownUnitKeys, type Tx } from '@cordon/db';
import { type Fault, hashCanonical, type PolicyDocument, parsePolicy } from '@cordon/policy';
import type { Deps } from '../../deps.ts';
import { catalogueOf } from '../../resources/catalogue-of.ts';

/** A document that may be stored. */
export interface CheckedPolicy {
  document: PolicyDocument;
  hash: string;
  warnings: PolicyWarning[];
}

/**
 * Reads a policy from its source and holds it against the catalogue, this server and the organisation.
 *
 * @throws AppError `policy-invalid` with every fault at once, each with its pointer and place in the source
 */
export async function checkPolicy(
  tx: Tx,
  deps: Pick<Deps, 'catalogues' | 'hasAsnDatabase'>,
  organisationId: string,
  name: string,
  { format, source }: PolicyPut,
): Promise<CheckedPolicy> {
  const elsewhere = await listEvidenceElsewhere(tx, organisationId, name);
  const { hasAsnDatabase } = deps;
  const catalogue = await catalogueOf(tx, deps, organisationId);
  const knownEvidence = elsewhere.map((evidence) => evidence.id);
  const parsed = parsePolicy(source, format, catalogue, { hasAsnDatabase, knownEvidence });
  if (!parsed.ok) throw policyInvalid(parsed.faults);
  const { document, hash, warnings } = parsed;
  const faults = [...wrongName(document, name), ...clashingEvidence(document, elsewhere)];
  if (faults.length > 0) throw policyInvalid(faults);
  const units = await unknownUnits(tx, organisationId, document);
  return { document, hash, warnings: [...warnings, ...units].map(toWarning) };
}

function policyInvalid(faults: readonly Fault[]): AppError {
  const errors = faults.map(({ pointer, line, column, message, severity }) => {
    return { pointer, detail: message, ...(line === undefined ? {} : { line, column }), message, severity };
  });
  return new AppError('policy-invalid', 'The document cannot be stored; see "errors".', { errors });
}

function wrongName(document: PolicyDocument, name: string): Fault[] {
  if (document.metadata.name === name) return [];
  return [{ pointer: '/metadata/name', message: `must be "${name}", as in the address`, severity: 'error' }];
}

/** Circulars cite evidence by its id: in one organisation, one id is one source. The same entry may stand twice. */
function clashingEvidence(
  document: PolicyDocument,
  elsewhere: readonly { id: string; policyName: string; entry: unknown }[],
): Fault[] {
  const known = new Map(elsewhere.map((evidence) => [evidence.id, evidence]));
  return (document.spec.evidence ?? []).flatMap((entry, index) => {
    const other = known.get(entry.id);
    if (!other || hashCanonical(other.entry) === hashCanonical(entry)) return [];
    const message = `stands with another content in the policy "${other.policyName}"; ids are unique in the organisation`;
    return [{ pointer: `/spec/evidence/${index}/id`, message, severity: 'error' as const }];
  });
}

async function unknownUnits(tx: Tx, organisationId: string, { spec }: PolicyDocument): Promise<Fault[]> {
  const places: [string, readonly string[]][] = [
    ['/spec/appliesTo/units', spec.appliesTo?.units ?? []],
    ['/spec/appliesTo/except/units', spec.appliesTo?.except?.units ?? []],
  ];
  const faults: Fault[] = [];
  for (const [pointer, keys] of places) {
    const unknown = new Set(await listUnknownUnitKeys(tx, organisationId, keys));
    for (const [index, key] of keys.entries()) {
      if (!unknown.has(key)) continue;
      faults.push({ pointer: `${pointer}/${index}`, message: 'no unit has this key', severity: 'warning' });
    }
  }
  return faults;
}

function toWarning({ pointer, line, column, message }: Fault): PolicyWarning {
  return { pointer, line, column, message };
}
