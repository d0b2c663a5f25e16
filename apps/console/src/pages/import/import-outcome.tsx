import { Alert, Group, Stack, Text } from '@mantine/core';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { TextLink } from '../../components/links.tsx';
import type { Tone } from '../../components/mark.tsx';
import { count, formatNumber } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import { ChangesPanel } from './changes-panel.tsx';
import { FaultsPanel } from './faults-panel.tsx';
import classes from './import.module.css';
import type { ImportResult } from './use-import.ts';

interface Props {
  result: ImportResult;
  isApplying: boolean;
  onApply: () => void;
}

/** What a file comes to, before and after it is imported. */
export function ImportOutcome({ result, isApplying, onApply }: Props) {
  const { isApplied, created, updated, faultCount } = result;
  const planned = created + updated;
  return (
    <Stack>
      <div role="status">{isApplied ? <Imported result={result} /> : <Sentence result={result} />}</div>
      <Counts result={result} />
      {!isApplied && (
        <Group>
          <AllowedButton loading={isApplying} refusal={refusalOf(result)} onClick={onApply}>
            {planned > 0 && faultCount === 0 ? `Import ${count(planned, 'row')}` : 'Import'}
          </AllowedButton>
          {planned > 0 && faultCount === 0 && (
            <Text size="sm" c="dimmed">
              All of it, or nothing. Each change is noted in the audit record.
            </Text>
          )}
        </Group>
      )}
      {faultCount > 0 && <FaultsPanel result={result} />}
      {planned > 0 && <ChangesPanel result={result} />}
    </Stack>
  );
}

function refusalOf({ faultCount, created, updated }: ImportResult): string | undefined {
  if (faultCount > 0)
    return `Mend ${faultCount === 1 ? 'the fault' : 'the faults'} first: a file is imported as a whole.`;
  return created + updated === 0 ? 'The file would change nothing.' : undefined;
}

function Sentence({ result }: { result: ImportResult }) {
  const { rows, faultCount, faulty, created, updated } = result;
  if (faultCount > 0) {
    return (
      <Alert variant="outline" color="red" className="problem" title={`The file has ${count(faultCount, 'fault')}`}>
        {faulty > 1 ? `${formatNumber(faulty)} rows need mending.` : 'One row needs mending.'} Nothing was imported.
      </Alert>
    );
  }
  const text =
    created + updated === 0
      ? `All ${count(rows, 'row')} are as they stand in Cordon already.`
      : `${count(rows, 'row')} without a fault. Nothing was imported yet.`;
  return <Text size="sm">{rows === 0 ? 'The file has headings, and no row below them.' : text}</Text>;
}

function Imported({ result: { kind, id, created, updated } }: { result: ImportResult }) {
  const can = useCan();
  const done = [created > 0 && `${formatNumber(created)} added`, updated > 0 && `${formatNumber(updated)} changed`];
  return (
    <Alert variant="outline" color="green" className="notice-good" title="The file is imported">
      {done.filter(Boolean).join(', ')}.{' '}
      <TextLink to={kind === 'people' ? '/people' : '/devices'} inherit>
        {kind === 'people' ? 'Show people' : 'Show devices'}
      </TextLink>
      {id && can('audit-events:read') && (
        <>
          {' · '}
          <TextLink to="/audit" search={{ targetId: id }} inherit>
            Audit record
          </TextLink>
        </>
      )}
    </Alert>
  );
}

function Counts({ result }: { result: ImportResult }) {
  const { kind, isApplied, created, updated, unchanged, faulty } = result;
  const all: [name: string, value: number, tone: Tone, isShown: boolean][] = [
    [isApplied ? 'added' : 'to add', created, 'good', kind === 'people'],
    [isApplied ? 'changed' : 'to change', updated, 'info', true],
    ['as they are', unchanged, 'muted', true],
    ['with faults', faulty, 'bad', !isApplied],
  ];
  return (
    <dl className={classes.counts} aria-label="Rows">
      {all
        .filter(([, , , isShown]) => isShown)
        .map(([name, value, tone]) => (
          <div key={name} data-tone={value === 0 ? 'muted' : tone} data-zero={value === 0}>
            <dt>{name}</dt>
            <dd>{formatNumber(value)}</dd>
          </div>
        ))}
    </dl>
  );
}
