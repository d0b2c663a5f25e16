import { Text } from '@mantine/core';
import { count, listOf } from '../../components/words.ts';

/** What a change of the catalogue judges again. */
export function Rejudges({ devices, policies }: { devices: number; policies: readonly string[] }) {
  return (
    <Text size="sm">
      {devices === 0
        ? 'There is no active device to judge again. '
        : `It judges ${count(devices, 'active device')} again. `}
      {policies.length === 0
        ? 'No published policy names it.'
        : `Published policies that name it: ${listOf(policies)}.`}
    </Text>
  );
}
