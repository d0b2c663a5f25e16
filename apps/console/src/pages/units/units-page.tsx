import { Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { LoadingRows, RowsTable } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';

/** The organisation's tree. */
export function UnitsPage() {
  const can = useCan();
  const { units, error, isPending } = useUnits();
  const [opened, { open, close }] = useDisclosure(false);
  const shortest = Math.min(...units.map((unit) => unit.path.length));
  return (
    <Page
      title="Units"
      lead="A grant on a unit holds for everything below it. Policies name units by their key."
      actions={
        <AllowedButton
          size="sm"
          refusal={can('units:write') ? undefined : 'Your role does not change units.'}
          onClick={open}
        >
          Add a unit
        </AllowedButton>
      }
    >
      <Panel title="Tree" flush>
        {isPending && <LoadingRows />}
        {Boolean(error) && <ProblemAlert error={error} />}
        {units.length > 0 && (
          <RowsTable
            label="Units"
            rows={units}
            rowKey={(row) => row.id}
            columns={[
              {
                header: 'Unit',
                cell: (row) => (
                  <span style={{ paddingInlineStart: `${(row.path.length - shortest) * 1.5}rem` }}>{row.name}</span>
                ),
              },
              { header: 'Key', wide: true, cell: (row) => <code>{row.key}</code> },
              {
                header: 'Devices',
                cell: (row) => (
                  <TextLink to="/devices" search={{ unitId: row.id }} inherit aria-label={`Devices of ${row.name}`}>
                    Devices
                  </TextLink>
                ),
              },
              {
                header: 'People',
                cell: (row) => (
                  <TextLink to="/people" search={{ unitId: row.id }} inherit aria-label={`People of ${row.name}`}>
                    People
                  </TextLink>
                ),
              },
            ]}
          />
        )}
      </Panel>
      {opened && <NewUnitDialog onClose={close} />}
    </Page>
  );
}

function NewUnitDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { units } = useUnits();
  const [name, setName] = useState('');
  const [key, setKey] = useState('');
  const [parentId, setParentId] = useState<string | null>(units[0]?.id ?? null);
  const mutation = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/units', { body: { key, name, parentId: parentId ?? '' } })),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['units'] });
    },
  });
  return (
    <ConfirmDialog title="Add a unit" confirm="Add" opened onClose={onClose} mutation={mutation}>
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="Key"
        description="Stable name for policies, such as air-command"
        required
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        maxLength={64}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
      />
      <Select
        label="Below"
        required
        data={unitOptions(units)}
        searchable
        allowDeselect={false}
        value={parentId}
        onChange={setParentId}
      />
    </ConfirmDialog>
  );
}
