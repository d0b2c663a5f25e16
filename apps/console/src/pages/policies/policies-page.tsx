import { useDisclosure } from '@mantine/hooks';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark, StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { RejudgementProgress } from '../../components/rejudgement.tsx';
import { usePages } from '../../components/use-pages.ts';
import { useCan } from '../../session/session.ts';
import { NewPolicyDialog } from './new-policy-dialog.tsx';

const route = getRouteApi('/signed-in/policies');

/** What the organisation demands of devices. */
export function PoliciesPage() {
  const can = useCan();
  const { banHost, banApp } = route.useSearch();
  const mayWrite = can('policies:write', 'everywhere');
  const [opened, { open, close }] = useDisclosure(mayWrite && (banHost ?? banApp) !== undefined);
  const query = usePages(['policies', 'list'], (cursor) =>
    bodyOf(api.GET('/v1/policies', { params: { query: { cursor } } })),
  );
  const refusal = mayWrite ? undefined : 'Only an administrator of the whole organisation writes policies.';
  return (
    <Page
      title="Policies"
      lead="Named documents of rules. What is published is immutable; every device is judged by the version in force."
      actions={
        <AllowedButton size="sm" refusal={refusal} onClick={open}>
          New policy
        </AllowedButton>
      }
    >
      <RejudgementProgress />
      <Panel title="All policies" flush>
        <PagedTable
          label="Policies"
          query={query}
          rowKey={(row) => row.id}
          empty="There is no policy yet: every device is unknown until one is published."
          columns={[
            {
              header: 'Policy',
              cell: (row) => (
                <>
                  <TextLink to="/policies/$name" params={{ name: row.name }} inherit fw={550}>
                    {row.name}
                  </TextLink>
                  <div>{row.title}</div>
                </>
              ),
            },
            {
              header: 'In force',
              cell: (row) => {
                if (row.withdrawnAt) return <StateMark state="withdrawn" />;
                return row.inForce === null ? 'no' : <Mark tone="good" label={`version ${row.inForce}`} />;
              },
            },
            {
              header: 'Scheduled',
              wide: true,
              cell: (row) => (row.scheduled === null ? '–' : `version ${row.scheduled}`),
            },
            {
              header: 'Draft',
              cell: (row) => (row.draft === null ? '–' : <Mark tone="info" label={`version ${row.draft}`} />),
            },
            { header: 'Made', wide: true, cell: (row) => <Instant at={row.createdAt} /> },
          ]}
        />
      </Panel>
      {opened && <NewPolicyDialog ban={{ host: banHost, app: banApp }} onClose={close} />}
    </Page>
  );
}
