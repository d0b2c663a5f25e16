import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { SeverityMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows, RowsTable } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { deviceName } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';

/** The newest findings that are open. */
export function RecentFindings() {
  const query = useQuery({
    queryKey: ['findings', 'recent'],
    queryFn: () => bodyOf(api.GET('/v1/findings', { params: { query: { status: 'open', limit: 8 } } })),
    refetchInterval: whileAttended(10),
  });
  return (
    <Panel
      title="Newest findings"
      flush
      actions={
        <TextLink to="/findings" search={{ status: 'open' }} size="sm">
          All open findings
        </TextLink>
      }
    >
      {query.isPending && <LoadingRows />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && <EmptyState>No finding is open.</EmptyState>}
      {query.data && query.data.items.length > 0 && (
        <RowsTable
          label="Newest findings"
          rows={query.data.items}
          rowKey={(row) => row.id}
          columns={[
            {
              header: 'Device',
              cell: (row) => (
                <>
                  <TextLink
                    to="/devices/$deviceId"
                    params={{ deviceId: row.deviceId }}
                    search={{ finding: row.id }}
                    inherit
                  >
                    {deviceName(row.device)}
                  </TextLink>
                  <div>{row.person?.name}</div>
                </>
              ),
            },
            {
              header: 'What failed',
              cell: (row) => (
                <>
                  {row.ruleId}
                  <div>
                    <code>{row.subject}</code>
                  </div>
                </>
              ),
            },
            { header: 'Severity', cell: (row) => <SeverityMark severity={row.severity} /> },
            { header: 'Since', wide: true, cell: (row) => <Instant at={row.firstSeen} relative /> },
          ]}
        />
      )}
    </Panel>
  );
}
