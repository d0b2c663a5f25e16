import { errorAt, type Fault, type PathPart } from '../fault.ts';
import { canonicalJson } from '../hash.ts';
import type { LintContext } from './context.ts';
import { lintVendorKey } from './keys.ts';

/** Faults of ids: given twice, or referred to and not there; and of the vendors that remediations and evidence name. */
export function lintReferences(context: LintContext): Fault[] {
  const evidence = new Set(
    [...context.ids.evidence, ...context.evidenceElsewhere.keys()].filter((id) => id !== undefined),
  );
  const rules = new Set(context.ids.rules.filter((id) => id !== undefined));
  return [
    ...lintDuplicates(context),
    ...context.evidence.flatMap((evidence) => lintClash(evidence, context)),
    ...context.rules.flatMap(({ path, value }) =>
      (value.evidence ?? []).flatMap((id, index) =>
        dangling('evidence', id, [...path, 'evidence', index], evidence, context),
      ),
    ),
    ...context.remediations.flatMap(({ path, value }) => [
      ...(value.covers?.rules ?? []).flatMap((id, index) =>
        dangling('rule', id, [...path, 'covers', 'rules', index], rules, context),
      ),
      ...(value.confirmedBy === undefined
        ? []
        : dangling('evidence', value.confirmedBy, [...path, 'confirmedBy'], evidence, context)),
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

function dangling(
  kind: string,
  id: string,
  path: readonly PathPart[],
  known: ReadonlySet<string>,
  { hints }: LintContext,
): Fault[] {
  return known.has(id) ? [] : [errorAt(path, `there is no ${kind} "${id}"${hints.at(id, known)}`)];
}

/** Circulars cite evidence by its id: in one organisation, one id is one source. The same entry may stand twice. */
function lintClash({ path, value }: LintContext['evidence'][number], context: LintContext): Fault[] {
  const other = context.evidenceElsewhere.get(value.id ?? '');
  if (!other || !context.isWhole(value) || canonicalJson(other.entry) === canonicalJson(value)) return [];
  const message = `stands with another content in the policy "${other.policyName}"; ids are unique in the organisation`;
  return [errorAt([...path, 'id'], message)];
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
