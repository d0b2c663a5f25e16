import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, bodyOf } from '../api/client.ts';
import type { Unit } from '../api/types.ts';
import { useCan } from '../session/session.ts';

async function listAllUnits(): Promise<Unit[]> {
  const units: Unit[] = [];
  let cursor: string | undefined;
  do {
    const page = await bodyOf(api.GET('/v1/units', { params: { query: { limit: 200, cursor } } }));
    units.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return units;
}

/** All units that the caller may read, parents before children, each with how deep it stands. */
export function useUnits(): { units: Unit[]; nameOf: (id: string) => string; error: unknown; isPending: boolean } {
  const isAllowed = useCan()('units:read');
  const { data, error, isPending } = useQuery({
    queryKey: ['units', 'all'],
    queryFn: listAllUnits,
    enabled: isAllowed,
    staleTime: 60_000,
  });
  // The same for each rendering: an organisation has a thousand of them.
  const { units, names } = useMemo(() => inTreeOrder(data ?? []), [data]);
  return { units, nameOf: (id) => names.get(id) ?? '–', error, isPending: isAllowed && isPending };
}

/** Parents before children, sisters by name. */
function inTreeOrder(all: readonly Unit[]): { units: Unit[]; names: ReadonlyMap<string, string> } {
  const names = new Map(all.map((unit) => [unit.id, unit.name]));
  const pathOf = (unit: Unit) => unit.path.map((id) => names.get(id) ?? '').join('\u0000');
  const paths = new Map(all.map((unit) => [unit, pathOf(unit)]));
  const units = [...all].sort((a, b) => BY_NAME.compare(paths.get(a) ?? '', paths.get(b) ?? ''));
  return { units, names };
}

/** Many times quicker than to ask each text to compare itself. */
const BY_NAME = new Intl.Collator();

/** For selects: units with their depth shown. */
export function unitOptions(units: readonly Unit[]): { value: string; label: string }[] {
  const shortest = Math.min(...units.map((unit) => unit.path.length));
  return units.map((unit) => ({
    value: unit.id,
    label: `${'\u2003'.repeat(unit.path.length - shortest)}${unit.name}`,
  }));
}
