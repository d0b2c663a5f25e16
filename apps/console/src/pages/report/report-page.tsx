import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import { Facts } from '../../components/facts.tsx';
import { Instant } from '../../components/instant.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';

const route = getRouteApi('/signed-in/devices/$deviceId/reports/$reportId');

/** A report as the device signed it, with the evidence that led here marked. */
export function ReportPage() {
  const { deviceId, reportId } = route.useParams();
  const { pointer } = route.useSearch();
  const query = useQuery({
    queryKey: ['reports', reportId],
    queryFn: () =>
      bodyOf(api.GET('/v1/devices/{id}/reports/{reportId}', { params: { path: { id: deviceId, reportId } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const above = (
    <TextLink to="/devices/$deviceId" params={{ deviceId }} size="sm">
      Device
    </TextLink>
  );
  if (query.isPending) {
    return (
      <Page title="Report" above={above}>
        <Skeleton height={300} role="status" aria-label="Loading" />
      </Page>
    );
  }
  if (query.isError) {
    return (
      <Page title="Report" above={above}>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </Page>
    );
  }
  const report = query.data;
  return (
    <Page
      title={`Report ${report.seq}`}
      above={above}
      lead="What the device said, in its own words, signed by its key."
    >
      <Panel title="Receipt">
        <Facts
          items={[
            ['Received', <Instant key="received" at={report.receivedAt} />],
            ['Collected', <Instant key="collected" at={report.collectedAt} />],
            ['Left out on receipt', report.reducedSections.join(', ') || 'nothing'],
            ['SHA-256', <code key="hash">{report.payloadSha256}</code>],
          ]}
        />
      </Panel>
      <Panel title={pointer ? `Payload, with ${pointer} marked` : 'Payload'}>
        <JsonView
          value={report.payload}
          label="Payload as it was sent"
          highlight={pointer ? [pointer] : []}
          maxHeight={640}
        />
      </Panel>
    </Page>
  );
}
