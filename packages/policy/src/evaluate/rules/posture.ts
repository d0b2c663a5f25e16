import type { Judge } from '../../compile/compiled.ts';
import type { PostureKey, PostureRule } from '../../language/rules/posture.ts';
import { createFailures, draftEvidence, missingSection, type Undecided } from '../outcome.ts';
import { sectionGap } from '../section.ts';

/** Compiles a posture rule. Subjects: the property's name. */
export function compilePosture(rule: PostureRule, inForceSince: number): Judge {
  const wanted: [PostureKey, boolean][] = [
    ...(rule.require ?? []).map((key): [PostureKey, boolean] => [key, true]),
    ...(rule.forbid ?? []).map((key): [PostureKey, boolean] => [key, false]),
  ];
  return (view) => {
    const gap = sectionGap(view, 'posture', { inForceSince, isAllow: false });
    if (gap || !view.posture) return missingSection('posture', gap);
    const failures = createFailures();
    const undecided: Undecided[] = [];
    for (const [key, value] of wanted) {
      const observed = view.posture[key];
      const pointer = `/posture/${key}`;
      if (observed === undefined)
        undecided.push({ reason: 'value-missing', section: 'posture', pointer, subjects: [key] });
      else if (observed !== value) {
        const expected = value ? { require: [key] } : { forbid: [key] };
        const matched = [{ condition: key, value: String(observed) }];
        failures.add(key, draftEvidence(pointer, observed, expected, matched));
      }
    }
    return { failures: failures.list(), undecided };
  };
}
