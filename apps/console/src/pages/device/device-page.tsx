import { Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Device } from '../../api/types.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { StateMark, VerdictMark } from '../../components/mark.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { deviceName } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import { useCan } from '../../session/session.ts';
import { DeviceActions } from './device-actions.tsx';
import { DeviceFindings } from './device-findings.tsx';
import { Holder, Identity, Place } from './device-sides.tsx';
import { DeviceTimeline } from './device-timeline.tsx';
import { reasonSentence } from './reason-sentence.ts';

const route = getRouteApi('/signed-in/devices/$deviceId');

/** One handset: what it is, who holds it, its verdict and why, what it did over time. */
export function DevicePage() {
  const { deviceId } = route.useParams();
  const query = useQuery({
    queryKey: ['devices', deviceId],
    queryFn: () => bodyOf(api.GET('/v1/devices/{id}', { params: { path: { id: deviceId } } })),
    refetchInterval: whileAttended(10),
  });
  const above = (
    <TextLink to="/devices" size="sm">
      Devices
    </TextLink>
  );
  if (query.isPending) {
    return (
      <Page title="Device" above={above}>
        <Skeleton height={300} role="status" aria-label="Loading" />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Device" above={above}>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  return <ShownDevice device={query.data} above={above} />;
}

function ShownDevice({ device, above }: { device: Device; above: React.ReactNode }) {
  const can = useCan();
  const holder = device.person?.name;
  return (
    <Page
      title={holder ? `${deviceName(device)} of ${holder}` : deviceName(device)}
      above={above}
      lead={
        <Group gap="xs" mt={4} align="baseline">
          {device.state === 'active' ? <VerdictMark verdict={device.verdict} /> : <StateMark state={device.state} />}
          <Text size="sm" span data-testid="reason">
            {reasonSentence(device)}
          </Text>
          {device.state === 'active' && (
            <Text size="sm" c="dimmed" span>
              Since <Instant at={device.verdictSince} />
            </Text>
          )}
        </Group>
      }
      actions={can('devices:write') && <DeviceActions device={device} />}
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            {can('findings:read') && <DeviceFindings device={device} />}
            <DeviceTimeline deviceId={device.id} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Identity device={device} />
            <Holder device={device} />
            <Place device={device} />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}
