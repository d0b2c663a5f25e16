import { Select, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Body, Unit } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';

/** Everything that shows a unit is read again: its name stands in most lists. */
function useRefresh(onClose: () => void) {
  const client = useQueryClient();
  return async () => {
    onClose();
    await client.invalidateQueries();
  };
}

/** A unit with its name, its key and its place, new or changed. */
export function UnitDialog({ unit, onClose }: { unit: Unit | undefined; onClose: () => void }) {
  const { units } = useUnits();
  const [patch, setPatch] = useState<Body<'changeUnit'>>({});
  const change = (more: Body<'changeUnit'>) => setPatch((before) => ({ ...before, ...more }));
  const isRoot = unit?.parentId === null;
  const parentId = patch.parentId ?? unit?.parentId ?? units[0]?.id ?? null;
  const onSuccess = useRefresh(onClose);
  const mutation = useMutation({
    mutationFn: () => {
      if (unit) return bodyOf(api.PATCH('/v1/units/{id}', { params: { path: { id: unit.id } }, body: patch }));
      const { name = '', key = '' } = patch;
      return bodyOf(api.POST('/v1/units', { body: { key, name, parentId: parentId ?? '' } }));
    },
    onSuccess,
  });
  // A unit cannot be moved below itself.
  const places = units.filter(({ path }) => unit === undefined || !path.includes(unit.id));
  return (
    <ConfirmDialog
      title={unit ? `Change ${unit.name}` : 'Add a unit'}
      confirm={unit ? 'Save' : 'Add'}
      opened
      onClose={onClose}
      mutation={mutation}
    >
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={patch.name ?? unit?.name ?? ''}
        onChange={(event) => change({ name: event.currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label="Key"
        description="Stable name for policies, such as air-command"
        required
        pattern="[a-z0-9]+(-[a-z0-9]+)*"
        maxLength={64}
        value={patch.key ?? unit?.key ?? ''}
        onChange={(event) => change({ key: event.currentTarget.value })}
      />
      {!isRoot && (
        <Select
          label="Below"
          required
          data={unitOptions(places)}
          searchable
          allowDeselect={false}
          value={parentId}
          onChange={(id) => id && change({ parentId: id })}
        />
      )}
      {unit && <WhatHappens unit={unit} patch={patch} />}
    </ConfirmDialog>
  );
}

/** What the change will do, beyond the name. */
function WhatHappens({ unit, patch }: { unit: Unit; patch: Body<'changeUnit'> }) {
  const isMoved = patch.parentId !== undefined && patch.parentId !== unit.parentId;
  const isRekeyed = patch.key !== undefined && patch.key !== unit.key;
  return (
    <>
      {isRekeyed && (
        <Text size="sm">
          Policies that name <code>{unit.key}</code> no longer find it. All devices are judged again.
        </Text>
      )}
      {isMoved && (
        <Text size="sm">
          The unit moves with all below it: policies and grants of the units above it change. All devices are judged
          again.
        </Text>
      )}
    </>
  );
}

/** Removes an empty unit. */
export function DeleteUnitDialog({ unit, onClose }: { unit: Unit; onClose: () => void }) {
  const onSuccess = useRefresh(onClose);
  const mutation = useMutation({
    mutationFn: () => api.DELETE('/v1/units/{id}', { params: { path: { id: unit.id } } }),
    onSuccess,
  });
  return (
    <ConfirmDialog
      title={`Delete ${unit.name}`}
      text="Only an empty unit is deleted: one without sub-units, people, devices, enrolment tokens, grants and API tokens. Policies that name it no longer find it. It cannot be undone."
      confirm="Delete"
      isDangerous
      opened
      onClose={onClose}
      mutation={mutation}
    />
  );
}
