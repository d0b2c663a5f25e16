import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogueOf } from '../../cases/support/case-file.ts';
import { compile } from '../compile/compile.ts';
import { PLACES, policiesArbitrary, reportArbitrary } from '../testing/arbitraries.ts';
import { contextFor, START } from '../testing/evaluation-input.ts';
import { createSimpleEvaluator } from '../testing/simple-evaluator.ts';
import type { Evaluation } from '../types.ts';
import { evaluate } from './evaluate.ts';

const DAY_MS = 86_400_000;
const catalogue = catalogueOf(undefined);

/** An evaluation in the terms that the second evaluator speaks. */
function inSimpleTerms(evaluation: Evaluation): unknown {
  const findings = evaluation.findings.filter(({ ruleType }) => ruleType !== 'identity');
  return {
    verdict: evaluation.verdict,
    notEvaluated: [
      ...new Set(evaluation.notEvaluated.map(({ policyName, ruleId, reason }) => `${policyName} ${ruleId} ${reason}`)),
    ].sort(),
    findings: findings
      .map(({ policyName, ruleId, subject, status, firstSeen, lastSeen, resolvedAt, reopened }) => [
        `${policyName} ${ruleId} ${subject}`,
        {
          isOpen: status !== 'resolved',
          firstSeen,
          lastSeen,
          reopened,
          ...(resolvedAt === undefined ? {} : { resolvedAt }),
        },
      ])
      .sort(),
  };
}

test('the engine agrees with a second, deliberately simple evaluator over sequences of reports', () => {
  const steps = fc.array(fc.tuple(reportArbitrary, fc.constantFrom(0.5, 1, 3, 20, 40)), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(policiesArbitrary, steps, (policies, reports) => {
      const compiled = compile(policies, catalogue);
      const simple = createSimpleEvaluator(policies, catalogue, PLACES);
      let previous: Evaluation | undefined;
      let now = START;
      for (const [facts, days] of reports) {
        now += days * DAY_MS;
        // Identity has cases of its own: without what was reported before, no report contradicts another.
        const evaluation = evaluate(compiled, contextFor(facts, now, previous, { identity: undefined }));
        if (evaluation.findings.some(({ ruleType }) => ruleType === 'identity')) return;
        const expected = simple(facts, now);
        expect(inSimpleTerms(evaluation)).toEqual({ ...expected, findings: [...expected.findings].sort() });
        previous = evaluation;
      }
    }),
    { numRuns: 600 },
  );
});
