import type { Severity, Verdict } from '../api/types.ts';
import classes from './mark.module.css';

export type Tone = 'bad' | 'warn' | 'muted' | 'info' | 'good' | 'violet';

interface Props {
  tone: Tone;
  label: string;
}

/** A state as a word with a dot: never by colour alone. */
export function Mark({ tone, label }: Props) {
  return (
    <span className={classes.mark} data-tone={tone}>
      {label}
    </span>
  );
}

export const VERDICTS: readonly Verdict[] = ['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant'];

const VERDICT_TONES: Record<Verdict, Tone> = {
  'non-compliant': 'bad',
  stale: 'warn',
  unknown: 'muted',
  'in-grace': 'info',
  waived: 'violet',
  compliant: 'good',
};

export function verdictTone(verdict: Verdict): Tone {
  return VERDICT_TONES[verdict];
}

export function VerdictMark({ verdict }: { verdict: Verdict }) {
  return <Mark tone={VERDICT_TONES[verdict]} label={verdict} />;
}

const SEVERITY_TONES: Record<Severity, Tone> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'info',
  info: 'muted',
};

export function SeverityMark({ severity }: { severity: Severity }) {
  return <Mark tone={SEVERITY_TONES[severity]} label={severity} />;
}

const STATE_TONES: Record<string, Tone> = {
  open: 'bad',
  failed: 'bad',
  'in-grace': 'info',
  waived: 'violet',
  resolved: 'good',
  sent: 'good',
  active: 'good',
  valid: 'good',
  'in-force': 'good',
  pending: 'warn',
  queued: 'info',
  sending: 'info',
  scheduled: 'info',
  draft: 'info',
  invited: 'info',
};

/** State of anything that is not a device's verdict: finding, advisory, delivery, token, user, policy version. */
export function StateMark({ state }: { state: string }) {
  return <Mark tone={STATE_TONES[state] ?? 'muted'} label={state} />;
}
