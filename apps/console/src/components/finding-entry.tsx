import { Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import type { Finding, FindingItem } from '../api/types.ts';
import { useCan } from '../session/session.ts';
import { EvidenceView } from './evidence-view.tsx';
import classes from './finding-entry.module.css';
import { Instant } from './instant.tsx';
import { TextLink } from './links.tsx';
import { Mark, SeverityMark, StateMark } from './mark.tsx';
import { ProblemAlert } from './problem.tsx';

interface Props {
  finding: Omit<FindingItem, 'device' | 'person'>;
  /** Opened and scrolled to from the start. */
  isOpen: boolean;
  /** What can be done about it, below its evidence. */
  actions?: ReactNode;
}

/** A finding that opens to its evidence. */
export function FindingEntry({ finding, isOpen, actions }: Props) {
  const [opened, setOpened] = useState(isOpen);
  const element = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isOpen) element.current?.scrollIntoView({ block: 'center' });
  }, [isOpen]);
  const onToggle = (event: SyntheticEvent<HTMLDetailsElement>) => setOpened(event.currentTarget.open);
  return (
    <details ref={element} className={classes.entry} open={opened} onToggle={onToggle}>
      <summary className={classes.summary}>
        <span className={classes.name}>
          <span className={classes.rule}>{finding.ruleId}</span> <code>{finding.subject}</code>
        </span>
        <span className={classes.marks}>
          <SeverityMark severity={finding.severity} />
          <StateMark state={finding.status} />
          {finding.despiteRemediation && <Mark tone="warn" label="despite a remediation" />}
        </span>
      </summary>
      {opened && (
        <div className={classes.body}>
          <FindingDetails id={finding.id} actions={actions} />
        </div>
      )}
    </details>
  );
}

/** Observed and expected in words, the evidence, what happened to it. */
function FindingDetails({ id, actions }: { id: string; actions?: ReactNode }) {
  const query = useQuery({
    queryKey: ['findings', id],
    queryFn: () => bodyOf(api.GET('/v1/findings/{id}', { params: { path: { id } } })),
  });
  if (query.isPending) return <Skeleton height={120} role="status" aria-label="Loading" />;
  if (query.isError) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  const finding = query.data;
  return (
    <Stack gap="sm">
      <Text size="sm" fw={550}>
        {finding.explanation.administrator}
      </Text>
      <Text size="sm" c="dimmed">
        <RuleName finding={finding} />. First seen <Instant at={finding.firstSeen} />, last{' '}
        <Instant at={finding.lastSeen} />
        {finding.dueAt && (
          <>
            , grace ends <Instant at={finding.dueAt} />
          </>
        )}
        {finding.resolvedAt && (
          <>
            , resolved <Instant at={finding.resolvedAt} /> ({finding.resolvedReason ?? 'no reason told'})
          </>
        )}
        .
      </Text>
      {finding.evidence.map((evidence) => (
        <EvidenceView key={`${evidence.reportId}${evidence.pointer}`} evidence={evidence} deviceId={finding.deviceId} />
      ))}
      {finding.despiteRemediation && (
        <Text size="sm">
          Found despite the remediation <code>{finding.despiteRemediation}</code>: the handset has the fix, and yet this
          happened.
        </Text>
      )}
      {finding.remediation && <Text size="sm">Closed by the remediation {finding.remediation}.</Text>}
      {finding.explanation.advice && (
        <Text size="sm">
          <strong>What its holder is told:</strong> {finding.explanation.person} {finding.explanation.advice}
        </Text>
      )}
      {actions && <div>{actions}</div>}
      <ol className={classes.history} aria-label="History of the finding">
        {finding.history.map((event) => (
          <li key={`${event.recordedAt}${event.kind}`}>
            <Instant at={event.at} /> {event.kind}
          </li>
        ))}
      </ol>
    </Stack>
  );
}

/** The rule and where it stands; the one that is built in stands in no policy. */
function RuleName({ finding: { ruleId, ruleType, policyName, policyVersion } }: { finding: Finding }) {
  const can = useCan();
  if (ruleType === 'identity') return <>The built-in rule {ruleId}</>;
  return (
    <>
      Rule {ruleId} of{' '}
      {can('policies:read') ? (
        <TextLink to="/policies/$name" params={{ name: policyName }} inherit underline="always">
          {policyName}
        </TextLink>
      ) : (
        policyName
      )}
      , version {policyVersion}
    </>
  );
}
