import { Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Finding } from '../api/types.ts';
import { useCan } from '../session/session.ts';
import classes from './finding-entry.module.css';
import { Instant } from './instant.tsx';
import { JsonView } from './json-view.tsx';
import { TextLink } from './links.tsx';
import { countryName, dataName, listOf } from './words.ts';

type Evidence = Finding['evidence'][number];

/** Members of an observation by the condition that made it fail. */
const MEMBERS: Record<string, readonly string[]> = {
  country: ['ip', 'data', 'host'],
  jurisdiction: ['ip', 'host', 'data'],
  network: ['ip', 'data'],
  asn: ['ip', 'data'],
  domain: ['host', 'data'],
  host: ['host', 'data'],
  vendor: ['manufacturer', 'brand', 'model', 'product'],
  model: ['model'],
  service: ['service', 'state', 'syncs', 'accountType'],
  package: ['package', 'version'],
};

/** A piece of a report that makes a rule fail: what matters first, then the device's own words with the place marked. */
export function EvidenceView({ evidence, deviceId }: { evidence: Evidence; deviceId: string }) {
  const can = useCan();
  const facts = factsOf(evidence);
  return (
    <section className={classes.evidence} aria-label="Evidence">
      {facts.length > 0 && (
        <dl className={classes.highlights}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <Stack gap="xs" className={classes.raw}>
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            Observed <Instant at={evidence.observedAt} /> at <code>{evidence.pointer}</code> of the report
          </Text>
          {can('reports:read') && (
            <TextLink
              to="/devices/$deviceId/reports/$reportId"
              params={{ deviceId, reportId: evidence.reportId }}
              search={{ pointer: evidence.pointer }}
              size="sm"
            >
              Show it in the report
            </TextLink>
          )}
        </Group>
        <JsonView value={evidence.observed} label="Observed" highlight={markedMembers(evidence)} />
        <Text size="sm">
          The rule expects <code>{JSON.stringify(evidence.expected)}</code>
          {evidence.catalogueEntry && (
            <>
              , the catalogue knows it as <code>{evidence.catalogueEntry}</code>
            </>
          )}
          .
        </Text>
      </Stack>
    </section>
  );
}

function observedOf(evidence: Evidence): Record<string, unknown> {
  const { observed } = evidence;
  return typeof observed === 'object' && observed !== null ? (observed as Record<string, unknown>) : {};
}

/** The few facts by which people recognise the case: what went where. */
function factsOf(evidence: Evidence): (readonly [string, ReactNode])[] {
  const observed = observedOf(evidence);
  const text = (member: string) => (typeof observed[member] === 'string' ? String(observed[member]) : undefined);
  const data = Array.isArray(observed.data) ? observed.data.map(String) : undefined;
  const country = evidence.place?.country;
  const facts: (readonly [string, ReactNode | undefined])[] = [
    ['Data', data && data.length > 0 ? listOf(data.map(dataName)) : undefined],
    ['Host', text('host') && <code>{text('host')}</code>],
    ['Address', text('ip') && <code>{text('ip')}</code>],
    [
      'Country',
      country && `${countryName(country)}${evidence.place?.databaseDate ? ` (${evidence.place.databaseDate})` : ''}`,
    ],
    ['App', text('app') && <code>{text('app')}</code>],
    ['Service', text('service') ?? text('accountType')],
    ['State', text('state')],
    ['Manufacturer', text('manufacturer')],
    ['Model', text('model') && <code>{text('model')}</code>],
    ['Build', evidence.build && <code>{evidence.build}</code>],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

/** JSON Pointers into the observation of the members that the rule failed for. */
function markedMembers(evidence: Evidence): string[] {
  const observed = observedOf(evidence);
  const byCondition = evidence.matched.flatMap(({ condition }) => MEMBERS[condition] ?? []);
  const byValue = Object.keys(observed).filter((key) => evidence.matched.some(({ value }) => observed[key] === value));
  return [...new Set([...byCondition, ...byValue])].filter((key) => key in observed).map((key) => `/${key}`);
}
