import { Button, Group, Stack, Text } from '@mantine/core';
import { useBlocker } from '@tanstack/react-router';
import { Dialog } from '../../components/dialog.tsx';

/** Asks before unsaved text is left: for another page or version, or by closing the window. Tabs keep it. */
export function LeavingGuard({ isDirty }: { isDirty: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) =>
      isDirty && (current.pathname !== next.pathname || versionOf(current.search) !== versionOf(next.search)),
    enableBeforeUnload: isDirty,
    disabled: !isDirty,
    withResolver: true,
  });
  const isAsking = blocker.status === 'blocked';
  return (
    <Dialog title="Leave without saving?" opened={isAsking} onClose={() => blocker.reset?.()}>
      <Stack>
        <Text size="sm">What you wrote on this policy is not saved, and is lost when you leave.</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => blocker.reset?.()} data-autofocus>
            Stay
          </Button>
          <Button color="red.9" onClick={() => blocker.proceed?.()}>
            Leave without saving
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

function versionOf(search: object): unknown {
  return (search as { version?: string }).version;
}
