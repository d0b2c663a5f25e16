import { Alert, Group, Select, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { RejudgementProgress } from '../../components/rejudgement.tsx';
import { useCan } from '../../session/session.ts';
import { LeavingGuard } from './leaving-guard.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { policyQuery, type ReadPolicy, versionQuery } from './policy-queries.ts';
import { PolicyVersions } from './policy-versions.tsx';
import { PublishButton } from './publish-button.tsx';
import { RuleList } from './rule-list.tsx';
import { usePolicyEdit } from './use-policy-edit.ts';
import { WithdrawButton } from './withdraw-button.tsx';

const route = getRouteApi('/signed-in/policies/$name');
const TABS = ['rules', 'source', 'versions'] as const;

/** One policy: its rules in words, its source, its versions. */
export function PolicyPage() {
  const { name } = route.useParams();
  const policy = useQuery(policyQuery(name));
  const versions = useQuery({
    queryKey: ['policies', name, 'versions'],
    queryFn: () =>
      bodyOf(api.GET('/v1/policies/{name}/versions', { params: { path: { name }, query: { limit: 100 } } })),
  });
  const above = (
    <TextLink to="/policies" size="sm">
      Policies
    </TextLink>
  );
  const failed = policy.error ?? versions.error;
  if (failed || !policy.data || !versions.data) {
    return (
      <Page title={name} above={above}>
        {failed ? <ProblemAlert error={failed} /> : <Skeleton height={240} role="status" aria-label="Loading" />}
      </Page>
    );
  }
  return <ShownPolicy key={name} policy={policy.data} versions={versions.data.items} above={above} />;
}

interface ShownProps {
  policy: ReadPolicy;
  versions: Answer<'listPolicyVersions'>['items'];
  above: React.ReactNode;
}

function ShownPolicy({ policy, versions, above }: ShownProps) {
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const [publishedAt, setPublishedAt] = useState<string | null>(null);
  const tab = TABS.find((name) => name === search.tab) ?? 'rules';
  const newest = policy.draft ?? policy.inForce ?? policy.scheduled ?? versions[0]?.version ?? 1;
  const { draft, scheduled, inForce } = policy;
  const newestText = Math.max(draft ?? 0, scheduled ?? 0, inForce ?? 0, ...versions.map((item) => item.version));
  const writing = usePolicyEdit(policy, newestText);
  // What somebody writes on stays, whatever others save meanwhile.
  const number = writing.edit?.base.version ?? Number(search.version ?? newest);
  const version = useQuery(versionQuery(policy.name, number));
  const mayWrite = can('policies:write', 'everywhere');
  const takeTheirs = () => {
    writing.undo();
    void navigate({ search: { ...search, version: String(newestText) }, replace: true, ignoreBlocker: true });
  };
  return (
    <Page
      title={policy.name}
      above={above}
      lead={policy.title}
      actions={
        <>
          <Select
            aria-label="Version"
            size="sm"
            w={200}
            allowDeselect={false}
            data={versions.map((item) => ({
              value: String(item.version),
              label: `Version ${item.version}, ${item.state}`,
            }))}
            value={String(number)}
            onChange={(value) => void navigate({ search: { ...search, version: value ?? undefined }, replace: true })}
          />
          <WithdrawButton policy={policy} onWithdrawn={setPublishedAt} />
          <PublishButton
            policy={policy}
            isUnsaved={writing.edit !== undefined}
            onPublished={(since) => {
              setPublishedAt(since);
              void navigate({ search: { tab: search.tab }, replace: true });
            }}
          />
        </>
      }
    >
      <LeavingGuard isDirty={writing.edit !== undefined} />
      <RejudgementProgress since={publishedAt} />
      {policy.draft !== null && (
        <Alert variant="outline" color="blue" className="notice-info" p="xs">
          <Text size="sm">
            Version {policy.draft} is a draft: devices are judged by{' '}
            {policy.inForce === null ? 'no version yet' : `version ${policy.inForce}`} until it is published.
          </Text>
        </Alert>
      )}
      {version.isError && <ProblemAlert error={version.error} onRetry={() => void version.refetch()} />}
      {version.isPending && <Skeleton height={240} role="status" aria-label="Loading" />}
      {version.data && (
        <Tabs
          value={tab}
          onChange={(value) => void navigate({ search: { ...search, tab: value ?? undefined }, replace: true })}
          keepMounted={false}
        >
          <Tabs.List mb="md">
            <Tabs.Tab value="rules">Rules</Tabs.Tab>
            <Tabs.Tab value="source">
              {mayWrite ? 'Source and editing' : 'Source'}
              {writing.edit && ' (not saved)'}
            </Tabs.Tab>
            <Tabs.Tab value="versions">Versions</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="rules">
            <Stack>
              <VersionLine version={version.data} />
              <RuleList document={version.data.document} />
            </Stack>
          </Tabs.Panel>
          <Tabs.Panel value="source">
            <Panel title={`Source of version ${version.data.version}`}>
              <PolicyEditor
                key={version.data.version}
                policy={policy}
                version={version.data}
                newest={newestText}
                writing={writing}
                mayWrite={mayWrite}
                onTakeTheirs={takeTheirs}
              />
            </Panel>
          </Tabs.Panel>
          <Tabs.Panel value="versions">
            <PolicyVersions name={policy.name} versions={versions} shown={version.data} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Page>
  );
}

function VersionLine({ version }: { version: Answer<'showPolicyVersion'> }) {
  return (
    <Group gap="xs">
      <StateMark state={version.state} />
      <Text size="sm" c="dimmed">
        Written <Instant at={version.createdAt} />
        {version.publishedAt && (
          <>
            , published <Instant at={version.publishedAt} />
          </>
        )}
        {version.effectiveFrom && (
          <>
            , in force from <Instant at={version.effectiveFrom} />
          </>
        )}
        . SHA-256 <code title={version.hash}>{version.hash.slice(0, 12)}…</code>
      </Text>
    </Group>
  );
}
