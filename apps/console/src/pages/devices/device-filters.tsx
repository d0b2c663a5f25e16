import { memo, useCallback, useMemo } from 'react';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { VERDICTS } from '../../components/mark.tsx';
import { PersonSelect } from '../../components/person-select.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';
import { SORTS } from './device-table-columns.tsx';

/** Filters of the inventory as they stand in the address. */
export type DeviceSearch = Partial<
  Record<
    | 'q'
    | 'verdict'
    | 'state'
    | 'vendor'
    | 'ownership'
    | 'unitId'
    | 'subUnits'
    | 'personId'
    | 'tag'
    | 'group'
    | 'model'
    | 'imei'
    | 'reported'
    | 'sort',
    string
  >
>;

interface Props {
  search: DeviceSearch;
  set: (change: DeviceSearch) => void;
  /** Absent: nothing is filtered. */
  onClear: (() => void) | undefined;
}

/** Those that links set alone: each can be taken away. */
const FROM_LINKS = { vendor: 'Vendor', tag: 'Tag', group: 'Group', model: 'Model', imei: 'IMEI' } as const;

// The same for each rendering, so that a filter that stays as it is is not drawn anew.
const STATES = ['active', 'pending', 'retired'] as const;
const OWNERSHIPS = ['issued', 'personal', 'dependant'] as const;
const REPORTED = ['ever', 'never'] as const;
const SUB_UNITS = ['with', 'without'] as const;
const HOLDER_WIDTH = { base: 'calc(50% - 0.375rem)', xs: 180 };

/** Which devices the inventory shows, and in which order. */
export const DeviceFilters = memo(function DeviceFilters({ search, set, onClear }: Props) {
  const can = useCan();
  const { units } = useUnits();
  const unitChoices = useMemo(() => unitOptions(units), [units]);
  const orders = useMemo(() => [...SORTS, ...otherOrder(search.sort)], [search.sort]);
  const setHolder = useCallback((personId: string | null) => set({ personId: personId ?? undefined }), [set]);
  return (
    <FilterBar onClear={onClear}>
      <SearchField
        label="Search"
        placeholder="Holder, model, serial number or IMEI"
        value={search.q}
        onChange={(q) => set({ q })}
      />
      <FilterSelect
        label="Verdict"
        options={VERDICTS}
        value={search.verdict}
        onChange={(verdict) => set({ verdict })}
      />
      <FilterSelect label="State" options={STATES} value={search.state} onChange={(state) => set({ state })} />
      <FilterSelect
        label="Ownership"
        options={OWNERSHIPS}
        value={search.ownership}
        onChange={(ownership) => set({ ownership })}
      />
      <FilterSelect
        label="Reported"
        options={REPORTED}
        value={search.reported}
        onChange={(reported) => set({ reported })}
      />
      {units.length > 1 && (
        <FilterSelect
          label="Unit"
          options={unitChoices}
          value={search.unitId}
          onChange={(unitId) => set({ unitId, subUnits: undefined })}
        />
      )}
      {search.unitId !== undefined && (
        <FilterSelect
          label="Sub-units"
          placeholder="with"
          options={SUB_UNITS}
          value={search.subUnits}
          onChange={(subUnits) => set({ subUnits })}
        />
      )}
      {can('people:read') && (
        <PersonSelect
          label="Holder"
          placeholder="All"
          size="xs"
          w={HOLDER_WIDTH}
          value={search.personId ?? null}
          onChange={setHolder}
        />
      )}
      {(Object.keys(FROM_LINKS) as (keyof typeof FROM_LINKS)[]).map((key) => {
        const value = search[key];
        return (
          value !== undefined && (
            <FilterSelect
              key={key}
              label={FROM_LINKS[key]}
              options={[value]}
              value={value}
              onChange={(next) => set({ [key]: next })}
            />
          )
        );
      })}
      <FilterSelect
        label="Sort by"
        isWide
        placeholder="Enrolled"
        options={orders}
        value={search.sort}
        onChange={(sort) => set({ sort })}
      />
    </FilterBar>
  );
});

/** An order chosen by the head of a column that the list does not offer. */
function otherOrder(sort: string | undefined): { value: string; label: string }[] {
  if (sort === undefined || SORTS.some(({ value }) => value === sort)) return [];
  const known = SORTS.find(({ value }) => value === sort.replace('-', ''));
  return [{ value: sort, label: `${known?.label.replace(/,.*/, '') ?? 'Enrolled'}, the other way round` }];
}
