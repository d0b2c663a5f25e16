import { satisfiesBuild } from '../../compile/build-constraint.ts';
import type { Judge } from '../../compile/compiled.ts';
import type { DeviceFacts } from '../../facts.ts';
import { type Constraint, parseConstraint, satisfies } from '../../language/constraint.ts';
import type { OsEntry, OsRule } from '../../language/rules/os.ts';
import { globMatcher } from '../../matching/glob.ts';
import { compareVersions } from '../../matching/versions.ts';
import type { NotEvaluated } from '../../types.ts';
import { hardwareOf } from '../observed.ts';
import { createFailures, draftEvidence, type EvidenceDraft, missingSection, type Undecided } from '../outcome.ts';
import type { ReportView } from '../view.ts';

/** Subjects of `os` findings. */
export const OS_SUBJECTS = { minimum: 'minimum-version', patch: 'patch-age', denied: 'denied-system' } as const;

const DAY_MS = 86_400_000;

/** Compiles an os rule. `maxPatchAgeMs` is `maxPatchAge` in milliseconds. Subjects: see `OS_SUBJECTS`. */
export function compileOs(rule: OsRule, maxPatchAgeMs: number | undefined): Judge {
  const minimum = new Map(Object.entries(rule.minimum ?? {}));
  const denied = (rule.deny ?? []).map(compileEntry);
  return (view) => {
    const { device } = view;
    if (!device) return missingSection('device');
    const failures = createFailures();
    const undecided: Undecided[] = [];
    const note = (subject: string, answer: Answer, expected: unknown): void => {
      if (answer === undefined) return;
      if ('gap' in answer) {
        undecided.push({ reason: answer.gap, section: 'device', pointer: answer.pointer, subjects: [subject] });
      } else {
        const evidence = draftEvidence('/device', hardwareOf(device), expected, answer.matched);
        failures.add(subject, evidence, answer.since);
      }
    };
    const system = device.os.name.toLowerCase();
    const least = minimum.get(system);
    if (least !== undefined) {
      note(OS_SUBJECTS.minimum, judgeMinimum(device, least), { minimum: { [system]: least } });
    }
    if (maxPatchAgeMs !== undefined) {
      note(OS_SUBJECTS.patch, judgePatchAge(device, maxPatchAgeMs, view.now), { maxPatchAge: rule.maxPatchAge });
    }
    for (const entry of denied) note(OS_SUBJECTS.denied, entry.judge(device, view), { deny: [entry.source] });
    return { failures: failures.list(), undecided };
  };
}

type Answer =
  | { matched: EvidenceDraft['matched']; since?: number }
  | { gap: NotEvaluated['reason']; pointer: string }
  | undefined;

function judgeMinimum(device: DeviceFacts, least: string): Answer {
  const pointer = '/device/os/version';
  const order = compareVersions(device.os.version, least);
  if (order === undefined) return { gap: 'not-comparable', pointer };
  return order < 0 ? { matched: [{ condition: 'version', value: device.os.version }] } : undefined;
}

/** When a patch of this date becomes older than allowed. Patch levels are whole days: the last day still counts. */
export function patchExpiry(securityPatch: string, maxPatchAgeMs: number): number {
  return Date.parse(`${securityPatch}T00:00:00Z`) + DAY_MS + maxPatchAgeMs;
}

function judgePatchAge(device: DeviceFacts, maxPatchAgeMs: number, now: number): Answer {
  const pointer = '/device/os/securityPatch';
  const patch = device.os.securityPatch;
  if (patch === undefined || patch === null) return { gap: 'value-missing', pointer };
  const expiry = patchExpiry(patch, maxPatchAgeMs);
  if (Number.isNaN(expiry)) return { gap: 'not-comparable', pointer };
  return now >= expiry ? { matched: [{ condition: 'security-patch', value: patch }], since: expiry } : undefined;
}

interface CompiledEntry {
  source: OsEntry;
  judge(device: DeviceFacts, view: ReportView): Answer;
}

/** All fields given must match; a version or build that does not compare leaves it open, unless another field differs. */
function compileEntry(source: OsEntry): CompiledEntry {
  const model = source.model === undefined ? undefined : globMatcher(source.model.toLowerCase());
  const version = source.version === undefined ? undefined : parseConstraint(source.version);
  const build = source.build === undefined ? undefined : parseConstraint(source.build);
  const judge = (device: DeviceFacts, view: ReportView): Answer => {
    const vendors = view.index.identify(device).vendors;
    if (source.vendor !== undefined && !vendors.includes(source.vendor)) return undefined;
    if (source.platform !== undefined && source.platform !== device.os.name.toLowerCase()) return undefined;
    if (model && !model(device.model.trim().toLowerCase())) return undefined;
    const vendor = view.catalogue.vendors.get(source.vendor ?? vendors[0] ?? '');
    const answers = [
      version && answerOf('version', device.os.version, (text) => satisfiesVersion(version, text)),
      build && answerOf('build', device.os.build, (text) => satisfiesBuild(build, vendor, text)),
    ].filter((answer) => answer !== undefined);
    if (answers.some((answer) => answer === 'differs')) return undefined;
    const gap = answers.find((answer) => typeof answer === 'object' && 'gap' in answer);
    if (typeof gap === 'object') return gap;
    return {
      matched: answers.flatMap((answer) => (typeof answer === 'object' && 'matched' in answer ? answer.matched : [])),
    };
  };
  return { source, judge };
}

function satisfiesVersion(constraint: Constraint, version: string): boolean | undefined {
  const order = compareVersions(version, constraint.operand);
  return order === undefined ? undefined : satisfies(constraint, order);
}

function answerOf(
  condition: 'version' | 'build',
  value: string | null | undefined,
  test: (value: string) => boolean | undefined,
): Answer | 'differs' {
  const pointer = `/device/os/${condition}`;
  if (value === undefined || value === null) return { gap: 'value-missing', pointer };
  const isMatch = test(value);
  if (isMatch === undefined) return { gap: 'not-comparable', pointer };
  return isMatch ? { matched: [{ condition, value }] } : 'differs';
}
