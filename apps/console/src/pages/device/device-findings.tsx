import { Button, SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Device, Item } from '../../api/types.ts';
import { FindingEntry } from '../../components/finding-entry.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows, MoreRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { usePages } from '../../components/use-pages.ts';
import { formatNumber } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import { useCan } from '../../session/session.ts';
import { ConfirmIdentityDialog } from './confirm-identity-dialog.tsx';

const route = getRouteApi('/signed-in/devices/$deviceId');

type Row = Item<'listDeviceFindings'>;
type Shown = 'present' | 'all';

/** What fails on this device, the worst first, each with its evidence. */
export function DeviceFindings({ device }: { device: Device }) {
  const { finding: wantedId } = route.useSearch();
  const [shown, setShown] = useState<Shown>('present');
  const [isConfirming, setConfirming] = useState(false);
  const { query, total } = useFindings(device.id, shown);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  const isListed = rows.some(({ id }) => id === wantedId);
  const wanted = useWanted(query.data !== undefined && !isListed ? wantedId : undefined);
  const canConfirm = useCan()('devices:write') && device.state !== 'retired';
  const entryOf = (row: Omit<Row, 'device' | 'person'>) => (
    <FindingEntry
      key={row.id}
      finding={row}
      isOpen={row.id === wantedId}
      actions={
        canConfirm &&
        row.ruleType === 'identity' &&
        row.status === 'open' && (
          <Button size="xs" variant="default" onClick={() => setConfirming(true)}>
            Confirm identity
          </Button>
        )
      }
    />
  );
  return (
    <Panel
      title={total === undefined ? 'Findings' : `Findings (${formatNumber(total)})`}
      flush
      actions={
        <SegmentedControl
          size="xs"
          aria-label="Which findings"
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={[
            { value: 'present', label: 'Present' },
            { value: 'all', label: 'With resolved ones' },
          ]}
        />
      }
    >
      {query.isPending && <LoadingRows />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && rows.length === 0 && !wanted && <EmptyState>No rule fails on this device.</EmptyState>}
      <Stack gap={0}>
        {wanted && entryOf(wanted)}
        {rows.map(entryOf)}
      </Stack>
      {query.hasNextPage && <MoreRows query={query} shown={rows.length} />}
      {isConfirming && <ConfirmIdentityDialog deviceId={device.id} onClose={() => setConfirming(false)} />}
    </Panel>
  );
}

/** The findings that are shown so far, and how many there are. */
function useFindings(deviceId: string, shown: Shown) {
  const status = shown === 'all' ? undefined : 'present';
  const query = usePages(['devices', deviceId, 'findings', shown], (cursor) => {
    const params = { path: { id: deviceId }, query: { status, sort: 'worst', limit: 100, cursor } } as const;
    return bodyOf(api.GET('/v1/devices/{id}/findings', { params }));
  });
  const { data } = useQuery({
    queryKey: ['devices', deviceId, 'findings', 'count', shown],
    queryFn: () => bodyOf(api.GET('/v1/findings/count', { params: { query: { deviceId, status } } })),
    refetchInterval: whileAttended(15),
  });
  return { query, total: data?.findings };
}

/** A finding that a link leads to, where the list does not show it: resolved by now, or further down. */
function useWanted(id: string | undefined) {
  const { data } = useQuery({
    queryKey: ['findings', id],
    queryFn: () => bodyOf(api.GET('/v1/findings/{id}', { params: { path: { id: id ?? '' } } })),
    enabled: id !== undefined,
  });
  return id === undefined ? undefined : data;
}
