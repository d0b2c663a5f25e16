import {
  compile,
  type Evaluation,
  type EvaluationContext,
  evaluate,
  evaluateLate,
  hashDocument,
  hashRule,
  PolicyDocument,
  type PolicyInput,
  ReportFacts,
} from '../../src/index.ts';
import { type CasePolicy, type CaseSetting, type CaseStep, catalogueOf, type EvaluationCase } from './case-file.ts';

const IN_FORCE = '2014-01-01T00:00:00Z';
const ENROLLED = '2014-01-01T00:00:00Z';
const HANDSET = {
  manufacturer: 'Acme',
  model: 'A1',
  os: { name: 'android', version: '14', build: 'A.1', securityPatch: null },
};

/** A step as the engine gets it, and what it made of it. */
export interface StepResult {
  step: CaseStep;
  context: EvaluationContext;
  policies: PolicyInput[];
  evaluation: Pick<Evaluation, 'verdict' | 'reasons'> & Partial<Evaluation>;
}

/** Runs the steps of a case one after the other, carrying findings and identity on. */
export function runCase(content: EvaluationCase, onStep: (result: StepResult, index: number) => void): void {
  const catalogue = catalogueOf(content.catalogue);
  let setting: CaseSetting = content;
  let carried: Partial<EvaluationContext> = {};
  content.steps.forEach((step, index) => {
    setting = mergeSetting(setting, step);
    const policies = policiesOf(setting);
    const context = contextOf(step, index, setting, confirmed(carried, step), policies);
    const compiled = compile(policies, catalogue);
    const evaluation = step.late ? evaluateLate(compiled, context) : evaluate(compiled, context);
    onStep({ step, context, policies, evaluation }, index);
    if (step.late) return;
    const full = evaluation as Evaluation;
    carried = { findings: full.findings, identity: full.identity, report: context.report ?? carried.report };
  });
}

function mergeSetting(setting: CaseSetting, step: CaseStep): CaseSetting {
  const { rules, policies } = step.rules || step.policies ? step : setting;
  return {
    rules,
    policies,
    places: step.places ?? setting.places,
    device: { ...setting.device, ...step.device },
    waivers: step.waivers ?? setting.waivers,
    context: { ...setting.context, ...step.context },
  };
}

function policiesOf({ rules, policies }: CaseSetting): PolicyInput[] {
  const list: CasePolicy[] = policies ?? (rules && rules.length > 0 ? [{ name: 'p', rules }] : []);
  return list.map(({ name, version = 1, inForceSince = IN_FORCE, ruleInForceSince, ...spec }) => {
    const document = PolicyDocument.parse({ apiVersion: 'cordon/v1', kind: 'Policy', metadata: { name }, spec });
    return {
      name,
      version,
      hash: hashDocument(document),
      document,
      inForceSince: Date.parse(inForceSince),
      ...(ruleInForceSince && {
        ruleInForceSince: Object.fromEntries(Object.entries(ruleInForceSince).map(([id, at]) => [id, Date.parse(at)])),
      }),
    };
  });
}

function contextOf(
  step: CaseStep,
  index: number,
  setting: CaseSetting,
  carried: Partial<EvaluationContext>,
  policies: readonly PolicyInput[],
): EvaluationContext {
  const { enrolledAt = ENROLLED, scopeChangedAt, ...device } = setting.device ?? {};
  const report = reportOf(step, index, carried.report);
  const { catalogueInForceSince, placeDatabaseInForceSince, ...context } = setting.context ?? {};
  return {
    now: Date.parse(step.at),
    device: {
      id: 'device-1',
      unitKeys: [],
      groups: [],
      ownership: 'issued',
      ...device,
      enrolledAt: Date.parse(enrolledAt),
      ...(scopeChangedAt && { scopeChangedAt: Date.parse(scopeChangedAt) }),
    },
    ...(report && { report }),
    mode: step.mode ?? (step.report ? 'new' : 'rejudge'),
    ...(carried.identity && { identity: carried.identity }),
    sequenceConflicts: (step.sequenceConflicts ?? []).map((at) => Date.parse(at)),
    findings: carried.findings ?? [],
    waivers: (setting.waivers ?? []).map(({ from, until, ruleHash, ...waiver }) => ({
      ...waiver,
      ruleHash: ruleHash ?? hashOfRule(policies, waiver.policyName, waiver.ruleId),
      from: Date.parse(from),
      until: Date.parse(until),
    })),
    placeOf: (ip) => setting.places?.[ip] ?? {},
    placeDatabaseDate: '2014-10-01',
    epoch: 1,
    ...context,
    ...(typeof catalogueInForceSince === 'string' && { catalogueInForceSince: Date.parse(catalogueInForceSince) }),
    ...(typeof placeDatabaseInForceSince === 'string' && {
      placeDatabaseInForceSince: Date.parse(placeDatabaseInForceSince),
    }),
    ...(step.allocation && { allocatedMakerOf: (imei: string) => step.allocation?.[imei] }),
  };
}

function reportOf(step: CaseStep, index: number, last: EvaluationContext['report']): EvaluationContext['report'] {
  if (!step.report) return last;
  const { device, ...sections } = step.report;
  const facts = ReportFacts.parse({
    device: { ...HANDSET, ...device, os: { ...HANDSET.os, ...device?.os } },
    ...sections,
  });
  const receivedAt = Date.parse(step.receivedAt ?? step.at);
  const validAt = step.validAt === undefined ? receivedAt : Date.parse(step.validAt);
  return { id: `report-${index}`, facts, receivedAt, validAt, ...(step.reduced && { reduced: step.reduced }) };
}

function hashOfRule(policies: readonly PolicyInput[], policyName: string, ruleId: string): string {
  const policy = policies.find(({ name }) => name === policyName);
  const rule = policy?.document.spec.rules.find(({ id }) => id === ruleId);
  return rule ? hashRule(rule) : '';
}

/** Resolves a finding as the server does when an administrator confirms it. */
function confirmed(carried: Partial<EvaluationContext>, step: CaseStep): Partial<EvaluationContext> {
  if (step.confirm === undefined) return carried;
  const findings = (carried.findings ?? []).map((finding) =>
    `${finding.ruleId} ${finding.subject}` === step.confirm
      ? {
          ...finding,
          status: 'resolved' as const,
          resolvedAt: Date.parse(step.at),
          resolvedReason: 'confirmed' as const,
        }
      : finding,
  );
  return { ...carried, findings };
}
