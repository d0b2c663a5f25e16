import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Overview } from '../../api/types.ts';
import { TextLink } from '../../components/links.tsx';
import { SeverityMark, type Tone } from '../../components/mark.tsx';
import { count, countryName, dataName, listOf, NO_VENDOR, sentenceCase, vendorName } from '../../components/words.ts';
import classes from './overview.module.css';

type Findings = NonNullable<Overview['findings']>;

interface BarProps {
  name: ReactNode;
  value: string;
  detail?: ReactNode;
  /** Parts of the bar, as fractions of the longest bar. */
  parts: readonly { tone: Tone; fraction: number }[];
}

function Bar({ name, value, detail, parts }: BarProps) {
  return (
    <li className={classes.row}>
      <div className={classes.line}>
        <span>{name}</span>
        <span>{value}</span>
      </div>
      {detail && <div className={classes.detail}>{detail}</div>}
      <div className={classes.meter} aria-hidden>
        {parts.map(({ tone, fraction }) => (
          <div key={tone} data-tone={tone} style={{ inlineSize: `${fraction * 100}%` }} />
        ))}
      </div>
    </li>
  );
}

function Nothing({ children }: { children: ReactNode }) {
  return (
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  );
}

function longestFirst<Row extends { findings: number }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => b.findings - a.findings);
}

/** Rules with findings, those with most first. */
export function RuleBars({ rows }: { rows: Findings['byRule'] }) {
  if (rows.length === 0) return <Nothing>No rule fails on any device.</Nothing>;
  const sorted = longestFirst(rows);
  const most = sorted[0]?.findings ?? 0;
  return (
    <ul className={classes.rows}>
      {sorted.map((row) => (
        <Bar
          key={`${row.policyName}/${row.ruleId}`}
          name={
            <TextLink
              to="/findings"
              search={{ policy: row.policyName, ruleId: row.ruleId, status: 'failing' }}
              inherit
              fw={550}
            >
              {row.ruleId}
            </TextLink>
          }
          value={count(row.findings, 'finding')}
          detail={
            <>
              <SeverityMark severity={row.severity} /> {row.ruleType} rule of {row.policyName}, on{' '}
              {count(row.devices, 'device')}
            </>
          }
          parts={[{ tone: 'bad', fraction: row.findings / most }]}
        />
      ))}
    </ul>
  );
}

/** Countries that data went to against a rule. */
export function CountryBars({ rows }: { rows: Findings['byCountry'] }) {
  if (rows.length === 0)
    return <Nothing>No egress rule fails: no data is known to have gone where it must not.</Nothing>;
  const sorted = longestFirst(rows);
  const most = sorted[0]?.findings ?? 0;
  return (
    <ul className={classes.rows}>
      {sorted.map((row) => (
        <Bar
          key={row.country}
          name={
            <TextLink to="/findings" search={{ country: row.country, status: 'failing' }} inherit fw={550}>
              {countryName(row.country)}
            </TextLink>
          }
          value={count(row.findings, 'finding')}
          detail={`${row.categories.length > 0 ? sentenceCase(listOf(row.categories.map(dataName))) : 'Data of no known category'}; ${count(row.devices, 'device')}`}
          parts={[{ tone: 'bad', fraction: row.findings / most }]}
        />
      ))}
    </ul>
  );
}

/** Vendors of the devices that rules fail on. */
export function VendorFindingBars({ rows }: { rows: Findings['byVendor'] }) {
  if (rows.length === 0) return <Nothing>No rule fails on any device.</Nothing>;
  const sorted = longestFirst(rows);
  const most = sorted[0]?.findings ?? 0;
  return (
    <ul className={classes.rows}>
      {sorted.map((row) => (
        <Bar
          key={row.vendor ?? ''}
          name={
            <TextLink to="/findings" search={{ vendor: row.vendor ?? NO_VENDOR, status: 'failing' }} inherit fw={550}>
              {vendorName(row.vendor)}
            </TextLink>
          }
          value={count(row.findings, 'finding')}
          detail={`on ${count(row.devices, 'device')}`}
          parts={[{ tone: 'bad', fraction: row.findings / most }]}
        />
      ))}
    </ul>
  );
}

/** Vendors of the fleet; the non-compliant part of each bar stands out. */
export function VendorBars({ rows }: { rows: Overview['vendors'] }) {
  if (rows.length === 0) return <Nothing>No device has enrolled yet.</Nothing>;
  const most = Math.max(...rows.map((row) => row.devices));
  return (
    <ul className={classes.rows}>
      {rows.map((row) => (
        <Bar
          key={row.vendor ?? ''}
          name={
            row.vendor === null ? (
              vendorName(null)
            ) : (
              <TextLink to="/devices" search={{ vendor: row.vendor, state: 'active' }} inherit fw={550}>
                {vendorName(row.vendor)}
              </TextLink>
            )
          }
          value={
            row.nonCompliant > 0 ? `${row.nonCompliant} non-compliant of ${row.devices}` : count(row.devices, 'device')
          }
          detail={row.vendor === null && 'No list: devices are listed by vendors of the catalogue alone.'}
          parts={[
            { tone: 'bad', fraction: row.nonCompliant / most },
            { tone: 'muted', fraction: (row.devices - row.nonCompliant) / most },
          ]}
        />
      ))}
    </ul>
  );
}
