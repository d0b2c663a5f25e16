import { Select, TagsInput } from '@mantine/core';
import { useState } from 'react';
import type { Body, Device } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { PersonSelect } from '../../components/person-select.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';
import { useDeviceChange } from './use-device-change.ts';

type Patch = Body<'changeDevice'>;

/** Who holds it, where it belongs, its groups and tags. */
export function AssignDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const can = useCan();
  const { units } = useUnits();
  const [patch, setPatch] = useState<Patch>({});
  const change = (more: Patch) => setPatch((before) => ({ ...before, ...more }));
  const mutation = useDeviceChange(device.id, { kind: 'patch', patch }, onClose);
  return (
    <ConfirmDialog
      title="Assign and tag"
      text="A change of unit, ownership or groups changes which policies apply: the device is judged again."
      confirm="Save"
      opened
      onClose={onClose}
      mutation={mutation}
    >
      {can('people:read') && (
        <PersonSelect
          label="Holder"
          value={patch.personId === undefined ? (device.person?.id ?? null) : patch.personId}
          onChange={(personId) => change({ personId })}
        />
      )}
      <Select
        label="Ownership"
        data={['issued', 'personal', 'dependant']}
        allowDeselect={false}
        value={patch.ownership ?? device.ownership}
        onChange={(ownership) => change({ ownership: ownership as Device['ownership'] })}
      />
      {units.length > 0 && (
        <Select
          label="Unit"
          data={unitOptions(units)}
          searchable
          allowDeselect={false}
          value={patch.unitId ?? device.unit.id}
          onChange={(unitId) => unitId && change({ unitId })}
        />
      )}
      <TagsInput
        label="Groups"
        description="Keys that policies name, such as field-ring"
        value={patch.groups ?? device.groups}
        onChange={(groups) => change({ groups })}
      />
      <TagsInput label="Tags" value={patch.tags ?? device.tags} onChange={(tags) => change({ tags })} />
    </ConfirmDialog>
  );
}
