import { api, bodyOf } from '../../api/client.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';

/** What it reported, newest first. */
export function DeviceReports({ deviceId }: { deviceId: string }) {
  const query = usePages(['devices', deviceId, 'reports'], (cursor) =>
    bodyOf(api.GET('/v1/devices/{id}/reports', { params: { path: { id: deviceId }, query: { limit: 20, cursor } } })),
  );
  return (
    <Panel title="Reports" flush>
      <PagedTable
        label="Reports"
        query={query}
        rowKey={(row) => row.id}
        empty="It has not reported yet."
        columns={[
          {
            header: 'Number',
            cell: (row) => (
              <TextLink
                to="/devices/$deviceId/reports/$reportId"
                params={{ deviceId, reportId: row.id }}
                inherit
                aria-label={`Report ${row.seq}`}
              >
                {row.seq}
              </TextLink>
            ),
          },
          { header: 'Received', cell: (row) => <Instant at={row.receivedAt} /> },
          { header: 'Collected', wide: true, cell: (row) => <Instant at={row.collectedAt} /> },
          { header: 'Left out', cell: (row) => row.reducedSections.join(', ') || 'nothing' },
          {
            header: 'SHA-256',
            wide: true,
            cell: (row) => <code title={row.payloadSha256}>{row.payloadSha256.slice(0, 12)}…</code>,
          },
        ]}
      />
    </Panel>
  );
}
