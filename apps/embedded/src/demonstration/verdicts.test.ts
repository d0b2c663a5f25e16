import { buildPayload, loadScenario, makeIdentity } from '@cordon/device-client';
import {
  baseCatalogue,
  compile,
  type Evaluation,
  type EvaluationContext,
  evaluate,
  type PolicyInput,
  parsePolicy,
  ReportFacts,
} from '@cordon/policy';
import { openPlaceDatabase, type PlaceDatabase } from '@cordon/runtime';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { CAST_HANDSETS } from './cast/handsets.ts';
import { CAST_PEOPLE } from './cast/people.ts';
import { CAST_UNITS } from './cast/units.ts';
import { readPolicySources } from './publish-policies.ts';

const day = (date: string) => Date.parse(`${date}T00:00:00Z`);
const catalogue = baseCatalogue();
let policies: PolicyInput[];
let places: PlaceDatabase;

beforeAll(async () => {
  places = await openPlaceDatabase({});
  policies = (await readPolicySources()).map(({ name, source }) => {
    const parsed = parsePolicy(source, 'yaml', catalogue);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.faults));
    return { name, version: 1, hash: parsed.hash, document: parsed.document, inForceSince: day('2014-10-20') };
  });
});

/** Judges a report of this scenario; `before` is the evaluation of the report before it. */
async function judge(scenarioName: string, date = '2014-10-22', before?: Evaluation): Promise<Evaluation> {
  const scenario = await loadScenario(scenarioName);
  const now = day(date);
  const payload = buildPayload(scenario, {
    deviceId: 'device',
    audience: 'https://cordon.example',
    seq: 1,
    identity: makeIdentity(scenario, 'seed'),
    now: new Date(now),
  });
  const context: EvaluationContext = {
    now,
    device: { id: 'device', unitKeys: [], groups: [], ownership: 'personal', enrolledAt: day('2014-10-20') },
    report: {
      id: `report-${date}`,
      facts: ReportFacts.parse(JSON.parse(JSON.stringify(payload))),
      receivedAt: now,
      validAt: now,
    },
    mode: 'new',
    identity: before?.identity,
    sequenceConflicts: [],
    findings: before?.findings ?? [],
    waivers: [],
    placeOf: places.placeOf,
    placeDatabaseDate: places.databaseDate,
    epoch: 1,
  };
  return evaluate(compile(policies, catalogue), context);
}

const open = (evaluation: Evaluation) =>
  evaluation.findings.filter(({ status }) => status === 'open').map(({ ruleId, subject }) => `${ruleId} ${subject}`);

const EXPECTED: Record<string, Evaluation['verdict']> = {
  'redmi-1s-before-fix': 'non-compliant',
  'redmi-1s-after-fix': 'non-compliant',
  'redmi-1s-without-connections': 'non-compliant',
  'redmi-note-beijing': 'non-compliant',
  'mi-pad': 'non-compliant',
  'wechat-user': 'non-compliant',
  'rooted-handset': 'non-compliant',
  'handset-without-connections': 'unknown',
};

describe('the demonstration under its policies', () => {
  test.each([...new Set(CAST_HANDSETS.map(({ scenario }) => scenario))])(
    '%s gets the verdict it is there for',
    async (name) => {
      expect((await judge(name)).verdict).toBe(EXPECTED[name] ?? 'compliant');
    },
  );

  test('the evidence on the Redmi 1S names host, address, country and what was sent', async () => {
    const { findings } = await judge('redmi-1s-before-fix');
    const imei = findings.find(({ ruleId, subject }) => ruleId === 'data-abroad' && subject.includes('imei'));
    expect(imei?.evidence[0]?.observed).toMatchObject({
      host: 'api.account.xiaomi.com',
      ip: '42.62.94.2',
      data: ['carrier-name', 'phone-number', 'imei'],
    });
    expect(imei?.evidence[0]?.place?.country).toBe('CN');
  });

  test("the vendor's firmware and opt-out close service and egress findings, and the ban stays", async () => {
    const after = await judge('redmi-1s-after-fix', '2014-10-23', await judge('redmi-1s-before-fix'));
    expect(open(after)).toEqual(['banned-vendor xiaomi']);
    expect(after.verdict).toBe('non-compliant');
  });

  test('a report without connections closes no egress finding', async () => {
    const before = await judge('redmi-1s-before-fix');
    const after = await judge('redmi-1s-without-connections', '2014-10-23', before);
    const egress = (evaluation: Evaluation) => open(evaluation).filter((text) => text.startsWith('data-abroad'));
    expect(egress(before).length).toBeGreaterThan(0);
    expect(egress(after)).toEqual(egress(before));
  });
});

test('every handset has a holder or a unit that exists, and a directory of its own', () => {
  const people = new Set(CAST_PEOPLE.map(({ key }) => key));
  const units = new Set(CAST_UNITS.map(({ key }) => key));
  for (const { person, unit } of CAST_HANDSETS) {
    expect(person === undefined ? units.has(unit ?? '') : people.has(person)).toBe(true);
  }
  expect(CAST_PEOPLE.filter((person) => !units.has(person.unit))).toEqual([]);
  expect(new Set(CAST_HANDSETS.map(({ key }) => key)).size).toBe(CAST_HANDSETS.length);
});
