import { Group, Text } from '@mantine/core';
import type { Severity } from '../../api/types.ts';
import { SeverityMark } from '../../components/mark.tsx';
import { NamedItems } from '../../components/named-items.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState } from '../../components/paged-table.tsx';
import { describeRemediations, describeSources, type EvidenceSource } from './describe-document.ts';
import { describeRule, membersOf, type RuleDocument, textsOf, treatmentOf, typeOf } from './describe-rule.ts';
import { Cited, PolicyScope, Remediations, Sources } from './policy-basis.tsx';
import classes from './rule-list.module.css';

const SEVERITIES: readonly string[] = ['info', 'low', 'medium', 'high', 'critical'];

function severityOf(rule: RuleDocument): Severity {
  return (SEVERITIES.includes(String(rule.severity)) ? rule.severity : 'medium') as Severity;
}

/** A document in words: what and whom it is for, its rules, what has been fixed since, and what it rests on. */
export function RuleList({ document }: { document: Record<string, unknown> }) {
  const spec = membersOf(document.spec);
  const { description } = membersOf(document.metadata);
  const rules = (spec.rules ?? []) as RuleDocument[];
  const remediations = describeRemediations(spec.remediations);
  const sources = describeSources(spec.evidence);
  return (
    <>
      <PolicyScope description={typeof description === 'string' ? description : undefined} appliesTo={spec.appliesTo} />
      <Panel title={`Rules (${rules.length})`} flush>
        {rules.length === 0 && <EmptyState>It has no rule.</EmptyState>}
        <ul className={classes.rules}>
          {rules.map((rule) => (
            <RuleEntry key={rule.id} rule={rule} sources={sources} />
          ))}
        </ul>
      </Panel>
      {remediations.length > 0 && <Remediations remediations={remediations} sources={sources} />}
      {sources.length > 0 && <Sources sources={sources} />}
    </>
  );
}

function RuleEntry({ rule, sources }: { rule: RuleDocument; sources: readonly EvidenceSource[] }) {
  const { sentence, names } = describeRule(rule);
  const cited = textsOf(rule.evidence);
  return (
    <li className={classes.rule}>
      <Group gap="xs" justify="space-between" align="baseline">
        <Group gap="xs" align="baseline">
          <strong>{rule.title ?? rule.id}</strong>
          <Text size="sm" c="dimmed">
            {rule.title ? `${rule.id}, ` : ''}
            {typeOf(rule)}
          </Text>
        </Group>
        <SeverityMark severity={severityOf(rule)} />
      </Group>
      <Text>{sentence}</Text>
      {names
        .filter(({ items }) => items.length > 0)
        .map((named) => (
          <NamedItems key={named.kind} {...named} />
        ))}
      {treatmentOf(rule).length > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {capital(treatmentOf(rule).join('; '))}
        </Text>
      )}
      {cited.length > 0 && (
        <Text size="sm" c="dimmed" mt={4}>
          {cited.length === 1 ? 'Source: ' : 'Sources: '}
          <Cited ids={cited} sources={sources} />
        </Text>
      )}
    </li>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
