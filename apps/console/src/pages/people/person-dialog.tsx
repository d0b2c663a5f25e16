import { Checkbox, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Body, Person } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { PersonSelect } from '../../components/person-select.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';

type Patch = Body<'changePerson'>;

function save(person: Person | undefined, patch: Patch): Promise<Person> {
  if (person) return bodyOf(api.PATCH('/v1/people/{id}', { params: { path: { id: person.id } }, body: patch }));
  // A new person has no member to be cleared: null means absent.
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null && value !== ''));
  return bodyOf(api.POST('/v1/people', { body: given as Body<'createPerson'> }));
}

/** A person, new or changed. */
export function PersonDialog({ person, onClose }: { person: Person | undefined; onClose: () => void }) {
  const client = useQueryClient();
  const { units } = useUnits();
  const [patch, setPatch] = useState<Patch>({});
  const shown = { ...person, ...patch };
  const change = (more: Patch) => setPatch((before) => ({ ...before, ...more }));
  const mutation = useMutation({
    mutationFn: () => save(person, patch),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['people'] });
    },
  });
  const text = (value: string) => (value === '' ? null : value);
  return (
    <ConfirmDialog
      title={person ? `Change ${person.name}` : 'Add a person'}
      confirm="Save"
      opened
      onClose={onClose}
      mutation={mutation}
    >
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={shown.name ?? ''}
        onChange={(event) => change({ name: event.currentTarget.value })}
        data-autofocus
      />
      <Select
        label="Unit"
        required
        data={unitOptions(units)}
        searchable
        allowDeselect={false}
        value={shown.unitId ?? null}
        onChange={(unitId) => unitId && change({ unitId })}
      />
      <TextInput
        label="Service number"
        maxLength={64}
        value={shown.serviceNumber ?? ''}
        onChange={(event) => change({ serviceNumber: text(event.currentTarget.value) })}
      />
      <TextInput
        label="E-mail address"
        type="email"
        maxLength={254}
        value={shown.email ?? ''}
        onChange={(event) => change({ email: text(event.currentTarget.value) })}
      />
      <PersonSelect
        label="Sponsor"
        description="Set it for a dependant"
        value={shown.sponsorId ?? null}
        onChange={(sponsorId) => change({ sponsorId })}
      />
      {shown.sponsorId && (
        <>
          <Checkbox
            label="Is a minor: the sponsor is told, too"
            checked={shown.isMinor ?? false}
            onChange={(event) => change({ isMinor: event.currentTarget.checked })}
          />
          <Checkbox
            label="Agreed that the sponsor is told, too"
            checked={shown.sponsorInformed ?? false}
            onChange={(event) => change({ sponsorInformed: event.currentTarget.checked })}
          />
        </>
      )}
    </ConfirmDialog>
  );
}
