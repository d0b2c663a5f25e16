import { Button, Group, SegmentedControl, Stack, Switch } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { FilterBar, SearchField } from '../../components/filter-bar.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { RejudgementProgress } from '../../components/rejudgement.tsx';
import { usePages } from '../../components/use-pages.ts';
import { countryName } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import { CatalogueEntry } from './catalogue-entry.tsx';
import { EntryDialog } from './catalogue-entry-dialog.tsx';
import type { CatalogueKind } from './catalogue-facts.ts';

const route = getRouteApi('/signed-in/settings');

/** Facts of vendors and cloud services: what rules name, and what the organisation knows better. */
export function Catalogue() {
  const { entry, kind: asked, q } = route.useSearch();
  const navigate = route.useNavigate();
  const kind: CatalogueKind = asked === 'services' ? 'services' : 'vendors';
  const show = (search: { kind?: string; q?: string | undefined; entry?: string | undefined }) =>
    void navigate({ search: { tab: 'catalogue', kind, ...(q === undefined ? {} : { q }), ...search }, replace: true });
  if (entry !== undefined) {
    return (
      <Stack>
        <RejudgementProgress />
        <Group>
          <Button variant="default" size="xs" onClick={() => show({ entry: undefined })}>
            Back to the catalogue
          </Button>
        </Group>
        <CatalogueEntry key={entry} kind={kind} entryKey={entry} onGone={() => show({ entry: undefined })} />
      </Stack>
    );
  }
  return (
    <Stack>
      <RejudgementProgress />
      <SegmentedControl
        aria-label="Kind of entry"
        w="fit-content"
        data={[
          { value: 'vendors', label: 'Vendors' },
          { value: 'services', label: 'Cloud services' },
        ]}
        value={kind}
        onChange={(value) => show({ kind: value, q: undefined })}
      />
      <Entries key={kind} kind={kind} q={q} onSearch={(text) => show({ q: text })} />
    </Stack>
  );
}

interface EntriesProps {
  kind: CatalogueKind;
  q: string | undefined;
  onSearch: (text: string | undefined) => void;
}

function Entries({ kind, q, onSearch }: EntriesProps) {
  const can = useCan();
  const [isOwn, setOwn] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const query = usePages(['catalogue', kind, q, isOwn], (cursor) => {
    const filters = { cursor, q, ...(isOwn ? { isOverridden: true as never } : {}) };
    return bodyOf(
      kind === 'vendors'
        ? api.GET('/v1/catalogue/vendors', { params: { query: filters } })
        : api.GET('/v1/catalogue/services', { params: { query: filters } }),
    );
  });
  const title = kind === 'vendors' ? 'Vendors' : 'Cloud services';
  const refusal = can('policies:write', 'everywhere')
    ? undefined
    : 'Only an administrator of the whole organisation changes the catalogue.';
  return (
    <>
      <FilterBar>
        <SearchField label="Search" placeholder="Name, brand, model, domain or package" value={q} onChange={onSearch} />
        <Switch
          label="Own entries only"
          checked={isOwn}
          onChange={(event) => setOwn(event.currentTarget.checked)}
          pb={4}
        />
      </FilterBar>
      <Panel
        title={title}
        flush
        actions={
          <AllowedButton size="xs" refusal={refusal} onClick={() => setAdding(true)}>
            Add an entry
          </AllowedButton>
        }
      >
        <PagedTable
          label={title}
          query={query}
          rowKey={(row) => row.key}
          empty={isOwn ? 'The organisation has changed nothing here.' : 'The catalogue has nothing like it.'}
          columns={[
            {
              header: 'Name',
              cell: (row: Item<'listCatalogueVendors'>) => (
                <>
                  <TextLink to="/settings" search={{ tab: 'catalogue', kind, entry: row.key }} inherit fw={550}>
                    {row.name}
                  </TextLink>
                  <div>
                    <code>{row.key}</code>
                  </div>
                </>
              ),
            },
            { header: 'Legal seat', cell: (row) => (row.seat === null ? '–' : countryName(row.seat)) },
            { header: 'Checked', wide: true, cell: (row) => <span className="whole">{row.asOf}</span> },
            {
              header: 'Origin',
              cell: (row) =>
                row.isOverridden ? (
                  <Mark tone="violet" label={row.isBuiltIn ? 'overridden' : 'added'} />
                ) : (
                  <Mark tone="muted" label="built in" />
                ),
            },
          ]}
        />
      </Panel>
      {isAdding && <EntryDialog kind={kind} onClose={() => setAdding(false)} />}
    </>
  );
}
