import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import type { DeviceItem } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { TextLink } from '../../components/links.tsx';
import { LoadingRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import type { Selection } from '../../components/table-state.ts';
import { count, deviceName, formatNumber } from '../../components/words.ts';
import classes from './bulk-dialog.module.css';
import {
  type BulkChange,
  BulkFields,
  type BulkKind,
  CONSEQUENCES,
  EMPTY_CHANGES,
  lackOf,
  titleOf,
} from './bulk-forms.tsx';
import type { DeviceSearch } from './device-filters.tsx';
import { type BulkRun, listDeviceIds, useBulkChange } from './use-bulk-change.ts';

interface Props {
  kind: BulkKind;
  selection: Selection;
  filter: DeviceSearch;
  rows: readonly DeviceItem[];
  onClose: () => void;
}

/** Asks what a change of many devices needs to know, naming how many; then makes it, and tells of those that were refused. */
export function BulkDialog(props: Props) {
  const { kind, selection, filter, onClose } = props;
  const { data: ids, error } = useQuery({
    queryKey: ['bulk', 'ids', selection.isAll ? filter : [...selection.ids]],
    queryFn: ({ signal }) => (selection.isAll ? listDeviceIds(filter, signal) : [...selection.ids]),
    // Once: what was counted is what is changed.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  if (ids) return <CountedDialog {...props} ids={ids} />;
  return (
    <Dialog opened onClose={onClose} title={titleOf(kind, 0).replace('0 ', '')}>
      {error ? <ProblemAlert error={error} /> : <LoadingRows />}
    </Dialog>
  );
}

function CountedDialog({ kind, selection, rows, onClose, ids }: Props & { ids: readonly string[] }) {
  // As they were when the dialog opened: a change may take devices out of the list behind it.
  const [names] = useState(() => new Map(rows.map((row) => [row.id, deviceName(row)])));
  const [counted] = useState(ids);
  const [change, setChange] = useState<BulkChange>(EMPTY_CHANGES[kind]);
  const { run, start, stop } = useBulkChange(counted);
  const title = titleOf(kind, counted.length);
  const isRunning = run.state === 'running';
  const finish = () => {
    // Those that were refused, or not come to, stay selected.
    if (run.state !== 'before') {
      const left = [...run.refusals.map(({ deviceId }) => deviceId), ...counted.slice(run.done)];
      selection.set(left);
    }
    onClose();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (lackOf(change) === undefined) void start(change);
  };
  return (
    <Dialog opened title={title} {...(isRunning ? {} : { onClose: finish })}>
      <form onSubmit={submit}>
        <Stack>
          {run.state === 'before' ? (
            <>
              <Text size="sm">{CONSEQUENCES[kind]}</Text>
              <BulkFields change={change} onChange={setChange} />
            </>
          ) : (
            <Progressing run={run} total={counted.length} names={names} />
          )}
          <Group justify="flex-end">
            {run.state === 'before' && (
              <>
                <Button variant="default" onClick={onClose}>
                  Cancel
                </Button>
                <Submit refusal={lackOf(change)} label={title} isDangerous={kind === 'retire'} />
              </>
            )}
            {isRunning && (
              <Button variant="default" onClick={stop}>
                Stop
              </Button>
            )}
            {(run.state === 'stopped' || run.state === 'broken') && (
              <Button variant="default" onClick={() => void start(change)}>
                Go on
              </Button>
            )}
            {run.state !== 'before' && !isRunning && <Button onClick={finish}>Close</Button>}
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

function Submit({ refusal, label, isDangerous }: { refusal: string | undefined; label: string; isDangerous: boolean }) {
  if (refusal !== undefined) {
    return (
      <AllowedButton refusal={refusal} onClick={() => undefined}>
        {label}
      </AllowedButton>
    );
  }
  return (
    <Button type="submit" {...(isDangerous ? { color: 'red.9' } : {})}>
      {label}
    </Button>
  );
}

const WORDS: Record<Exclude<BulkRun['state'], 'before'>, string> = {
  running: 'Working',
  stopped: 'Stopped',
  broken: 'Broken off',
  done: 'Done',
};
const MAX_NAMED = 100;

function Progressing({ run, total, names }: { run: BulkRun; total: number; names: ReadonlyMap<string, string> }) {
  const { state, done, refusals, error } = run;
  const label = useId();
  return (
    <>
      <div>
        <Text size="sm" id={label} role="status">
          {state !== 'before' && WORDS[state]}: {formatNumber(done - refusals.length)} of {count(total, 'device')}{' '}
          changed
          {refusals.length > 0 && `, ${formatNumber(refusals.length)} refused`}.
        </Text>
        <Progress.Root mt="xs">
          <Progress.Section value={(done / Math.max(1, total)) * 100} aria-labelledby={label} />
        </Progress.Root>
      </div>
      {state === 'broken' && <ProblemAlert error={error} />}
      {refusals.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
        <ul className={classes.refusals} aria-label="Refused" tabIndex={0}>
          {refusals.slice(0, MAX_NAMED).map(({ deviceId, detail }) => (
            <li key={deviceId}>
              <TextLink to="/devices/$deviceId" params={{ deviceId }} inherit target="_blank">
                {names.get(deviceId) ?? deviceId}
              </TextLink>
              : {detail}
            </li>
          ))}
          {refusals.length > MAX_NAMED && <li>and {formatNumber(refusals.length - MAX_NAMED)} more</li>}
        </ul>
      )}
    </>
  );
}
