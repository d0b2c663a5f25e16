import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { useUnits } from '../../components/use-units.ts';
import { sentenceCase } from '../../components/words.ts';
import { setMe, useMe } from '../../session/session.ts';
import { OwnSessions } from './own-sessions.tsx';

/** Who one is, what one may do, and one's password. */
export function You() {
  const me = useMe();
  const { nameOf } = useUnits();
  return (
    <Stack maw={560}>
      <Panel title="You">
        <Facts
          items={[
            ['Name', me.name],
            ['E-mail address', me.email],
            ['Roles', me.grants.map(({ role, unitId }) => `${sentenceCase(role)} of ${nameOf(unitId)}`).join(', ')],
          ]}
        />
      </Panel>
      <Panel title="Password">
        <PasswordForm />
      </Panel>
      <OwnSessions />
    </Stack>
  );
}

function PasswordForm() {
  const [presentPassword, setPresentPassword] = useState('');
  const [password, setPassword] = useState('');
  const mutation = useMutation({
    mutationFn: () => bodyOf(api.PATCH('/v1/me', { body: { presentPassword, password } })),
    onSuccess: (me) => {
      setMe(me);
      setPresentPassword('');
      setPassword('');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutation.mutate();
  };
  const toggle = { 'aria-label': 'Show the password' };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" align="stretch">
        <PasswordInput
          label="Present password"
          autoComplete="current-password"
          required
          maxLength={400}
          value={presentPassword}
          onChange={(event) => setPresentPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <PasswordInput
          label="New password"
          autoComplete="new-password"
          required
          maxLength={400}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={toggle}
        />
        <Text size="sm" c="dimmed">
          All your other sessions end.
        </Text>
        {mutation.isError && <ProblemAlert error={mutation.error} />}
        {mutation.isSuccess && (
          <Alert role="status" variant="outline" color="green" className="notice-good" p="xs">
            <Text size="sm">The new password is in force.</Text>
          </Alert>
        )}
        <Button type="submit" loading={mutation.isPending}>
          Change the password
        </Button>
      </Stack>
    </form>
  );
}
