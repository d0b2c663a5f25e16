import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Body, Item } from '../../api/types.ts';
import { Dialog } from '../../components/dialog.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { sentenceCase } from '../../components/words.ts';
import classes from './grants-dialog.module.css';
import { ROLES } from './roles.ts';

type User = Item<'listUsers'>;
type Grant = User['grants'][number];

/** Opens what a user may do, to be changed. */
export function GrantsButton({ user }: { user: User }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`Grants of ${user.name}`}>
        Grants
      </Button>
      <Dialog title={`Grants of ${user.name}`} opened={opened} onClose={close}>
        <Stack>
          <Text size="sm">A grant gives a role on a unit and all below it. Each change signs the user out.</Text>
          <GrantList user={user} />
          <NewGrant user={user} />
        </Stack>
      </Dialog>
    </>
  );
}

function GrantList({ user }: { user: User }) {
  const { nameOf } = useUnits();
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ id: grantId }: Grant) =>
      api.DELETE('/v1/users/{id}/grants/{grantId}', { params: { path: { id: user.id, grantId } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
  if (user.grants.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Without a grant the user can sign in, and sees nothing.
      </Text>
    );
  }
  return (
    <>
      <ul className={classes.list} aria-label="Grants">
        {user.grants.map((grant) => {
          const name = `${sentenceCase(grant.role)} of ${nameOf(grant.unitId)}`;
          return (
            <li key={grant.id}>
              <span>{name}</span>
              <Button
                size="compact-xs"
                variant="default"
                loading={mutation.isPending && mutation.variables.id === grant.id}
                onClick={() => mutation.mutate(grant)}
                aria-label={`Remove ${name}`}
              >
                Remove
              </Button>
            </li>
          );
        })}
      </ul>
      {mutation.isError && <ProblemAlert error={mutation.error} />}
    </>
  );
}

function NewGrant({ user }: { user: User }) {
  const { units } = useUnits();
  const client = useQueryClient();
  const [role, setRole] = useState<string | null>('helpdesk');
  const [unitId, setUnitId] = useState<string | null>(units[0]?.id ?? null);
  const mutation = useMutation({
    mutationFn: () =>
      bodyOf(
        api.POST('/v1/users/{id}/grants', {
          params: { path: { id: user.id } },
          body: { role, unitId } as Body<'grantRole'>,
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutation.mutate();
  };
  return (
    <form onSubmit={submit} aria-label="New grant">
      <Stack gap="sm">
        <Group grow align="flex-start">
          <Select label="Role" data={ROLES} allowDeselect={false} value={role} onChange={setRole} />
          <Select
            label="On the unit and below"
            data={unitOptions(units)}
            searchable
            allowDeselect={false}
            value={unitId}
            onChange={setUnitId}
          />
        </Group>
        {mutation.isError && <ProblemAlert error={mutation.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={mutation.isPending}>
            Add the grant
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
