import { TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Query } from '../../api/types.ts';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows, MoreRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { usePages } from '../../components/use-pages.ts';
import { useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';
import { ChainState } from './chain-state.tsx';
import { EventEntry } from './event-entry.tsx';
import { useActorNames } from './use-actor-names.ts';

const route = getRouteApi('/signed-in/audit');

/** First words of the actions that there are, with what people call them. */
const KINDS = [
  'device',
  { value: 'devices', label: 'device exports' },
  { value: 'findings', label: 'finding exports' },
  'policy',
  { value: 'catalogue-vendor', label: 'catalogue vendor' },
  { value: 'catalogue-service', label: 'catalogue service' },
  'advisory',
  'person',
  'unit',
  'import',
  'enrolment',
  { value: 'enrolment-token', label: 'enrolment token' },
  'user',
  'session',
  { value: 'api-token', label: 'API token' },
  'organisation',
];

/** Who changed what. */
export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = usePages(['audit-events', 'list', search], (cursor) =>
    bodyOf(api.GET('/v1/audit-events', { params: { query: { ...(search as Query<'listAuditEvents'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const nameOf = useActorNames();
  const { nameOf: unitName } = useUnits();
  const can = useCan();
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page title="Audit" lead="Who changed what, before and after, in a chain that shows any tampering.">
      {can('audit-events:read', 'everywhere') && <ChainState />}
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <SearchField label="Search" placeholder="Action, id or details" value={search.q} onChange={(q) => set({ q })} />
        <FilterSelect label="About" options={KINDS} value={search.action} onChange={(action) => set({ action })} />
        <FilterSelect
          label="By"
          options={['user', 'api-token', 'person', 'device', 'system']}
          value={search.actorKind}
          onChange={(actorKind) => set({ actorKind })}
        />
        <DayField label="From" value={search.from} onChange={(from) => set({ from })} />
        <DayField label="Until before" value={search.to} onChange={(to) => set({ to })} />
      </FilterBar>
      <Panel title="Events" flush>
        {query.isPending && <LoadingRows />}
        {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
        {query.data && events.length === 0 && <EmptyState>No event fits these filters.</EmptyState>}
        {events.map((event) => (
          <EventEntry
            key={event.id}
            event={event}
            actor={nameOf(event.actor)}
            unit={event.unitId === null ? undefined : unitName(event.unitId)}
          />
        ))}
        {events.length > 0 && <MoreRows query={query} shown={events.length} />}
      </Panel>
    </Page>
  );
}

interface DayFieldProps {
  label: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function DayField({ label, value, onChange }: DayFieldProps) {
  return (
    <TextInput
      type="date"
      size="xs"
      label={label}
      value={value?.slice(0, 10) ?? ''}
      onChange={(event) => {
        const day = event.currentTarget.value;
        onChange(day === '' ? undefined : `${day}T00:00:00Z`);
      }}
    />
  );
}
