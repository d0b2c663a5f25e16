import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Item } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';

interface Props {
  user: Item<'listUsers'>;
  onInvited: (invited: { user: { name: string }; invitation: Answer<'inviteUserAgain'> }) => void;
}

/** Makes a new link to choose a password by. */
export function InviteAgainButton({ user, onInvited }: Props) {
  const [opened, { open, close }] = useDisclosure(false);
  const mutation = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/users/{id}/invitations', { params: { path: { id: user.id } } })),
    onSuccess: (invitation) => {
      close();
      onInvited({ user, invitation });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`Invite again: ${user.name}`}>
        Invite again
      </Button>
      <ConfirmDialog
        title={`Invite ${user.name} again`}
        text={
          user.state === 'active'
            ? 'A new link is mailed, and shown here once. Who opens it chooses a new password, which signs the user out everywhere.'
            : 'A new link is mailed, and shown here once. Who opens it chooses the password.'
        }
        confirm="Invite again"
        opened={opened}
        onClose={close}
        mutation={mutation}
      />
    </>
  );
}
