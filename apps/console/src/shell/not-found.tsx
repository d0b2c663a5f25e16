import { Container, Stack, Text, Title } from '@mantine/core';
import { TextLink } from '../components/links.tsx';

/** At an address that is no page. */
export function NotFoundPage() {
  return (
    <Container component="main" size="sm" py="xl">
      <Stack>
        <Title order={1}>There is nothing here</Title>
        <Text>The address may be wrong, or what it named is gone.</Text>
        <TextLink to="/">Go to the overview</TextLink>
      </Stack>
    </Container>
  );
}
