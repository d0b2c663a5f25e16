import { Button, Modal, Stack, Text } from '@mantine/core';
import { SignInForm } from '../pages/sign-in/sign-in-form.tsx';
import { leave, useMe } from '../session/session.ts';

/** Over the page while a session has ended: what is on the page, and what was typed in, stays. */
export function ExpiredDialog({ opened }: { opened: boolean }) {
  const me = useMe();
  return (
    <Modal
      opened={opened}
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title="Sign in again"
    >
      <Stack>
        <Text size="sm">Your session has ended. Nothing on this page is lost: sign in, and it goes on.</Text>
        <SignInForm email={me.email ?? ''} />
        <Button variant="subtle" onClick={leave}>
          Leave this page and sign out
        </Button>
      </Stack>
    </Modal>
  );
}
