import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Overview } from '../../api/types.ts';
import { nowMs } from '../../clock.ts';
import { TextLink } from '../../components/links.tsx';
import { Panel } from '../../components/page.tsx';
import { formatNumber } from '../../components/words.ts';
import classes from './overview.module.css';

interface Entry {
  key: string;
  number: number | null;
  link: ReactNode;
  why: string;
}

/** What waits for somebody to act. */
export function Attention({ attention }: { attention: Overview['attention'] }) {
  const entries = entriesOf(attention).filter(({ number }) => number !== null && number > 0);
  const ageDays = daysSince(attention.placeDatabaseDate);
  const isOld = attention.isPlaceDatabaseOld;
  return (
    <Panel title="Needs attention">
      {entries.length === 0 && !isOld && (
        <Text size="sm" c="dimmed">
          Nothing waits for you.
        </Text>
      )}
      <ul className={classes.rows}>
        {entries.map(({ key, number, link, why }) => (
          <li key={key} className={`${classes.row} ${classes.attention}`}>
            <span className={classes.attentionNumber}>{formatNumber(number ?? 0)}</span>
            <span>
              {link}
              <div className={classes.detail}>{why}</div>
            </span>
          </li>
        ))}
      </ul>
      <Text className={classes.detail} mt="xs">
        {isOld ? 'The IP database is old: ' : 'IP database of '}
        {attention.placeDatabaseDate ?? 'none'}
        {isOld && `, ${ageDays} days. Countries may be wrong; the operator can install a newer one.`}
      </Text>
    </Panel>
  );
}

function daysSince(date: string | null): number | undefined {
  return date === null ? undefined : Math.floor((nowMs() - Date.parse(date)) / 86_400_000);
}

function entriesOf(attention: Overview['attention']): Entry[] {
  return [
    {
      key: 'notices',
      number: attention.noticesNotAcknowledged,
      link: (
        <TextLink to="/advisories" search={{ state: 'open', acknowledged: 'false' }} inherit>
          Notices not acknowledged
        </TextLink>
      ),
      why: 'Their holders have not confirmed that they read them.',
    },
    {
      key: 'pending',
      number: attention.pendingDevices,
      link: (
        <TextLink to="/devices" search={{ state: 'pending' }} inherit>
          Devices waiting for approval
        </TextLink>
      ),
      why: 'Their reports are kept, and judged once they are approved.',
    },
    {
      key: 'silent',
      number: attention.silentDevices,
      link: (
        <TextLink to="/findings" search={{ ruleType: 'freshness', status: 'open' }} inherit>
          Devices that fell silent
        </TextLink>
      ),
      why: 'They have not reported for longer than a rule allows, whatever else fails on them.',
    },
    {
      key: 'never',
      number: attention.neverReported,
      link: (
        <TextLink to="/devices" search={{ reported: 'never', state: 'active' }} inherit>
          Devices that never reported
        </TextLink>
      ),
      why: 'Enrolled, but nothing is known of them.',
    },
    {
      key: 'tokens',
      number: attention.tokensEndingSoon,
      link: (
        <TextLink to="/enrol" search={{ ends: '7' }} inherit>
          Enrolment tokens that end within 7 days
        </TextLink>
      ),
      why: 'Handsets that come later need a new one.',
    },
    {
      key: 'api-tokens',
      number: attention.apiTokensEndingSoon,
      link: (
        <TextLink to="/settings" search={{ tab: 'tokens', ends: '7' }} inherit>
          API tokens that end within 7 days
        </TextLink>
      ),
      why: 'Programs that sign in with them stop then.',
    },
  ];
}
