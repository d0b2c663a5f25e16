import { describe, expect, test } from '@jest/globals';
import { lintDocument, parsePolicy } from '../src/index.ts';
import { catalogueOf, isEvaluationCase, loadCases, type ReadingCase } from './support/case-file.ts';
import { askedOf } from './support/expectation.ts';
import { runCase } from './support/run-case.ts';

const cases = loadCases();

test('the corpus has at least 150 cases', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150);
});

describe('evaluation', () => {
  for (const { name, content } of cases) {
    if (!isEvaluationCase(content)) continue;
    test(name, () => {
      runCase(content, ({ evaluation, step }) => expect(askedOf(evaluation, step.expect)).toEqual(step.expect));
    });
  }
});

describe('reading', () => {
  for (const { name, content } of cases) {
    if (isEvaluationCase(content)) continue;
    test(name, () => expectReading(content));
  }
});

function expectReading(content: ReadingCase): void {
  const catalogue = catalogueOf(content.catalogue);
  const options = content.hasAsnDatabase === undefined ? {} : { hasAsnDatabase: content.hasAsnDatabase };
  if (content.document !== undefined) {
    expectFaults(lintDocument(content.document, catalogue, options).faults, content);
    return;
  }
  const source = content.yaml ?? content.json ?? '';
  const text = Array.isArray(source) ? source.join('\n') : source;
  const parsed = parsePolicy(text, content.yaml === undefined ? 'json' : 'yaml', catalogue, options);
  expectFaults(parsed.ok ? parsed.warnings : parsed.faults, content);
  if (content.hash !== undefined) expect(parsed.ok && parsed.hash).toBe(content.hash);
}

function expectFaults(faults: readonly object[], { faults: expected }: ReadingCase): void {
  const matchers = expected.map(({ message, ...fault }) =>
    expect.objectContaining({
      ...fault,
      ...(message === undefined ? {} : { message: expect.stringContaining(message) }),
    }),
  );
  expect(faults).toEqual(matchers);
}
