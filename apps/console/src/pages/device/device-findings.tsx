import { SegmentedControl, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Item, Severity } from '../../api/types.ts';
import { FindingEntry } from '../../components/finding-entry.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { usePages } from '../../components/use-pages.ts';

const route = getRouteApi('/signed-in/devices/$deviceId');

type Row = Item<'listDeviceFindings'>;

const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Worst first; what belongs to one rule stands together. */
function bySeverity(a: Row, b: Row): number {
  const bySeverityOnly = SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
  return bySeverityOnly || a.ruleId.localeCompare(b.ruleId) || a.subject.localeCompare(b.subject);
}

/** What fails on this device, each with its evidence. */
export function DeviceFindings({ deviceId }: { deviceId: string }) {
  const { finding: wanted } = route.useSearch();
  const [shown, setShown] = useState<'present' | 'all'>('present');
  const query = usePages(['devices', deviceId, 'findings'], (cursor) =>
    bodyOf(api.GET('/v1/devices/{id}/findings', { params: { path: { id: deviceId }, query: { limit: 100, cursor } } })),
  );
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const sorted = [...all].sort(bySeverity);
  const rows = shown === 'all' ? sorted : sorted.filter(({ id, status }) => status !== 'resolved' || id === wanted);
  return (
    <Panel
      title={`Findings (${rows.length})`}
      flush
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which findings"
          value={shown}
          onChange={(value) => setShown(value as typeof shown)}
          data={[
            { value: 'present', label: 'Present' },
            { value: 'all', label: 'With resolved ones' },
          ]}
        />
      }
    >
      {query.isPending && <LoadingRows />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && <EmptyState>No rule fails on this device.</EmptyState>}
      <Stack gap={0}>
        {rows.map((row) => (
          <FindingEntry key={row.id} finding={row} isOpen={row.id === wanted} />
        ))}
      </Stack>
    </Panel>
  );
}
