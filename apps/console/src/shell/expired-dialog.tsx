import { Button, Stack, Text } from '@mantine/core';
import { Dialog } from '../components/dialog.tsx';
import { SignInForm } from '../pages/sign-in/sign-in-form.tsx';
import { leave, useMe } from '../session/session.ts';

/** Other dialogs stay open below it, with what was typed into them. */
const ABOVE_ALL = 1_000;

/** Over the page while a session has ended: what is on the page, and what was typed in, stays. */
export function ExpiredDialog() {
  const me = useMe();
  return (
    <Dialog title="Sign in again" opened zIndex={ABOVE_ALL}>
      <Stack>
        <Text size="sm">Your session has ended. Nothing on this page is lost: sign in, and it goes on.</Text>
        <SignInForm email={me.email ?? ''} />
        <Button variant="subtle" onClick={leave}>
          Leave this page and sign out
        </Button>
      </Stack>
    </Dialog>
  );
}
