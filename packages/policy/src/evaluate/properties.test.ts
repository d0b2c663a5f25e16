import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogueOf } from '../../cases/support/case-file.ts';
import { compile } from '../compile/compile.ts';
import type { ReportFacts, ReportSection } from '../facts.ts';
import { canonicalJson } from '../language/hash.ts';
import type { Rule } from '../language/rule.ts';
import { policiesArbitrary, policyOf, reportArbitrary, ruleArbitrary } from '../testing/arbitraries.ts';
import { contextFor, START } from '../testing/evaluation-input.ts';
import type { Evaluation, EvaluationContext, PolicyInput, Verdict, WaiverInput } from '../types.ts';
import { evaluate } from './evaluate.ts';
import { evaluateLate } from './late.ts';

const DAY_MS = 86_400_000;
const RUNS = { numRuns: 200 };
const SECTIONS: ReportSection[] = ['posture', 'apps', 'services', 'connections'];
const WORST_FIRST: Verdict[] = ['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant'];
const catalogue = catalogueOf(undefined);

function judge(policies: readonly PolicyInput[], context: EvaluationContext): Evaluation {
  return evaluate(compile(policies, catalogue), context);
}

function rank(verdict: Verdict): number {
  return WORST_FIRST.indexOf(verdict);
}

/** What an evaluation found, without where in the report it stood. */
function gist(evaluation: Evaluation): unknown {
  return {
    verdict: evaluation.verdict,
    findings: evaluation.findings.map(({ evidence, ...finding }) => ({
      ...finding,
      observed: evidence.map(({ observed }) => canonicalJson(observed)).sort(),
    })),
    notEvaluated: [
      ...new Set(evaluation.notEvaluated.map(({ pointer: _pointer, ...entry }) => canonicalJson(entry))),
    ].sort(),
    nextChangeAt: evaluation.nextChangeAt,
  };
}

function failingKeys({ findings }: Evaluation): string[] {
  return findings
    .filter(({ status }) => status !== 'resolved')
    .map(({ policyName, ruleId, subject }) => `${policyName} ${ruleId} ${subject}`);
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const member of Object.values(value)) freeze(member);
  }
  return value;
}

function withoutSection(facts: ReportFacts, section: ReportSection): ReportFacts {
  const { [section]: _dropped, ...rest } = facts;
  return rest as ReportFacts;
}

const waiversArbitrary: fc.Arbitrary<WaiverInput[]> = fc.array(
  fc.record({
    id: fc.constantFrom('w1', 'w2', 'w3'),
    policyName: fc.constantFrom('policy-0', 'policy-1'),
    ruleId: fc.constantFrom('rule-0', 'rule-1'),
    ruleHash: fc.constant(''),
    from: fc.integer({ min: -5, max: 5 }).map((days) => START + days * DAY_MS),
    until: fc.integer({ min: 6, max: 30 }).map((days) => START + days * DAY_MS),
  }),
  { maxLength: 3 },
);

const freshRules = fc.constantFrom<Omit<Rule, 'id'>[]>(
  [],
  [{ freshness: { maxAge: 'P7D' } }],
  [{ freshness: { maxAge: 'P3D' }, grace: 'P2D' }],
);

describe('order', () => {
  test('of apps, connections, services and policies does not matter', () => {
    const shuffled = reportArbitrary.chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        apps: orderOf(facts.apps),
        services: orderOf(facts.services),
        connections: orderOf(facts.connections),
      }),
    );
    fc.assert(
      fc.property(policiesArbitrary, shuffled, (policies, { facts, ...sections }) => {
        const other = { ...facts, ...Object.fromEntries(Object.entries(sections).filter(([, list]) => list)) };
        const a = judge(policies, contextFor(facts, START));
        const b = judge([...policies].reverse(), contextFor(other, START));
        expect(gist(b)).toEqual(gist(a));
      }),
      RUNS,
    );
  });
});

function orderOf<T>(list: readonly T[] | undefined): fc.Arbitrary<T[] | undefined> {
  return list ? fc.shuffledSubarray([...list], { minLength: list.length }) : fc.constant(undefined);
}

describe('purity', () => {
  test('the same input gives the same output, byte for byte, and is left as it was', () => {
    fc.assert(
      fc.property(
        policiesArbitrary,
        reportArbitrary,
        reportArbitrary,
        waiversArbitrary,
        (policies, first, second, waivers) => {
          const context = freeze(contextFor(first, START, undefined, { waivers }));
          const before = judge(freeze(policies), context);
          expect(JSON.stringify(judge(policies, context))).toBe(JSON.stringify(before));
          const next = freeze(contextFor(second, START + DAY_MS, freeze(before), { waivers }));
          expect(JSON.stringify(judge(policies, next))).toBe(JSON.stringify(judge(policies, next)));
        },
      ),
      RUNS,
    );
  });

  test('an evaluation survives JSON unchanged', () => {
    fc.assert(
      fc.property(policiesArbitrary, reportArbitrary, (policies, facts) => {
        const evaluation = judge(policies, contextFor(facts, START));
        expect(JSON.parse(JSON.stringify(evaluation))).toEqual(evaluation);
      }),
      RUNS,
    );
  });
});

/** The value as a database gives it back: absent members gone, the others in another order. */
function stored<T>(value: T): T {
  if (Array.isArray(value)) return value.map(stored) as T;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.reverse().map(([name, member]) => [name, stored(member)])) as T;
}

describe('idempotence', () => {
  test('judging the same report again changes nothing', () => {
    fc.assert(
      fc.property(
        policiesArbitrary,
        reportArbitrary,
        reportArbitrary,
        waiversArbitrary,
        (policies, first, second, waivers) => {
          const one = judge(policies, contextFor(first, START, undefined, { waivers }));
          const context = contextFor(second, START + DAY_MS, one, { waivers });
          const two = judge(policies, context);
          const kept = { findings: stored(two.findings), identity: stored(two.identity) };
          const again = judge(policies, { ...context, mode: 'rejudge', ...kept });
          expect(again.changes).toEqual([]);
          expect({ ...again, changes: [] }).toEqual({ ...two, changes: [] });
        },
      ),
      RUNS,
    );
  });
});

describe('monotony', () => {
  test('adding a banned app never turns non-compliant into compliant', () => {
    fc.assert(
      fc.property(policiesArbitrary, reportArbitrary, (policies, facts) => {
        const banned = policyOf('bans', [{ app: { deny: [{ package: 'com.bad.app' }] } }]);
        const before = judge([...policies, banned], contextFor(facts, START));
        const apps = [...(facts.apps ?? []).filter((app) => app.package !== 'com.bad.app'), { package: 'com.bad.app' }];
        const after = judge([...policies, banned], contextFor({ ...facts, apps }, START));
        expect(after.verdict).toBe('non-compliant');
        expect(rank(after.verdict)).toBeLessThanOrEqual(rank(before.verdict));
      }),
      RUNS,
    );
  });

  test('adding a rule never improves a verdict that rests on a policy', () => {
    fc.assert(
      fc.property(
        fc.array(ruleArbitrary, { minLength: 1, maxLength: 4 }),
        ruleArbitrary,
        reportArbitrary,
        (rules, added, facts) => {
          const before = judge([policyOf('p', rules)], contextFor(facts, START));
          const after = judge([policyOf('p', [...rules, added])], contextFor(facts, START));
          expect(rank(after.verdict)).toBeLessThanOrEqual(rank(before.verdict));
          expect(failingKeys(after)).toEqual(expect.arrayContaining(failingKeys(before)));
        },
      ),
      RUNS,
    );
  });

  test('dropping a section never makes a verdict compliant', () => {
    fc.assert(
      fc.property(policiesArbitrary, reportArbitrary, fc.constantFrom(...SECTIONS), (policies, facts, section) => {
        const full = judge(strict(policies), contextFor(facts, START));
        const less = judge(strict(policies), contextFor(withoutSection(facts, section), START));
        if (full.verdict !== 'compliant') expect(less.verdict).not.toBe('compliant');
      }),
      RUNS,
    );
  });

  test('after a report that failed, dropping a section never improves the verdict', () => {
    fc.assert(
      fc.property(
        policiesArbitrary,
        reportArbitrary,
        fc.subarray(SECTIONS, { minLength: 1 }),
        (policies, facts, dropped) => {
          const first = judge(policies, contextFor(facts, START));
          const less = dropped.reduce(withoutSection, facts);
          const second = judge(policies, contextFor(less, START + 1_000, first));
          expect(rank(second.verdict)).toBeLessThanOrEqual(rank(first.verdict));
        },
      ),
      RUNS,
    );
  });

  test('falling silent never improves the verdict', () => {
    fc.assert(
      fc.property(
        policiesArbitrary,
        freshRules,
        fc.option(reportArbitrary, { nil: undefined }),
        fc.integer({ min: 1, max: 90 }),
        (policies, fresh, facts, days) => {
          const all = fresh.length > 0 ? [...policies, policyOf('fresh', fresh)] : policies;
          const now = contextFor(facts, START);
          const first = judge(all, now);
          const later = judge(all, {
            ...now,
            now: START + days * DAY_MS,
            mode: 'rejudge',
            findings: first.findings,
            identity: first.identity,
          });
          expect(rank(later.verdict)).toBeLessThanOrEqual(rank(first.verdict));
        },
      ),
      RUNS,
    );
  });
});

/** The same policies without `onMissing: ignore`, which asks for silence about lack of data. */
function strict(policies: readonly PolicyInput[]): PolicyInput[] {
  return policies.map((policy) =>
    policyOf(
      policy.name,
      policy.document.spec.rules.map(({ onMissing: _ignored, ...rule }) => rule),
    ),
  );
}

describe('composition', () => {
  test('policies judged together find what each finds alone', () => {
    fc.assert(
      fc.property(policiesArbitrary, policiesArbitrary, reportArbitrary, (a, b, facts) => {
        const others = b.map((policy) => policyOf(`other-${policy.name}`, policy.document.spec.rules));
        const own = ({ findings }: Evaluation): unknown[] => findings.filter(({ ruleType }) => ruleType !== 'identity');
        const together = judge([...a, ...others], contextFor(facts, START));
        const apart = [...own(judge(a, contextFor(facts, START))), ...own(judge(others, contextFor(facts, START)))];
        expect(own(together)).toEqual(expect.arrayContaining(apart));
        expect(own(together)).toHaveLength(apart.length);
      }),
      RUNS,
    );
  });
});

describe('late reports', () => {
  test('a late report is judged for its own time and depends on no later finding', () => {
    fc.assert(
      fc.property(policiesArbitrary, reportArbitrary, reportArbitrary, (policies, late, last) => {
        const compiled = compile(policies, catalogue);
        const current = evaluate(compiled, contextFor(last, START + 5 * DAY_MS));
        const context = freeze({
          ...contextFor(late, START + 6 * DAY_MS, current),
          report: { id: 'late', facts: late, receivedAt: START + 6 * DAY_MS, validAt: START },
        });
        const alone = evaluateLate(compiled, { ...context, findings: [] });
        expect(evaluateLate(compiled, context)).toEqual(alone);
      }),
      RUNS,
    );
  });
});

describe('nextChangeAt', () => {
  test('nothing changes by itself before it, and something does at it', () => {
    fc.assert(
      fc.property(
        policiesArbitrary,
        freshRules,
        reportArbitrary,
        waiversArbitrary,
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (policies, fresh, facts, waivers, part) => {
          const all = fresh.length > 0 ? [...policies, policyOf('fresh', fresh)] : policies;
          const now = contextFor(facts, START, undefined, { waivers });
          const first = judge(all, now);
          const at = (instant: number): Evaluation =>
            judge(all, { ...now, now: instant, mode: 'rejudge', findings: first.findings, identity: first.identity });
          const end = first.nextChangeAt ?? START + 400 * DAY_MS;
          expect(at(Math.floor(START + (end - START) * part)).changes).toEqual([]);
          expect(at(end - 1).changes).toEqual([]);
          if (first.nextChangeAt !== undefined) expect(at(end).changes).not.toEqual([]);
        },
      ),
      RUNS,
    );
  });
});
