import { Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Item } from '../../api/types.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { StateMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState, RowsTable } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { ChangeList } from './change-list.tsx';
import { DiffView } from './diff-view.tsx';
import { versionQuery } from './policy-queries.ts';

type Version = Item<'listPolicyVersions'>;

interface Props {
  name: string;
  versions: readonly Version[];
  shown: Answer<'showPolicyVersion'>;
}

/** All versions of a policy, and what the one shown changes in another. */
export function PolicyVersions({ name, versions, shown }: Props) {
  return (
    <Stack>
      <Panel title={`Versions (${versions.length})`} flush>
        <RowsTable
          label="Versions"
          rows={versions}
          rowKey={(row) => String(row.version)}
          columns={[
            {
              header: 'Version',
              cell: (row) => (
                <TextLink
                  to="/policies/$name"
                  params={{ name }}
                  search={{ tab: 'versions', version: String(row.version) }}
                  inherit
                  fw={row.version === shown.version ? 700 : 500}
                  aria-current={row.version === shown.version ? 'true' : undefined}
                >
                  Version {row.version}
                </TextLink>
              ),
            },
            { header: 'State', cell: (row) => <StateMark state={row.state} /> },
            { header: 'Title', wide: true, cell: (row) => row.title },
            { header: 'Written', wide: true, cell: (row) => <Instant at={row.createdAt} /> },
            { header: 'In force from', cell: (row) => <Instant at={row.effectiveFrom} fallback="–" /> },
          ]}
        />
      </Panel>
      <Comparison key={shown.version} name={name} versions={versions} shown={shown} />
    </Stack>
  );
}

function Comparison({ name, versions, shown }: Props) {
  const earlier = versions.filter(({ version }) => version !== shown.version);
  const [chosen, setChosen] = useState<string | null>(null);
  const before = earlier.find(({ version }) => version < shown.version) ?? earlier[0];
  if (!before) {
    return (
      <Panel title={`What version ${shown.version} changes`} flush>
        <EmptyState>There is no other version to hold it against.</EmptyState>
      </Panel>
    );
  }
  const since = Number(chosen ?? before.version);
  return (
    <Panel
      title={`What version ${shown.version} changes`}
      actions={
        <Select
          aria-label="Held against"
          size="xs"
          w={230}
          allowDeselect={false}
          data={earlier.map(({ version, state }) => ({
            value: String(version),
            label: `since version ${version}, ${state}`,
          }))}
          value={String(since)}
          onChange={setChosen}
        />
      }
    >
      <Changes name={name} since={since} shown={shown} />
    </Panel>
  );
}

function Changes({ name, since, shown }: { name: string; since: number; shown: Answer<'showPolicyVersion'> }) {
  const { version } = shown;
  const changes = useQuery({
    queryKey: ['policies', name, 'changes', since, version, shown.hash],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/policies/{name}/versions/{version}/changes', {
          params: { path: { name, version }, query: { since } },
        }),
      ),
  });
  const before = useQuery(versionQuery(name, since));
  const failed = changes.error ?? before.error;
  if (failed) return <ProblemAlert error={failed} />;
  if (!changes.data || !before.data) return <Skeleton height={160} role="status" aria-label="Loading" />;
  return (
    <Stack>
      <ChangeList changes={changes.data.changes} />
      <Group gap="xs">
        <Text size="sm" fw={600}>
          Line by line
        </Text>
      </Group>
      <DiffView before={before.data.source} after={shown.source} />
    </Stack>
  );
}
