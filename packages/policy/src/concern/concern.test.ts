import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogueOf } from '../../cases/support/case-file.ts';
import { compile } from '../compile/compile.ts';
import { evaluate } from '../evaluate/evaluate.ts';
import type { ReportFacts } from '../facts.ts';
import type { PolicyDocument } from '../language/document.ts';
import { hashDocument } from '../language/hash.ts';
import type { Rule } from '../language/rule.ts';
import { policyOf, reportArbitrary, ruleArbitrary } from '../testing/arbitraries.ts';
import { contextFor, START } from '../testing/evaluation-input.ts';
import type { Evaluation, PolicyInput } from '../types.ts';
import { concernOf } from './concern.ts';
import { concernTest, createOutline, extendOutline, shownNames } from './outline.ts';

const DAY_MS = 86_400_000;
const catalogue = catalogueOf(undefined);

const egress: Omit<Rule, 'id'> = { egress: { deny: { domains: ['a.example', 'b.example'] } }, severity: 'high' };
const app: Omit<Rule, 'id'> = { app: { deny: [{ package: 'com.a' }, { publisher: 'com.b.' }] } };
const documentOf = (...rules: Omit<Rule, 'id'>[]) => policyOf('p', rules).document;
const report = (sections: Partial<ReportFacts>): ReportFacts => ({
  device: { manufacturer: 'Acme', model: 'A1', os: { name: 'android', version: '14' } },
  ...sections,
});

describe('what a newer version concerns', () => {
  test('names that stand in one of the two lists alone', () => {
    const after = documentOf(
      { ...egress, egress: { deny: { domains: ['B.example', 'a.example', 'ü.example'] } } },
      { app: { deny: [{ publisher: 'com.b.' }, { package: 'com.c' }] } },
    );
    expect(concernOf(documentOf(egress, app), after)).toEqual({
      domains: ['b.example', 'xn--tda.example'],
      packages: ['com.a', 'com.c'],
    });
  });

  test('a package whose entry changed places with another of the same package, since the first that matches is told', () => {
    const [name, prefix, other] = [
      { package: 'com.a' },
      { package: 'com.a', publisher: 'com.' },
      { publisher: 'com.b.' },
    ];
    const [older, newer] = [
      [name, prefix, other],
      [prefix, other, name],
    ].map((deny) => documentOf({ app: { deny } }));
    expect(concernOf(older as PolicyDocument, newer as PolicyDocument)).toEqual({ domains: [], packages: ['com.a'] });
    const pins = [
      { package: 'com.a', signers: [`sha256:${'ab'.repeat(32)}`] },
      { package: 'com.a', signers: [`sha256:${'cd'.repeat(32)}`] },
    ];
    const [first, last] = [pins, pins.toReversed()].map((pin) => documentOf({ app: { pin } }));
    expect(concernOf(first as PolicyDocument, last as PolicyDocument)?.packages).toEqual(['com.a']);
  });

  test('nothing, if entries of different packages changed places', () => {
    const deny = [{ package: 'com.a' }, { publisher: 'com.b.' }, { package: 'com.c' }];
    const moved = [{ package: 'com.c' }, { package: 'com.a' }, { publisher: 'com.b.' }];
    expect(concernOf(documentOf({ app: { deny } }), documentOf({ app: { deny: moved } }))).toEqual({
      domains: [],
      packages: [],
    });
  });

  test('nothing, if only what people read differs', () => {
    const before = documentOf(egress);
    const after: PolicyDocument = {
      ...before,
      metadata: { ...before.metadata, title: 'New', description: 'New' },
      spec: {
        rules: before.spec.rules.map((rule) => ({ ...rule, title: 'New', evidence: ['lab'] })),
        evidence: [{ id: 'lab', title: 'Lab', date: '2014-08-07' }],
      },
    };
    expect(concernOf(before, after)).toEqual({ domains: [], packages: [] });
  });

  test.each<[string, Omit<Rule, 'id'>]>([
    ['a severity', { ...egress, severity: 'low' }],
    ['a grace', { ...egress, grace: 'P1D' }],
    ['an advice', { ...egress, advice: 'replace-handset' }],
    ['the data asked for', { ...egress, egress: { deny: { domains: ['a.example', 'b.example'] }, data: ['imei'] } }],
    ['a condition beside the domains', { ...egress, egress: { deny: { domains: ['a.example'], countries: ['CN'] } } }],
    ['deny turned into allow', { ...egress, egress: { allow: { domains: ['a.example', 'b.example'] } } }],
    ['what is allowed', { egress: { allow: { domains: ['a.example', 'c.example'] } } }],
    ['the last domain gone', { ...egress, egress: { deny: { countries: ['CN'] } } }],
    ['the first entry by signer', { app: { deny: [{ package: 'com.a', signer: `sha256:${'ab'.repeat(32)}` }] } }],
  ])('every device, if something else differs: %s', (_what, rule) => {
    expect(concernOf(documentOf(egress), documentOf(rule))).toBeUndefined();
  });

  test('every device, if rules or what they apply to differ', () => {
    const before = documentOf(egress);
    expect(concernOf(before, documentOf(egress, app))).toBeUndefined();
    const scoped = { ...before, spec: { ...before.spec, appliesTo: { units: ['a'] } } };
    expect(concernOf(before, scoped)).toBeUndefined();
  });
});

describe('an outline', () => {
  const outline = createOutline(
    shownNames(
      [
        report({
          apps: [{ package: 'com.a' }],
          connections: [
            { host: 'API.Eu.Example.org.' },
            { host: 'mistat.intl.xiaomi.com.edgesuite.net' },
            { ip: '1.2.3.4' },
          ],
        }),
      ],
      [],
    ),
  );
  const isConcerned = (domain?: string, name?: string) =>
    concernTest({ domains: domain ? [domain] : [], packages: name ? [name] : [] })(outline);

  test('has the packages, and the hosts by every parent and by what stands before a CDN', () => {
    for (const domain of ['api.eu.example.org', 'example.org', 'org', 'xiaomi.com', 'edgesuite.net'])
      expect([domain, isConcerned(domain)]).toEqual([domain, true]);
    expect(isConcerned(undefined, 'com.a')).toBe(true);
  });

  test('has nothing else, or hardly ever', () => {
    const others = Array.from({ length: 500 }, (_, index) => `other${index}.example.net`);
    expect(others.filter((domain) => isConcerned(domain)).length).toBeLessThan(10);
    expect(isConcerned(undefined, 'com')).toBe(false);
    expect(concernTest({ domains: [], packages: [] })(outline)).toBe(false);
  });

  test('is the same object as long as nothing new is shown, and is given up when it is too full to tell', () => {
    const known = shownNames([report({ apps: [{ package: 'com.a' }] })], []);
    expect(extendOutline(outline, known)).toBe(outline);
    const more = extendOutline(outline, shownNames([report({ apps: [{ package: 'com.z' }] })], []));
    expect(more && concernTest({ domains: [], packages: ['com.z', 'com.a'] })(more)).toBe(true);
    const many = new Set(Array.from({ length: 5_000 }, (_, index) => `a com.app${index}`));
    expect(extendOutline(outline, many)).toBeUndefined();
    expect(extendOutline(createOutline(many), many)).toBeDefined();
  });
});

/** A version that denies other names, in force since `at`. */
function withOtherNames(
  policy: PolicyInput,
  names: { domains: string[]; packages: string[] },
  at: number,
): PolicyInput {
  const rules = policy.document.spec.rules.map((rule): Rule => {
    const { egress: flow, app: apps } = rule;
    if (flow?.deny?.domains) return { ...rule, egress: { ...flow, deny: { ...flow.deny, domains: names.domains } } };
    const others = apps?.deny?.filter((entry) => entry.package === undefined || Object.keys(entry).length > 1);
    if (!apps?.deny || others?.length === apps.deny.length) return rule;
    return {
      ...rule,
      app: { ...apps, deny: [...(others ?? []), ...names.packages.map((name) => ({ package: name }))] },
    };
  });
  const document = { ...policy.document, spec: { ...policy.document.spec, rules } };
  const ruleInForceSince = Object.fromEntries(rules.map(({ id }) => [id, at]));
  return { ...policy, version: 2, hash: hashDocument(document), document, inForceSince: at, ruleInForceSince };
}

/** All that an evaluation came to, without the version and hash of what it was judged by. */
function gist({ citations: _citations, findings, changes: _changes, ...rest }: Evaluation): unknown {
  return JSON.stringify({
    ...rest,
    findings: findings.map(({ policyVersion: _version, ...finding }) => finding),
  });
}

describe('devices that a newer version does not concern', () => {
  const names = fc.record({
    domains: fc.uniqueArray(
      fc.constantFrom('evil.example', 'redrice.com', 'b.evil.example', 'example.org', 'stateless.example', 'elder.com'),
      { minLength: 1, maxLength: 4 },
    ),
    packages: fc.uniqueArray(fc.constantFrom('com.bad.app', 'com.redrice.cloud', 'org.ok', 'com.badger', 'com.new'), {
      minLength: 1,
      maxLength: 3,
    }),
  });
  const rules = fc.array(
    ruleArbitrary.filter((rule) => rule.egress !== undefined || rule.app !== undefined),
    { minLength: 1, maxLength: 3 },
  );

  test('come to the same verdict, findings and due times under it, from their last report and the evidence kept', () => {
    const tally = { spared: 0, changed: 0 };
    fc.assert(
      fc.property(rules, names, fc.array(reportArbitrary, { minLength: 1, maxLength: 3 }), (bodies, other, reports) => {
        const before = JSON.parse(JSON.stringify(policyOf('p', bodies))) as PolicyInput;
        const at = START + reports.length * DAY_MS;
        const after = withOtherNames(before, other, at);
        const concern = concernOf(before.document, after.document);
        if (!concern) throw new Error('Names alone differ.');
        const compiled = compile([before], catalogue);
        let last: Evaluation | undefined;
        reports.forEach((facts, day) => {
          last = evaluate(compiled, contextFor(facts, START + day * DAY_MS, last));
        });
        const facts = reports.at(-1) as ReportFacts;
        const receivedAt = at - DAY_MS;
        const again = {
          ...contextFor(undefined, at, last),
          report: { id: `report-${receivedAt}`, facts, receivedAt, validAt: receivedAt },
          mode: 'rejudge' as const,
        };
        const isSame = gist(evaluate(compiled, again)) === gist(evaluate(compile([after], catalogue), again));
        const outline = createOutline(shownNames([facts], last?.findings ?? []));
        if (concernTest(concern)(outline)) {
          if (!isSame) tally.changed += 1;
          return;
        }
        tally.spared += 1;
        expect(isSame).toBe(true);
      }),
      { numRuns: 1_500 },
    );
    // Neither is the property empty, nor are the two versions alike.
    expect(tally.spared).toBeGreaterThan(100);
    expect(tally.changed).toBeGreaterThan(100);
  });
});
