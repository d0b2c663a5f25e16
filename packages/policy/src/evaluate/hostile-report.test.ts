import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalogueOf } from '../../cases/support/case-file.ts';
import { compile } from '../compile/compile.ts';
import { explainFinding } from '../explain.ts';
import { ReportFacts } from '../facts.ts';
import { policyOf } from '../testing/arbitraries.ts';
import { contextFor, START } from '../testing/evaluation-input.ts';
import { evaluate } from './evaluate.ts';

const catalogue = catalogueOf(undefined);
const EVERY_RULE = [
  policyOf('all', [
    { vendor: { deny: ['redrice', { model: '*a*b*c*' }] } },
    { service: { deny: ['redrice/cloud'], when: 'present' } },
    {
      egress: {
        deny: {
          countries: ['CN'],
          domains: ['evil.example'],
          vendors: ['redrice'],
          networks: ['42.0.0.0/8'],
          jurisdictions: ['CN'],
          asns: [4808],
        },
      },
    },
    { egress: { data: ['imei'], allow: { domains: ['good.example'] } } },
    { app: { deny: [{ publisher: 'com.' }, { signer: `sha256:${'ab'.repeat(32)}` }] } },
    { app: { allowOnly: [{ package: 'a.b' }] } },
    { os: { minimum: { android: '13' }, maxPatchAge: 'P90D', deny: [{ build: '< A.1' }] } },
    { posture: { require: ['encrypted'], forbid: ['rooted'] } },
    { freshness: { maxAge: 'P7D' } },
  ]),
];
const compiled = compile(EVERY_RULE, catalogue);
const device = { manufacturer: 'Acme', model: 'A1', os: { name: 'android', version: '14' } };

const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    '__proto__',
    'constructor',
    'toString',
    '\0',
    '\ud800',
    '…',
    'xn--',
    'xn--a',
    '.',
    '..',
    'a..b',
    '-',
    '::',
    '::ffff:',
    '1.2.3',
    '999.1.1.1',
    '0x7f.1',
    'еvil.example',
    'ⓔvil.example',
    '*',
    '%00',
    '‮',
  ),
);

test('whatever a report holds, every rule is judged and nothing is thrown', () => {
  const hostile = fc.record({
    device: fc.record({
      manufacturer: hostileText,
      model: hostileText,
      brand: hostileText,
      product: hostileText,
      os: fc.record({ name: hostileText, version: hostileText, build: hostileText, securityPatch: hostileText }),
    }),
    posture: fc.dictionary(hostileText, fc.anything()),
    apps: fc.array(
      fc.record({ package: hostileText, signers: fc.array(hostileText, { maxLength: 3 }), system: fc.boolean() }),
      { maxLength: 5 },
    ),
    services: fc.array(
      fc.record({
        service: hostileText,
        accountType: hostileText,
        state: fc.constantFrom('present', 'enabled', 'in-use'),
      }),
      { maxLength: 5 },
    ),
    connections: fc.array(
      fc.record({ host: hostileText, ip: hostileText, data: fc.array(hostileText, { maxLength: 3 }) }),
      { maxLength: 5 },
    ),
  });
  fc.assert(
    fc.property(hostile, (facts) => {
      const evaluation = evaluate(compiled, contextFor(facts as unknown as ReportFacts, START));
      for (const finding of evaluation.findings) {
        const { administrator, person } = explainFinding(finding, catalogue);
        expect(administrator).not.toMatch(/[\n\r\0\u202e]/);
        expect(person.length).toBeLessThan(400);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a rule that a report breaks is an error of that rule alone', () => {
  const broken = {
    device,
    apps: [{ package: 'com.bad' }],
    connections: [null],
    posture: { encrypted: true, rooted: true },
  };
  const evaluation = evaluate(compiled, contextFor(broken as unknown as ReportFacts, START));
  const errors = evaluation.notEvaluated.filter(({ reason }) => reason === 'rule-error').map(({ ruleId }) => ruleId);
  expect(errors.length).toBeGreaterThan(0);
  expect(evaluation.findings.map(({ ruleId, subject }) => `${ruleId} ${subject}`)).toEqual(
    expect.arrayContaining(['rule-4 com.bad', 'rule-7 rooted']),
  );
});

test('an address look-up that throws is an error of the rules that ask for it, and of no other', () => {
  const facts = ReportFacts.parse({
    device,
    connections: [{ host: 'www.example.org', ip: '42.62.94.2' }],
    posture: { encrypted: false },
  });
  const context = contextFor(facts, START, undefined, {
    placeOf: () => {
      throw new Error('broken database');
    },
  });
  const evaluation = evaluate(compiled, context);
  expect(evaluation.notEvaluated).toContainEqual({
    policyName: 'all',
    ruleId: 'rule-2',
    onMissing: 'unknown',
    reason: 'rule-error',
  });
  expect(evaluation.findings.map(({ ruleId, subject }) => `${ruleId} ${subject}`)).toContain('rule-7 encrypted');
});

test('the largest report of hostile names is judged', () => {
  const labels = `${'a.'.repeat(120)}evil.example`;
  const connections = Array.from({ length: 2_000 }, (_, index) => ({
    host: index % 2 ? labels : `${'x'.repeat(60)}.${index}.example`,
    ip: `10.0.${index >> 8}.${index & 255}`,
  }));
  const apps = Array.from({ length: 2_000 }, (_, index) => ({
    package: `${'com.'.repeat(60)}${index}`,
    signers: Array.from({ length: 16 }, () => 'f'.repeat(256)),
  }));
  const facts = { device: { ...device, model: 'ab'.repeat(128) }, connections, apps } as unknown as ReportFacts;
  // What took time out of proportion would run into the test's own limit.
  expect(evaluate(compiled, contextFor(facts, START)).citations.epoch).toBeDefined();
});
