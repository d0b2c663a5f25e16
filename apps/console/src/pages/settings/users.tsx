import { Alert, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Body, Item } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Instant } from '../../components/instant.tsx';
import { StateMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { sentenceCase } from '../../components/words.ts';
import { useCan, useMe } from '../../session/session.ts';
import { GrantsButton } from './grants-dialog.tsx';
import { InviteAgainButton } from './invite-again.tsx';
import { ROLES } from './roles.ts';

type Invited = Pick<Answer<'inviteUser'>, 'invitation'> & { user: { name: string } };

/** Who signs in to administer, and with which grants. */
export function Users() {
  const can = useCan();
  const me = useMe();
  const { nameOf } = useUnits();
  const [opened, { open, close }] = useDisclosure(false);
  const [invited, setInvited] = useState<Invited>();
  const mayWrite = can('users:write');
  const query = usePages(['users', 'list'], (cursor) =>
    bodyOf(api.GET('/v1/users', { params: { query: { cursor } } })),
  );
  return (
    <Stack>
      {invited && <InvitationAlert invited={invited} />}
      <Panel
        title="Users"
        flush
        actions={
          <AllowedButton size="xs" refusal={mayWrite ? undefined : 'Your role invites nobody.'} onClick={open}>
            Invite a user
          </AllowedButton>
        }
      >
        <PagedTable
          label="Users"
          query={query}
          rowKey={(row) => row.id}
          empty="You may read no user."
          columns={[
            {
              header: 'User',
              cell: (row) => (
                <>
                  <strong>{row.name}</strong>
                  <div>{row.email}</div>
                </>
              ),
            },
            { header: 'State', cell: (row) => <StateMark state={row.state} /> },
            {
              header: 'Grants',
              cell: (row) =>
                row.grants.map(({ id, role, unitId }) => (
                  <div key={id}>
                    {sentenceCase(role)} of {nameOf(unitId)}
                  </div>
                )),
            },
            { header: 'Since', wide: true, cell: (row) => <Instant at={row.createdAt} /> },
            ...(mayWrite
              ? [
                  {
                    header: 'Action',
                    cell: (row: Item<'listUsers'>) =>
                      row.id !== me.id && (
                        <Group gap="xs">
                          <GrantsButton user={row} />
                          {row.state !== 'disabled' && <InviteAgainButton user={row} onInvited={setInvited} />}
                          <SwitchButton user={row} />
                        </Group>
                      ),
                  },
                ]
              : []),
          ]}
        />
      </Panel>
      {opened && <InviteDialog onClose={close} onInvited={setInvited} />}
    </Stack>
  );
}

function InvitationAlert({ invited }: { invited: Invited }) {
  return (
    <Alert variant="outline" color="green" className="notice-good" title={`${invited.user.name} is invited`}>
      <Text size="sm">
        Hand over this link; it is shown only now and works once, until <Instant at={invited.invitation.expiresAt} />.
      </Text>
      <code>{invited.invitation.link}</code>
    </Alert>
  );
}

function SwitchButton({ user }: { user: Item<'listUsers'> }) {
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const isDisabled = user.state === 'disabled';
  const mutation = useMutation({
    mutationFn: () =>
      bodyOf(api.PATCH('/v1/users/{id}', { params: { path: { id: user.id } }, body: { disabled: !isDisabled } })),
    onSuccess: async () => {
      close();
      await client.invalidateQueries({ queryKey: ['users'] });
    },
  });
  const verb = isDisabled ? 'Enable' : 'Disable';
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`${verb} ${user.name}`}>
        {verb}
      </Button>
      <ConfirmDialog
        title={`${verb} ${user.name}`}
        text={
          isDisabled ? 'The user can sign in again.' : 'The user is signed out, and the API tokens the user made stop.'
        }
        confirm={verb}
        isDangerous={!isDisabled}
        opened={opened}
        onClose={close}
        mutation={mutation}
      />
    </>
  );
}

function InviteDialog({ onClose, onInvited }: { onClose: () => void; onInvited: (invited: Invited) => void }) {
  const client = useQueryClient();
  const { units } = useUnits();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<string | null>('helpdesk');
  const [unitId, setUnitId] = useState<string | null>(units[0]?.id ?? null);
  const mutation = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/v1/users', { body: { name, email, grants: [{ role, unitId }] } as Body<'inviteUser'> })),
    onSuccess: async (invited) => {
      onInvited(invited);
      onClose();
      await client.invalidateQueries({ queryKey: ['users'] });
    },
  });
  return (
    <ConfirmDialog title="Invite a user" confirm="Invite" opened onClose={onClose} mutation={mutation}>
      <TextInput
        label="Name"
        required
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label="E-mail address"
        type="email"
        required
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
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
    </ConfirmDialog>
  );
}
