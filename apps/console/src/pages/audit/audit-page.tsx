import { TextInput } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Item, Query } from '../../api/types.ts';
import { FilterBar, FilterSelect } from '../../components/filter-bar.tsx';
import classes from '../../components/finding-entry.module.css';
import { Instant } from '../../components/instant.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { Mark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows, MoreRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { usePages } from '../../components/use-pages.ts';
import { sentenceCase } from '../../components/words.ts';

import { useActorNames } from './use-actor-names.ts';

const route = getRouteApi('/signed-in/audit');

const KINDS = [
  'device',
  'policy',
  'user',
  'person',
  'unit',
  'enrolment-token',
  'api-token',
  'session',
  'organisation',
  'advisory',
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
  const events = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Page
      title="Audit"
      lead="Who changed what, before and after, in a chain that shows any tampering: npm run cordon -- audit verify."
    >
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
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
          <EventEntry key={event.id} event={event} actor={nameOf(event.actor)} />
        ))}
        {events.length > 0 && <MoreRows query={query} shown={events.length} />}
      </Panel>
    </Page>
  );
}

function EventEntry({ event, actor }: { event: Item<'listAuditEvents'>; actor: string }) {
  const [subject = '', what = ''] = event.action.split('.');
  return (
    <details className={classes.entry}>
      <summary className={classes.summary}>
        <span className={classes.name}>
          <span className={classes.rule}>
            {sentenceCase(subject)} {what.replaceAll('-', ' ')}
          </span>{' '}
          by {actor}
        </span>
        <span className={classes.marks}>
          {event.number === null ? (
            <Mark tone="warn" label="not sealed yet" />
          ) : (
            <Mark tone="muted" label={`no. ${event.number}`} />
          )}
          <Instant at={event.at} />
        </span>
      </summary>
      <div className={classes.body}>
        <JsonView
          label="Details"
          value={{ actor: event.actor, target: event.target, unitId: event.unitId, details: event.details }}
          highlight={['/details']}
        />
      </div>
    </details>
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
