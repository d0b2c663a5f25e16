import { useQuery } from '@tanstack/react-query';
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
  const names = new Map(data?.map((unit) => [unit.id, unit.name]));
  const pathName = (unit: Unit) => unit.path.map((id) => names.get(id) ?? '').join('\u0000');
  const units = [...(data ?? [])].sort((a, b) => pathName(a).localeCompare(pathName(b)));
  return { units, nameOf: (id) => names.get(id) ?? '–', error, isPending: isAllowed && isPending };
}

/** For selects: units with their depth shown. */
export function unitOptions(units: readonly Unit[]): { value: string; label: string }[] {
  const shortest = Math.min(...units.map((unit) => unit.path.length));
  return units.map((unit) => ({
    value: unit.id,
    label: `${'\u2003'.repeat(unit.path.length - shortest)}${unit.name}`,
  }));
}
