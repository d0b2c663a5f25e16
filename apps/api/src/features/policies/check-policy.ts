import { AppError, type PolicyFault, type PolicyLint, type PolicyPut, type PolicyWarning } from '@cordon/contract';
import {
  listEvidenceElsewhere,
  listUnknownDeviceIds,
  listUnknownGroups,
  listUnknownUnitKeys,
  type Tx,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import { type Fault, type ParsedPolicy, type PolicyDocument, parsePolicy, type ScopeReference } from '@cordon/policy';
import type { Deps } from '../../deps.ts';

export type CheckDeps = Pick<Deps, 'catalogues' | 'hasAsnDatabase'>;

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
  deps: CheckDeps,
  organisationId: string,
  name: string,
  { format, source }: PolicyPut,
): Promise<CheckedPolicy> {
  const read = await readPolicy(tx, deps, organisationId, name, { format, source });
  if (!read.ok) throw policyInvalid(read.faults);
  return { ...read, warnings: read.warnings.map(toWarning) };
}

/** Most faults that are told of one document. */
const MAX_FAULTS = 1_000;

/** Every fault of a document as {@link checkPolicy} would find it, warnings among them; nothing is stored or refused. */
export async function lintPolicy(
  tx: Tx,
  deps: CheckDeps,
  organisationId: string,
  name: string,
  input: PolicyPut,
): Promise<PolicyLint> {
  const read = await readPolicy(tx, deps, organisationId, name, input);
  const faults = (read.ok ? read.warnings : read.faults).slice(0, MAX_FAULTS);
  return { faults: faults.map(toFault), document: read.ok ? read.document : null };
}

async function readPolicy(
  tx: Tx,
  deps: CheckDeps,
  organisationId: string,
  name: string,
  { format, source }: PolicyPut,
): Promise<ParsedPolicy> {
  const evidenceElsewhere = await listEvidenceElsewhere(tx, organisationId, name);
  const { hasAsnDatabase } = deps;
  const catalogue = await catalogueOf(tx, deps, organisationId);
  const parsed = parsePolicy(source, format, catalogue, { hasAsnDatabase, evidenceElsewhere, name });
  const unknown = await unknownReferences(tx, organisationId, parsed.references);
  return parsed.ok
    ? { ...parsed, warnings: parsed.merge(parsed.warnings, unknown) }
    : { ...parsed, faults: parsed.merge(parsed.faults, unknown) };
}

function policyInvalid(faults: readonly Fault[]): AppError {
  const errors = faults.map(({ pointer, line, column, message, severity }) => {
    return { pointer, detail: message, ...(line === undefined ? {} : { line, column }), message, severity };
  });
  return new AppError('policy-invalid', 'The document cannot be stored; see "errors".', { errors });
}

const LISTS_OF_UNKNOWN = { unit: listUnknownUnitKeys, group: listUnknownGroups, device: listUnknownDeviceIds };

const UNKNOWN = {
  unit: 'no unit has this key',
  group: 'no device is in a group of this name',
  device: 'no device has this id',
};

/** A name that nothing has may be one to come: a warning. */
async function unknownReferences(
  tx: Tx,
  organisationId: string,
  references: readonly ScopeReference[],
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const kind of ['unit', 'group', 'device'] as const) {
    const ofKind = references.filter((reference) => reference.kind === kind);
    const keys = [...new Set(ofKind.map(({ key }) => key))];
    const unknown = new Set(keys.length > 0 ? await LISTS_OF_UNKNOWN[kind](tx, organisationId, keys) : []);
    const missing = ofKind.filter(({ key }) => unknown.has(key));
    faults.push(...missing.map(({ pointer }): Fault => ({ pointer, message: UNKNOWN[kind], severity: 'warning' })));
  }
  return faults;
}

function toWarning({ pointer, line, column, message }: Fault): PolicyWarning {
  return { pointer, line, column, message };
}

function toFault(fault: Fault): PolicyFault {
  return { ...toWarning(fault), severity: fault.severity };
}
