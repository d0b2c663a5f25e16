import { errorAt, type Fault } from '../fault.ts';
import type { LintContext } from './context.ts';
import { lintVendorKey } from './keys.ts';
import { nearestKeys } from './nearest.ts';

/** Faults of ids: given twice, or referred to and not there; and of the vendors that remediations and evidence name. */
export function lintReferences(context: LintContext): Fault[] {
  const evidence = new Set([...context.ids.evidence, ...context.knownEvidence].filter((id) => id !== undefined));
  const rules = new Set(context.ids.rules.filter((id) => id !== undefined));
  return [
    ...lintDuplicates(context),
    ...context.rules.flatMap(({ path, value }) =>
      (value.evidence ?? []).flatMap((id, index) => dangling('evidence', id, [...path, 'evidence', index], evidence)),
    ),
    ...context.remediations.flatMap(({ path, value }) => [
      ...(value.covers?.rules ?? []).flatMap((id, index) =>
        dangling('rule', id, [...path, 'covers', 'rules', index], rules),
      ),
      ...(value.confirmedBy === undefined
        ? []
        : dangling('evidence', value.confirmedBy, [...path, 'confirmedBy'], evidence)),
      ...(value.covers?.vendor === undefined
        ? []
        : lintVendorKey(value.covers.vendor, [...path, 'covers', 'vendor'], context)),
    ]),
    ...context.evidence.flatMap(({ path, value }) =>
      value.affects?.vendor === undefined
        ? []
        : lintVendorKey(value.affects.vendor, [...path, 'affects', 'vendor'], context),
    ),
  ];
}

function dangling(kind: string, id: string, path: readonly (string | number)[], known: ReadonlySet<string>): Fault[] {
  if (known.has(id)) return [];
  const nearest = nearestKeys(id, known);
  const hint = nearest.length > 0 ? `: did you mean ${nearest.join(' or ')}?` : '';
  return [errorAt(path, `there is no ${kind} "${id}"${hint}`)];
}

function lintDuplicates({ ids }: LintContext): Fault[] {
  return (['rules', 'remediations', 'evidence'] as const).flatMap((section) => {
    const seen = new Set<string>();
    return ids[section].flatMap((id, index) => {
      if (id === undefined) return [];
      if (seen.has(id)) return [errorAt(['spec', section, index, 'id'], `the id "${id}" is used twice`)];
      seen.add(id);
      return [];
    });
  });
}
