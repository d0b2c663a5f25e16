import { Group, Text } from '@mantine/core';
import type { Severity } from '../../api/types.ts';
import { SeverityMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState, RowsTable } from '../../components/paged-table.tsx';
import { describeRule, type RuleDocument, typeOf } from './describe-rule.ts';

const SEVERITIES: readonly string[] = ['info', 'low', 'medium', 'high', 'critical'];

function severityOf(rule: RuleDocument): Severity {
  return (SEVERITIES.includes(String(rule.severity)) ? rule.severity : 'medium') as Severity;
}

/** The rules of a document in words. */
export function RuleList({ document }: { document: Record<string, unknown> }) {
  const spec = (document.spec ?? {}) as {
    rules?: RuleDocument[];
    remediations?: unknown[];
    evidence?: EvidenceSource[];
  };
  const rules = spec.rules ?? [];
  return (
    <>
      <Panel title={`Rules (${rules.length})`} flush>
        {rules.length === 0 ? (
          <EmptyState>It has no rule.</EmptyState>
        ) : (
          <RowsTable
            label="Rules"
            rows={rules}
            rowKey={(rule) => rule.id}
            columns={[
              {
                header: 'Rule',
                cell: (rule) => (
                  <>
                    <strong>{rule.id}</strong>
                    {rule.title && <div>{rule.title}</div>}
                  </>
                ),
              },
              { header: 'Type', wide: true, cell: typeOf },
              { header: 'Demands', cell: describeRule },
              { header: 'Severity', cell: (rule) => <SeverityMark severity={severityOf(rule)} /> },
            ]}
          />
        )}
      </Panel>
      {(spec.evidence?.length ?? 0) > 0 && (
        <Panel title="Evidence">
          {spec.evidence?.map((source) => (
            <Group key={source.id} gap="xs" align="baseline" mb="xs">
              <Text size="sm">
                <strong>{source.title}</strong>, {source.publisher}, {source.date}
              </Text>
              <Text size="sm" c="dimmed">
                {source.observed}
              </Text>
            </Group>
          ))}
        </Panel>
      )}
    </>
  );
}

interface EvidenceSource {
  id: string;
  title?: string;
  publisher?: string;
  date?: string;
  observed?: string;
}
