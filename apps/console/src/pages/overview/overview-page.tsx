import { Grid, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { EmptyState } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { count, formatNumber } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import { useCan } from '../../session/session.ts';
import { Attention } from './attention.tsx';
import { CountryBars, RuleBars, VendorBars, VendorFindingBars } from './bars.tsx';
import classes from './overview.module.css';
import { RecentFindings } from './recent-findings.tsx';
import { Throughput } from './throughput.tsx';
import { UnitRanking } from './unit-ranking.tsx';
import { VerdictHistory } from './verdict-history.tsx';
import { VerdictTiles } from './verdict-tiles.tsx';

/** The fleet at a glance; every number leads to the list behind it. */
export function OverviewPage() {
  const can = useCan();
  const isAllowed = can('devices:read');
  const query = useQuery({
    queryKey: ['overview'],
    queryFn: () => bodyOf(api.GET('/v1/overview')),
    refetchInterval: whileAttended(10),
    enabled: isAllowed,
  });
  if (!isAllowed) {
    return (
      <Page title="Overview">
        <EmptyState>Your role shows no devices. What it does show is in the navigation.</EmptyState>
      </Page>
    );
  }
  if (query.isPending) {
    return (
      <Page title="Overview">
        <Stack role="status" aria-label="Loading">
          <Skeleton height={110} />
          <Skeleton height={260} />
        </Stack>
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Overview">
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const overview = query.data;
  return (
    <Page
      title="Overview"
      lead={
        <>
          Counted <Instant at={overview.countedAt} />.{' '}
          <TextLink to="/devices" search={{ state: 'active', sort: '-lastReportAt' }} inherit underline="always">
            {formatNumber(overview.reportedLastHour)}
          </TextLink>{' '}
          of{' '}
          <TextLink to="/devices" search={{ state: 'active' }} inherit underline="always">
            {count(overview.devices.active ?? 0, 'active device')}
          </TextLink>{' '}
          reported within the last hour.
        </>
      }
    >
      <VerdictTiles overview={overview} />
      <Grid gap="md" className={classes.board}>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Panel title="Findings by rule">
            {overview.findings ? <RuleBars rows={overview.findings.byRule} /> : <NotYours />}
          </Panel>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <div className={classes.stack}>
            <Panel title="Where data went">
              {overview.findings ? <CountryBars rows={overview.findings.byCountry} /> : <NotYours />}
            </Panel>
            <Attention attention={overview.attention} />
          </div>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <VerdictHistory />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Panel title="Findings by vendor">
            {overview.findings ? <VendorFindingBars rows={overview.findings.byVendor} /> : <NotYours />}
          </Panel>
        </Grid.Col>
        {can('findings:read') && (
          <Grid.Col span={{ base: 12, md: 8 }}>
            <RecentFindings />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, md: 4 }}>
          <UnitRanking rows={overview.units} />
        </Grid.Col>
        {can('devices:read', 'everywhere') && (
          <Grid.Col span={{ base: 12, md: 8 }}>
            <Throughput />
          </Grid.Col>
        )}
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Panel title="Devices by vendor">
            <VendorBars rows={overview.vendors} />
          </Panel>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function NotYours() {
  return (
    <Text size="sm" c="dimmed">
      Your role does not show findings.
    </Text>
  );
}
