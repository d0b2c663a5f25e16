import { TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api } from '../../api/client.ts';
import type { Person } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

/** Erases what names a person; the name has to be written, since nothing brings it back. */
export function EraseDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const client = useQueryClient();
  const [name, setName] = useState('');
  const mutation = useMutation({
    mutationFn: () => api.DELETE('/v1/people/{id}', { params: { path: { id: person.id } } }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <ConfirmDialog
      title={`Erase ${person.name}`}
      text="All that names this person is emptied, in the audit as well: name, service number, addresses, links. Devices stay, and nobody holds them. It cannot be undone."
      confirm="Erase for good"
      isDangerous
      opened
      onClose={onClose}
      mutation={mutation}
    >
      <TextInput
        label={`Write “${person.name}” to confirm`}
        required
        pattern={escaped(person.name)}
        title={person.name}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
    </ConfirmDialog>
  );
}

/** A text as a pattern of HTML that matches it alone. */
function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
