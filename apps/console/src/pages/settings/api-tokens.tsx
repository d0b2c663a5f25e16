import { Alert, Button, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Body, Item } from '../../api/types.ts';
import { nowMs } from '../../clock.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EndsFilter, FilterBar } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { StateMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { sentenceCase } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import { ROLES } from './roles.ts';

const route = getRouteApi('/signed-in/settings');
type Created = Answer<'createApiToken'>;

/** What programs sign in with. */
export function ApiTokens() {
  const can = useCan();
  const { nameOf } = useUnits();
  const [opened, { open, close }] = useDisclosure(false);
  const [created, setCreated] = useState<Created>();
  const mayWrite = can('api-tokens:write');
  const { ends } = route.useSearch();
  const navigate = route.useNavigate();
  const endsWithinDays = Number(ends) || undefined;
  const query = usePages(['api-tokens', 'list', ends ?? ''], (cursor) =>
    bodyOf(api.GET('/v1/api-tokens', { params: { query: { cursor, endsWithinDays } } })),
  );
  return (
    <Stack>
      {created && (
        <Alert variant="outline" color="green" className="notice-good" title={`Token ${created.name}`}>
          <Text size="sm">Keep it now: it is shown this once.</Text>
          <code>{created.token}</code>
        </Alert>
      )}
      <FilterBar>
        <EndsFilter
          value={ends}
          onChange={(next) => void navigate({ search: { tab: 'tokens', ends: next }, replace: true })}
        />
      </FilterBar>
      <Panel
        title="API tokens"
        flush
        actions={
          <AllowedButton size="xs" refusal={mayWrite ? undefined : 'Your role makes no API tokens.'} onClick={open}>
            New API token
          </AllowedButton>
        }
      >
        <PagedTable
          label="API tokens"
          query={query}
          rowKey={(row) => row.id}
          empty={ends ? 'No API token ends that soon.' : 'There is no API token.'}
          columns={[
            { header: 'Token', cell: (row) => <strong>{row.name}</strong> },
            { header: 'State', cell: (row) => <StateMark state={row.state} /> },
            { header: 'Role', cell: (row) => `${sentenceCase(row.role)} of ${nameOf(row.unitId)}` },
            {
              header: 'Last used',
              wide: true,
              cell: (row) => <Instant at={row.lastUsedAt} fallback="never" relative />,
            },
            { header: 'Ends', wide: true, cell: (row) => <Instant at={row.expiresAt} relative /> },
            ...(mayWrite
              ? [
                  {
                    header: 'Action',
                    cell: (row: Item<'listApiTokens'>) => row.state === 'valid' && <RevokeButton token={row} />,
                  },
                ]
              : []),
          ]}
        />
      </Panel>
      {opened && <NewApiTokenDialog onClose={close} onCreated={setCreated} />}
    </Stack>
  );
}

function RevokeButton({ token }: { token: Item<'listApiTokens'> }) {
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const mutation = useMutation({
    mutationFn: () => api.DELETE('/v1/api-tokens/{id}', { params: { path: { id: token.id } } }),
    onSuccess: async () => {
      close();
      await client.invalidateQueries({ queryKey: ['api-tokens'] });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`Revoke ${token.name}`}>
        Revoke
      </Button>
      <ConfirmDialog
        title={`Revoke ${token.name}`}
        text="Programs that use it are refused from now on."
        confirm="Revoke"
        isDangerous
        opened={opened}
        onClose={close}
        mutation={mutation}
      />
    </>
  );
}

function NewApiTokenDialog({ onClose, onCreated }: { onClose: () => void; onCreated: (token: Created) => void }) {
  const client = useQueryClient();
  const { units } = useUnits();
  const [name, setName] = useState('');
  const [role, setRole] = useState<string | null>('auditor');
  const [unitId, setUnitId] = useState<string | null>(units[0]?.id ?? null);
  const [days, setDays] = useState<number | string>(90);
  const mutation = useMutation({
    mutationFn: () => {
      const expiresAt = new Date(nowMs() + Number(days) * 86_400_000).toISOString();
      return bodyOf(api.POST('/v1/api-tokens', { body: { name, role, unitId, expiresAt } as Body<'createApiToken'> }));
    },
    onSuccess: async (created) => {
      onCreated(created);
      onClose();
      await client.invalidateQueries({ queryKey: ['api-tokens'] });
    },
  });
  return (
    <ConfirmDialog title="New API token" confirm="Make the token" opened onClose={onClose} mutation={mutation}>
      <TextInput
        label="Name"
        placeholder="Network access control"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <Select label="Role" data={ROLES} allowDeselect={false} value={role} onChange={setRole} />
      <Select
        label="On the unit and below"
        data={unitOptions(units)}
        searchable
        allowDeselect={false}
        value={unitId}
        onChange={setUnitId}
      />
      <NumberInput
        label="Ends after days"
        min={1}
        max={400}
        allowDecimal={false}
        required
        value={days}
        onChange={setDays}
      />
    </ConfirmDialog>
  );
}
