import type { Catalogue } from '../catalogue/index.ts';
import { OVERFLOW } from '../evaluate/overflow.ts';
import { OS_SUBJECTS } from '../evaluate/rules/os.ts';
import type { FindingState } from '../types.ts';
import {
  countryName,
  dataName,
  expectedMember,
  listWords,
  matchedValue,
  observedMember,
  quoteDeviceText,
  serviceName,
  splitEgressSubject,
  vendorName,
} from './names.ts';

/** The administrator's sentence: what was observed, where, and what the rule expects. */
export function describeForAdministrator(finding: FindingState, catalogue: Catalogue): string {
  if (finding.subject === OVERFLOW)
    return `${finding.overflow ?? 0} more subjects fail rule ${finding.ruleId}; they are counted together.`;
  const sentence = sentenceOf(finding, catalogue);
  return finding.despiteRemediation === undefined
    ? sentence
    : `${sentence.slice(0, -1)}, although the build is covered by remediation ${finding.despiteRemediation}.`;
}

function sentenceOf(finding: FindingState, catalogue: Catalogue): string {
  switch (finding.ruleType) {
    case 'vendor':
      return describeVendor(finding, catalogue);
    case 'service':
      return describeService(finding, catalogue);
    case 'egress':
      return describeEgress(finding);
    case 'app':
      return describeApp(finding);
    case 'os':
      return describeOs(finding);
    case 'posture':
      return `Reported ${finding.subject} as ${quoteDeviceText(finding.evidence[0]?.observed)}; rule ${finding.ruleId} ${expectedMember(finding, 'require') ? 'requires' : 'forbids'} it.`;
    case 'freshness':
      return `Has not reported since ${quoteDeviceText(observedMember(finding, 'lastReceivedAt') ?? 'its enrolment')}; rule ${finding.ruleId} calls it silent from ${matchedValue(finding, 'silent-since') ?? 'then'}.`;
    case 'identity':
      return describeConflict(finding);
  }
}

function hardware(finding: FindingState): string {
  return listWords(
    ['manufacturer', 'brand', 'model', 'product'].flatMap((field) => {
      const value = observedMember(finding, field);
      return value === undefined ? [] : [`${field} "${quoteDeviceText(value)}"`];
    }),
  );
}

function describeVendor(finding: FindingState, catalogue: Catalogue): string {
  const isKey = catalogue.vendors.has(finding.subject);
  const what = isKey
    ? `is of the banned vendor ${vendorName(finding.subject, catalogue)}`
    : `matches the banned pattern ${finding.subject}`;
  return `The device (${hardware(finding)}) ${what}.`;
}

const SOURCES: Record<string, string> = {
  services: 'its list of services',
  apps: 'an installed app',
  connections: 'a connection',
};

function describeService(finding: FindingState, catalogue: Catalogue): string {
  const section = finding.evidence[0]?.pointer.split('/')[1] ?? '';
  const detail = quoteDeviceText(
    matchedValue(finding, 'domain') ?? matchedValue(finding, 'package') ?? matchedValue(finding, 'account-type') ?? '',
  );
  const state = matchedValue(finding, 'state') ?? 'present';
  return `${serviceName(finding.subject, catalogue)} is ${state}, as ${SOURCES[section] ?? 'the report'} shows${detail ? ` (${detail})` : ''}.`;
}

function describeEgress(finding: FindingState): string {
  const { name, category } = splitEgressSubject(finding.subject);
  const [evidence] = finding.evidence;
  const host = quoteDeviceText(observedMember(finding, 'host') ?? name);
  const ip = observedMember(finding, 'ip');
  const place = evidence?.place?.country === undefined ? [] : [countryName(evidence.place.country)];
  const where = [...(ip === undefined ? [] : [quoteDeviceText(ip)]), ...place]
    .filter((part) => part !== host)
    .join(', ');
  const database =
    evidence?.place?.databaseDate === undefined ? '' : ` by the IP database of ${evidence.place.databaseDate}`;
  const reasons = (evidence?.matched ?? []).map(({ condition, value }) => `${condition} ${quoteDeviceText(value)}`);
  const verb = expectedMember(finding, 'allow') === undefined ? 'denied' : 'not allowed';
  return `Sent ${dataSent(finding, category)} to ${host}${where ? ` (${where}${database})` : ''}: ${verb} by rule ${finding.ruleId} (${reasons.join(', ')}).`;
}

/** The subject's own category first, then what else the connection carried. */
function dataSent(finding: FindingState, category: string): string {
  const carried = observedMember(finding, 'data');
  const others = Array.isArray(carried) ? carried.filter((entry) => entry !== category) : [];
  if (category === 'any') return others.length > 0 ? listWords(others.map((entry) => dataName(String(entry)))) : 'data';
  return listWords([category, ...others].map((entry) => dataName(String(entry))));
}

function describeApp(finding: FindingState): string {
  const name = quoteDeviceText(finding.subject);
  if (expectedMember(finding, 'pin') !== undefined) return `App ${name} is not signed by the signers it is pinned to.`;
  if (expectedMember(finding, 'allowOnly') !== undefined) return `App ${name} is not on the list of allowed apps.`;
  const by = (finding.evidence[0]?.matched ?? []).map(({ condition }) => condition);
  return `App ${name} is banned (by ${listWords(by)}).`;
}

function describeOs(finding: FindingState): string {
  const system = observedMember(finding, 'os') as
    | { name?: unknown; version?: unknown; build?: unknown; securityPatch?: unknown }
    | undefined;
  const name = quoteDeviceText(system?.name ?? 'The system');
  const version = `${name} ${quoteDeviceText(system?.version)}`;
  if (finding.subject === OS_SUBJECTS.minimum) {
    const [least] = Object.values(expectedMember(finding, 'minimum') ?? {});
    return `${version} is older than ${quoteDeviceText(least)}, the least version that rule ${finding.ruleId} allows.`;
  }
  if (finding.subject === OS_SUBJECTS.patch)
    return `The security patch of ${quoteDeviceText(system?.securityPatch)} is older than the ${inDays(expectedMember(finding, 'maxPatchAge'))} that rule ${finding.ruleId} allows.`;
  const build = `build ${quoteDeviceText(system?.build ?? 'not reported')}`;
  return `${version} (${build}) is banned by rule ${finding.ruleId} (${describeOsEntries(finding)}).`;
}

function inDays(duration: unknown): string {
  const days = /^P(\d+)D$/.exec(String(duration))?.[1];
  return days === undefined ? quoteDeviceText(duration) : `${days} days`;
}

/** The entries that matched, in the policy's words: `vendor xiaomi, build < JHCMIBH45.0`. */
function describeOsEntries(finding: FindingState): string {
  const entries = expectedMember(finding, 'deny');
  return (Array.isArray(entries) ? entries : [])
    .map((entry: object) =>
      Object.entries(entry)
        .map(([field, value]) => `${field} ${quoteDeviceText(value)}`)
        .join(', '),
    )
    .join('; or ');
}

const CONFLICTS: Record<string, string> = {
  sequence: 'Two reports with different content came under sequence numbers already used, within a day',
  vendor: 'Manufacturer, brand, model and product name different vendors',
  'system-packages': 'System packages are those of another vendor’s firmware',
  'type-allocation': 'The IMEI was allocated to another maker',
  'serial-number': 'The serial number changed',
  model: 'The model changed',
  imei: 'The IMEI changed',
  make: 'The make changed',
};

function describeConflict(finding: FindingState): string {
  const values = (finding.evidence[0]?.matched ?? []).map(
    ({ condition, value }) => `${condition} ${quoteDeviceText(value)}`,
  );
  return `${CONFLICTS[finding.subject] ?? 'The device contradicts itself'} (${values.join(', ')}); it needs an administrator's confirmation.`;
}
