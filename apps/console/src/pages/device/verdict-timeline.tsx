import { Text } from '@mantine/core';
import { api, bodyOf } from '../../api/client.ts';
import { Instant } from '../../components/instant.tsx';
import { VerdictMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { count } from '../../components/words.ts';

/** Its verdict at every past instant. */
export function VerdictTimeline({ deviceId }: { deviceId: string }) {
  const query = usePages(['devices', deviceId, 'verdicts'], (cursor) =>
    bodyOf(api.GET('/v1/devices/{id}/verdicts', { params: { path: { id: deviceId }, query: { limit: 20, cursor } } })),
  );
  return (
    <Panel title="Verdicts over time" flush>
      <PagedTable
        label="Verdicts over time"
        query={query}
        rowKey={(row) => row.id}
        empty="It has not been judged yet."
        columns={[
          { header: 'From', cell: (row) => <Instant at={row.validFrom} /> },
          { header: 'To', cell: (row) => <Instant at={row.validTo} fallback="now" /> },
          { header: 'Verdict', cell: (row) => <VerdictMark verdict={row.verdict} /> },
          {
            header: 'Because',
            wide: true,
            cell: (row) => (
              <>
                {row.reasons[0]?.sentence ?? '–'}
                {row.reasons.length > 1 && (
                  <Text size="xs" c="dimmed">
                    and {count(row.reasons.length - 1, 'more reason')}
                  </Text>
                )}
              </>
            ),
          },
          {
            header: 'Policies',
            wide: true,
            cell: (row) => row.citations.policies.map(({ name, version }) => `${name} ${version}`).join(', ') || '–',
          },
        ]}
      />
    </Panel>
  );
}
