import { Button, Group } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Person, Query } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { ButtonLink, TextLink } from '../../components/links.tsx';
import { Mark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';
import { EraseDialog } from './erase-dialog.tsx';
import { PersonDialog } from './person-dialog.tsx';

const route = getRouteApi('/signed-in/people');

/** Holders of devices and their dependants. */
export function PeoplePage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { units, nameOf } = useUnits();
  const [erased, setErased] = useState<Person>();
  const [edited, setEdited] = useState<Person | 'new'>();
  const query = usePages(['people', 'list', search], (cursor) =>
    bodyOf(api.GET('/v1/people', { params: { query: { ...(search as Query<'listPeople'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  const mayWrite = can('people:write');
  return (
    <Page
      title="People"
      lead="Holders of devices; a dependant is a person with a sponsor."
      actions={
        <>
          {can('imports:write') && mayWrite && (
            <ButtonLink to="/import" search={{ kind: 'people' }} variant="default" size="sm">
              Import
            </ButtonLink>
          )}
          <AllowedButton
            size="sm"
            refusal={mayWrite ? undefined : 'Your role does not change people.'}
            onClick={() => setEdited('new')}
          >
            Add a person
          </AllowedButton>
        </>
      }
    >
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <SearchField
          label="Search"
          placeholder="Name or service number"
          value={search.q}
          onChange={(q) => set({ q })}
        />
        {units.length > 1 && (
          <FilterSelect
            label="Unit"
            options={unitOptions(units)}
            value={search.unitId}
            onChange={(unitId) => set({ unitId })}
          />
        )}
      </FilterBar>
      <Panel title={search.sponsorId ? 'Dependants of one person' : 'All people'} flush>
        <PagedTable
          label="People"
          query={query}
          rowKey={(row) => row.id}
          empty={isFiltered ? 'Nobody fits these filters.' : 'There is nobody yet.'}
          columns={[
            {
              header: 'Name',
              cell: (row) => (
                <>
                  <strong>{row.name || 'Erased'}</strong>
                  {row.serviceNumber && (
                    <div>
                      <code>{row.serviceNumber}</code>
                    </div>
                  )}
                </>
              ),
            },
            { header: 'Unit', wide: true, cell: (row) => nameOf(row.unitId) },
            { header: 'E-mail', wide: true, cell: (row) => row.email ?? 'none: told on the handset alone' },
            {
              header: 'Family',
              cell: (row) => {
                if (row.sponsorId) return <Mark tone="info" label={row.isMinor ? 'dependant, minor' : 'dependant'} />;
                return (
                  <TextLink
                    to="/people"
                    search={{ sponsorId: row.id }}
                    inherit
                    aria-label={`Dependants of ${row.name}`}
                  >
                    Dependants
                  </TextLink>
                );
              },
            },
            {
              header: 'Devices',
              cell: (row) => (
                <TextLink to="/devices" search={{ personId: row.id }} inherit aria-label={`Devices of ${row.name}`}>
                  Devices
                </TextLink>
              ),
            },
            ...(mayWrite
              ? [
                  {
                    header: 'Action',
                    cell: (row: Person) => (
                      <Group gap="xs">
                        <Button
                          size="compact-xs"
                          variant="default"
                          onClick={() => setEdited(row)}
                          aria-label={`Change ${row.name}`}
                        >
                          Change
                        </Button>
                        <Button
                          size="compact-xs"
                          variant="default"
                          onClick={() => setErased(row)}
                          aria-label={`Erase ${row.name}`}
                        >
                          Erase
                        </Button>
                      </Group>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Panel>
      {edited && <PersonDialog person={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
      {erased && <EraseDialog person={erased} onClose={() => setErased(undefined)} />}
    </Page>
  );
}
