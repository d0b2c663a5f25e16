import { Box, Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { localPath } from '../../session/local-path.ts';
import { SignInForm } from './sign-in-form.tsx';

const route = getRouteApi('/sign-in');

/** The first page of everybody. */
export function SignInPage() {
  useDocumentTitle('Sign in · Cordon');
  const { to } = route.useSearch();
  const router = useRouter();
  return (
    <Center component="main" mih="100dvh" p="md">
      <Box w="100%" maw={380}>
        <Stack>
          <Group gap="sm">
            <img src="/icon.svg" alt="" width={36} height={36} />
            <div>
              <Title order={1}>Cordon</Title>
              <Text size="sm" c="dimmed">
                Device policy of your organisation
              </Text>
            </div>
          </Group>
          <Paper withBorder p="lg" shadow="xs">
            <SignInForm onDone={() => router.history.push(localPath(to))} />
          </Paper>
          <Text size="xs" c="dimmed">
            Holders of a device need no account: the link in their notice opens their own page.
          </Text>
        </Stack>
      </Box>
    </Center>
  );
}
