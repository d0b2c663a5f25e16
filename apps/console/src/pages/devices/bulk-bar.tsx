import { Button, Group, Paper, Text } from '@mantine/core';
import { useState } from 'react';
import type { DeviceItem } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import type { Selection } from '../../components/table-state.ts';
import { count, formatNumber } from '../../components/words.ts';
import classes from './bulk-bar.module.css';
import { BulkDialog } from './bulk-dialog.tsx';
import type { BulkKind } from './bulk-forms.tsx';
import type { DeviceSearch } from './device-filters.tsx';

interface Props {
  selection: Selection;
  /** Which devices the list shows. */
  filter: DeviceSearch;
  /** Those that were read. */
  rows: readonly DeviceItem[];
  /** How many the list has in all. */
  total: number | undefined;
}

const ACTIONS: readonly { kind: BulkKind; label: string }[] = [
  { kind: 'tag', label: 'Tag' },
  { kind: 'assign', label: 'Assign' },
  { kind: 'approve', label: 'Approve' },
  { kind: 'retire', label: 'Retire' },
];

/** What can be done with the devices that are selected; it stays in sight while the list is scrolled. */
export function BulkBar({ selection, filter, rows, total }: Props) {
  const [kind, setKind] = useState<BulkKind>();
  const isOpen = kind !== undefined;
  const chosen = rows.filter((row) => selection.has(row.id));
  const number = selection.isAll ? (total ?? chosen.length) : selection.ids.size;
  if (number === 0 && !isOpen) return null;
  const hasMore = !selection.isAll && total !== undefined && total > number && chosen.length === rows.length;
  return (
    <>
      <Paper component="section" withBorder shadow="md" className={classes.bar} aria-label="Selected devices">
        <Group gap="xs" justify="space-between">
          <Group gap="xs">
            <Text size="sm" fw={600} role="status">
              {selection.isAll ? `All ${count(number, 'device')} of this list` : `${count(number, 'device')} selected`}
            </Text>
            {hasMore && (
              <Button size="compact-sm" variant="subtle" onClick={selection.setAll}>
                Select all {formatNumber(total)} of this list
              </Button>
            )}
            <Button size="compact-sm" variant="subtle" onClick={() => selection.set([])}>
              Clear selection
            </Button>
          </Group>
          <Group gap="xs">
            {ACTIONS.map((action) => (
              <AllowedButton
                key={action.kind}
                size="xs"
                variant="default"
                refusal={refusalOf(action.kind, selection.isAll ? filter.state : chosen.map(({ state }) => state))}
                onClick={() => setKind(action.kind)}
              >
                {action.label}
              </AllowedButton>
            ))}
          </Group>
        </Group>
      </Paper>
      {isOpen && (
        <BulkDialog kind={kind} selection={selection} filter={filter} rows={rows} onClose={() => setKind(undefined)} />
      )}
    </>
  );
}

/** Why an action cannot do anything: by the states of the chosen devices, or by the one that the list is narrowed to. */
function refusalOf(kind: BulkKind, known: string | undefined | readonly string[]): string | undefined {
  const states = typeof known === 'string' ? [known] : known;
  if (states === undefined || states.length === 0) return undefined;
  if (kind === 'approve' && !states.includes('pending')) return 'None of these devices waits for approval.';
  if (states.every((state) => state === 'retired')) return 'These devices are retired: nothing of them can be changed.';
  return undefined;
}
