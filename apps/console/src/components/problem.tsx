import { Alert, Button, Container, Stack, Text, Title } from '@mantine/core';
import { messageOf } from '../api/problem.ts';

interface Props {
  error: unknown;
  onRetry?: () => void;
}

/** What went wrong, in the place where its result would be. */
export function ProblemAlert({ error, onRetry }: Props) {
  return (
    <Alert role="alert" variant="outline" color="red" title="This did not work" className="problem">
      <Stack gap="xs" align="flex-start">
        <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
          {messageOf(error)}
        </Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

/** In place of a page that could not be shown at all. */
export function FullProblem({ error }: { error: unknown }) {
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Title order={1}>This page cannot be shown</Title>
        <ProblemAlert error={error} onRetry={() => window.location.reload()} />
      </Stack>
    </Container>
  );
}
