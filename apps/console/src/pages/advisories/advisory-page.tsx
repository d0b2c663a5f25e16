import { Grid, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Facts } from '../../components/facts.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark, SeverityMark, StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { EmptyState, RowsTable } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { useUnits } from '../../components/use-units.ts';
import { whileAttended } from '../../session/presence.ts';
import { useCan } from '../../session/session.ts';

const route = getRouteApi('/signed-in/advisories/$advisoryId');
type Advisory = Answer<'showAdvisory'>;

/** One advisory: whom it went to, for what, how, and who confirmed it. */
export function AdvisoryPage() {
  const { advisoryId } = route.useParams();
  const query = useQuery({
    queryKey: ['advisories', advisoryId],
    queryFn: () => bodyOf(api.GET('/v1/advisories/{id}', { params: { path: { id: advisoryId } } })),
    refetchInterval: whileAttended(10),
  });
  const above = (
    <TextLink to="/advisories" size="sm">
      Advisories
    </TextLink>
  );
  if (query.isPending || query.isError) {
    return (
      <Page title="Advisory" above={above}>
        {query.isPending ? (
          <Skeleton height={240} role="status" aria-label="Loading" />
        ) : (
          <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
        )}
      </Page>
    );
  }
  return <ShownAdvisory advisory={query.data} above={above} />;
}

function ShownAdvisory({ advisory, above }: { advisory: Advisory; above: React.ReactNode }) {
  const can = useCan();
  const { nameOf } = useUnits();
  const whom = advisory.person ? (advisory.person.name ?? 'a person') : 'the security officer of the unit';
  return (
    <Page
      title={`Notice to ${whom}`}
      above={above}
      lead={
        advisory.needsReview && (
          <Group gap="xs">
            <Mark tone="warn" label="needs review" />
            <Text size="sm" span>
              What it says may not hold any more: a remediation it was built on, or against, has changed.
            </Text>
          </Group>
        )
      }
    >
      <Grid gap="md">
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="md">
            <Panel title="For what" flush>
              <Members members={advisory.members} />
            </Panel>
            {can('deliveries:read') && (
              <Panel title="Deliveries" flush>
                <Deliveries deliveries={advisory.deliveries} />
              </Panel>
            )}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Stack gap="md">
            <Panel title="Acknowledgement">
              {advisory.acknowledgedBy.length === 0 ? (
                <Mark tone="warn" label="not yet" />
              ) : (
                <Facts
                  items={advisory.acknowledgedBy.map(({ person, via, at }) => [
                    person.name ?? 'A person',
                    <span key={person.id}>
                      <Instant at={at} /> by {via}
                    </span>,
                  ])}
                />
              )}
            </Panel>
            <Panel title="Notice">
              <Facts
                items={[
                  ['State', <StateMark key="state" state={advisory.state} />],
                  ['Severity', <SeverityMark key="severity" severity={advisory.severity} />],
                  ['Unit', nameOf(advisory.unitId)],
                  ['Opened', <Instant key="opened" at={advisory.openedAt} />],
                  ['Last mailed', <Instant key="mailed" at={advisory.lastMailedAt} fallback="never" />],
                  ['Resolved', <Instant key="resolved" at={advisory.resolvedAt} fallback="no" />],
                ]}
              />
            </Panel>
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

function Members({ members }: { members: Advisory['members'] }) {
  if (members.length === 0) return <EmptyState>No finding belongs to it any more.</EmptyState>;
  return (
    <RowsTable
      label="Findings of the notice"
      rows={members}
      rowKey={(row) => row.findingId}
      columns={[
        {
          header: 'Finding',
          cell: (row) => (
            <>
              <TextLink
                to="/devices/$deviceId"
                params={{ deviceId: row.deviceId }}
                search={{ finding: row.findingId }}
                inherit
                aria-label={`${row.ruleId} for ${row.subject}`}
              >
                {row.ruleId}
              </TextLink>
              <div>
                <code>{row.subject}</code>
              </div>
            </>
          ),
        },
        { header: 'Severity', cell: (row) => <SeverityMark severity={row.severity} /> },
        { header: 'Joined', wide: true, cell: (row) => <Instant at={row.joinedAt} /> },
        { header: 'Resolved', cell: (row) => <Instant at={row.resolvedAt} fallback="no" /> },
      ]}
    />
  );
}

function Deliveries({ deliveries }: { deliveries: Advisory['deliveries'] }) {
  if (deliveries.length === 0) return <EmptyState>Nothing was sent: nobody concerned has an address.</EmptyState>;
  return (
    <RowsTable
      label="Deliveries"
      rows={deliveries}
      rowKey={(row) => row.id}
      columns={[
        { header: 'To', cell: (row) => row.recipient?.name ?? '–' },
        { header: 'Because', wide: true, cell: (row) => row.reason },
        { header: 'By', cell: (row) => row.channel },
        {
          header: 'State',
          cell: (row) => (
            <>
              <StateMark state={row.state} />
              {row.lastError && <div>{row.lastError}</div>}
            </>
          ),
        },
        { header: 'Sent', cell: (row) => <Instant at={row.sentAt} fallback="not yet" /> },
      ]}
    />
  );
}
