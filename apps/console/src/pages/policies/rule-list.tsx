import { Group, Stack, Text } from '@mantine/core';
import type { Severity } from '../../api/types.ts';
import { SeverityMark } from '../../components/mark.tsx';
import { NamedItems } from '../../components/named-items.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState } from '../../components/paged-table.tsx';
import { describeRule, type RuleDocument, treatmentOf, typeOf } from './describe-rule.ts';
import classes from './rule-list.module.css';

const SEVERITIES: readonly string[] = ['info', 'low', 'medium', 'high', 'critical'];

function severityOf(rule: RuleDocument): Severity {
  return (SEVERITIES.includes(String(rule.severity)) ? rule.severity : 'medium') as Severity;
}

interface EvidenceSource {
  id: string;
  title?: string;
  publisher?: string;
  date?: string;
  url?: string;
  observed?: string;
}

/** The rules of a document in words. */
export function RuleList({ document }: { document: Record<string, unknown> }) {
  const spec = (document.spec ?? {}) as { rules?: RuleDocument[]; evidence?: EvidenceSource[] };
  const rules = spec.rules ?? [];
  return (
    <>
      <Panel title={`Rules (${rules.length})`} flush>
        {rules.length === 0 && <EmptyState>It has no rule.</EmptyState>}
        <ul className={classes.rules}>
          {rules.map((rule) => (
            <RuleEntry key={rule.id} rule={rule} />
          ))}
        </ul>
      </Panel>
      {(spec.evidence?.length ?? 0) > 0 && (
        <Panel title="Evidence">
          <Stack gap="xs">
            {spec.evidence?.map((source) => (
              <Text size="sm" key={source.id} component="div">
                <strong>{source.title}</strong>
                {[source.publisher, source.date].filter(Boolean).map((part) => `, ${part}`)}
                {source.observed && <Text size="sm">{source.observed}</Text>}
              </Text>
            ))}
          </Stack>
        </Panel>
      )}
    </>
  );
}

function RuleEntry({ rule }: { rule: RuleDocument }) {
  const { sentence, names } = describeRule(rule);
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
    </li>
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
