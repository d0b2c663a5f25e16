import { type ImportChange, MAX_IMPORT_CHANGES } from '@cordon/contract';
import { type AuditEntry, listUnitsForImport, type SqlTx, type UnitRow } from '@cordon/db';
import type { Operator } from '../../plugins/operator.ts';

/** Who imports, when, and whether what is read is kept from changing until the transaction ends. */
export interface ImportContext {
  operator: Operator;
  now: Date;
  isHeld: boolean;
}

/** What a file comes to. */
export interface ImportWork {
  created: number;
  updated: number;
  unchanged: number;
  changes: ImportChange[];
  events: Pick<AuditEntry, 'action' | 'target' | 'unitId' | 'personId' | 'details'>[];
  /** Devices to be judged once it is committed. */
  deviceIds: string[];
  write(tx: SqlTx): Promise<void>;
}

/** Holds a file's rows against the organisation, and finds out what they come to. */
export type ImportStep = (tx: SqlTx, context: ImportContext) => Promise<ImportWork>;

/** Units by id, as far as the caller may read them, and where the caller holds a permission to write. */
export async function readUnits(
  tx: SqlTx,
  operator: Operator,
  permission: 'people:write' | 'devices:write',
): Promise<{ units: UnitRow[]; mayWrite: (unitId: string) => boolean; mayReadPeople: (unitId: string) => boolean }> {
  const within = (scope: readonly string[] | undefined) => {
    const ids = scope && new Set(scope);
    return (unitId: string) => ids?.has(unitId) ?? true;
  };
  const mayWrite = within(operator.unitScope(permission));
  const mayRead = within(operator.unitScope('units:read'));
  const all = await listUnitsForImport(tx, operator.organisationId);
  const units = all.filter(({ id }) => mayRead(id) || mayWrite(id));
  return { units, mayWrite, mayReadPeople: within(operator.unitScope('people:read')) };
}

/** The first changes, in the order of their rows. */
export function firstChanges<T>(planned: readonly T[], describe: (item: T) => ImportChange): ImportChange[] {
  return planned.slice(0, MAX_IMPORT_CHANGES).map(describe);
}

/** A value as an answer shows it. */
export function textOf(value: unknown, names: ReadonlyMap<string, string>): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.join('; ');
  return names.get(String(value)) ?? String(value);
}
