import { Alert, Anchor, Text } from '@mantine/core';
import { count } from '../../components/words.ts';
import classes from './fault-list.module.css';

/** A fault of a document, with its place in the source. */
export interface SourceFault {
  line?: number | undefined;
  column?: number | undefined;
  pointer: string;
  message: string;
  severity: 'error' | 'warning';
}

interface Props {
  faults: readonly SourceFault[];
  onGoTo: (line: number, column: number) => void;
}

/** The faults of a document in words; each leads to its line. */
export function FaultList({ faults, onGoTo }: Props) {
  const errors = faults.filter(({ severity }) => severity === 'error').length;
  const warnings = faults.length - errors;
  if (faults.length === 0) return null;
  const title = [
    errors > 0 && count(errors, 'fault'),
    warnings > 0 && count(warnings, 'thing to look at', 'things to look at'),
  ];
  return (
    <Alert
      variant="outline"
      color={errors > 0 ? 'red' : 'yellow'}
      className={errors > 0 ? 'problem' : 'notice-warn'}
      title={title.filter(Boolean).join(', ')}
      role="group"
    >
      <ol className={classes.list}>
        {faults.map((fault) => (
          <li key={`${fault.line}${fault.column}${fault.pointer}${fault.message}`}>
            {fault.line !== undefined && (
              <Anchor
                component="button"
                type="button"
                inherit
                fw={600}
                c="inherit"
                td="underline"
                onClick={() => onGoTo(fault.line ?? 1, fault.column ?? 1)}
              >
                Line {fault.line}
              </Anchor>
            )}
            <Text span inherit>
              {fault.line === undefined ? '' : ': '}
              {fault.pointer !== '' && <code>{lastOf(fault.pointer)}</code>} {fault.message}
            </Text>
          </li>
        ))}
      </ol>
    </Alert>
  );
}

/** The end of a pointer that names the field: `…/deny/0`. */
function lastOf(pointer: string): string {
  const parts = pointer.split('/').slice(1);
  return parts.slice(-2).join('/').replaceAll('~1', '/').replaceAll('~0', '~');
}
