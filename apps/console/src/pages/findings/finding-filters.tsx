import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { countryName, NO_VENDOR, vendorName } from '../../components/words.ts';

type Key = 'q' | 'status' | 'severity' | 'ruleType' | 'policy' | 'ruleId' | 'vendor' | 'unitId' | 'subject' | 'country';
type FindingSearch = Partial<Record<Key, string>>;

interface Props {
  search: FindingSearch;
  set: (change: FindingSearch) => void;
  /** Absent: nothing is filtered. */
  onClear: (() => void) | undefined;
}

/** Which findings are listed. */
export function FindingFilters({ search, set, onClear }: Props) {
  const { units } = useUnits();
  const { data: facets } = useQuery({
    queryKey: ['findings', 'facets'],
    queryFn: () => bodyOf(api.GET('/v1/findings/facets')),
    staleTime: 60_000,
  });
  return (
    <FilterBar onClear={onClear}>
      <SearchField
        label="Search"
        placeholder="Rule, subject, model or holder"
        value={search.q}
        onChange={(q) => set({ q })}
      />
      <FilterSelect
        label="Status"
        options={[{ value: 'failing', label: 'open or in grace' }, 'open', 'in-grace', 'waived', 'resolved']}
        value={search.status}
        onChange={(status) => set({ status })}
      />
      <FilterSelect
        label="Severity"
        options={['critical', 'high', 'medium', 'low', 'info']}
        value={search.severity}
        onChange={(severity) => set({ severity })}
      />
      <FilterSelect
        label="Rule type"
        options={['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness', 'identity']}
        value={search.ruleType}
        onChange={(ruleType) => set({ ruleType })}
      />
      <FilterSelect
        label="Policy"
        options={withChosen(policiesOf(facets), search.policy)}
        value={search.policy}
        onChange={(policy) => set({ policy })}
        isWide
      />
      <FilterSelect
        label="Rule"
        options={withChosen(rulesOf(facets, search.policy), search.ruleId)}
        value={search.ruleId}
        onChange={(ruleId) => set({ ruleId })}
        isWide
      />
      <FilterSelect
        label="Vendor"
        options={withChosen(
          (facets?.vendors ?? []).map((vendor) => vendor ?? NO_VENDOR),
          search.vendor,
        ).map((value) => ({
          value,
          label: vendorName(value === NO_VENDOR ? null : value),
        }))}
        value={search.vendor}
        onChange={(vendor) => set({ vendor })}
      />
      {units.length > 1 && (
        <FilterSelect
          label="Unit"
          options={unitOptions(units)}
          value={search.unitId}
          onChange={(unitId) => set({ unitId })}
        />
      )}
      {search.subject && (
        <FilterSelect
          label="Subject"
          options={[search.subject]}
          value={search.subject}
          onChange={(subject) => set({ subject })}
        />
      )}
      {search.country && (
        <FilterSelect
          label="Country"
          options={[{ value: search.country, label: countryName(search.country) }]}
          value={search.country}
          onChange={(country) => set({ country })}
        />
      )}
    </FilterBar>
  );
}

type Facets = Answer<'listFindingFacets'> | undefined;

function policiesOf(facets: Facets): string[] {
  return [...new Set((facets?.rules ?? []).map(({ policyName }) => policyName))];
}

/** Those of one policy, or of all. */
function rulesOf(facets: Facets, policy: string | undefined): string[] {
  const rules = (facets?.rules ?? []).filter(({ policyName }) => policy === undefined || policyName === policy);
  return [...new Set(rules.map(({ ruleId }) => ruleId))];
}

/** What an address names can be taken away, even where nothing fails by it any more. */
function withChosen(options: readonly string[], chosen: string | undefined): string[] {
  return chosen === undefined || options.includes(chosen) ? [...options] : [...options, chosen];
}
