import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { Unit } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { LoadingRows, RowsTable } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';
import { DeleteUnitDialog, UnitDialog } from './unit-dialogs.tsx';

/** The organisation's tree. */
export function UnitsPage() {
  const can = useCan();
  const { units, error, isPending } = useUnits();
  const [edited, setEdited] = useState<Unit | 'new'>();
  const [deleted, setDeleted] = useState<Unit>();
  const mayWrite = can('units:write');
  const shortest = Math.min(...units.map((unit) => unit.path.length));
  return (
    <Page
      title="Units"
      lead="A grant on a unit holds for everything below it. Policies name units by their key."
      actions={
        <AllowedButton
          size="sm"
          refusal={mayWrite ? undefined : 'Your role does not change units.'}
          onClick={() => setEdited('new')}
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
                header: 'Lists',
                cell: (row) => (
                  <Group gap="xs">
                    <TextLink to="/devices" search={{ unitId: row.id }} inherit aria-label={`Devices of ${row.name}`}>
                      Devices
                    </TextLink>
                    <TextLink to="/people" search={{ unitId: row.id }} inherit aria-label={`People of ${row.name}`}>
                      People
                    </TextLink>
                  </Group>
                ),
              },
              ...(mayWrite
                ? [
                    {
                      header: 'Action',
                      cell: (row: Unit) => (
                        <Group gap="xs">
                          <Button
                            size="compact-xs"
                            variant="default"
                            onClick={() => setEdited(row)}
                            aria-label={`Change ${row.name}`}
                          >
                            Change
                          </Button>
                          {row.parentId !== null && (
                            <Button
                              size="compact-xs"
                              variant="default"
                              onClick={() => setDeleted(row)}
                              aria-label={`Delete ${row.name}`}
                            >
                              Delete
                            </Button>
                          )}
                        </Group>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Panel>
      {edited && <UnitDialog unit={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />}
      {deleted && <DeleteUnitDialog unit={deleted} onClose={() => setDeleted(undefined)} />}
    </Page>
  );
}
