import type { Catalogue } from '../catalogue/index.ts';
import { OVERFLOW } from '../evaluate/overflow.ts';
import type { FindingState } from '../types.ts';
import { countryName, dataName, serviceName, splitEgressSubject, vendorName } from './names.ts';

const POSTURE_SENTENCES: Record<string, string> = {
  encrypted: 'The storage of this phone is not encrypted.',
  screenLock: 'This phone has no screen lock.',
  rooted: 'The protection of this phone was removed (it is rooted).',
  bootloaderUnlocked: 'The start-up protection of this phone is unlocked.',
  developerMode: 'Developer mode is switched on.',
  adbEnabled: 'USB debugging is switched on.',
  unknownSources: 'This phone allows apps from unknown sources.',
};

const OS_SENTENCES: Record<string, string> = {
  'minimum-version': 'The system software of this phone is too old.',
  'patch-age': 'This phone has not had a security update for too long.',
  'denied-system': 'This phone runs system software that must not be used.',
};

/** The person's sentence: catalogue names and our own words only, nothing that a device or an app wrote. */
export function describeForPerson(finding: FindingState, catalogue: Catalogue): string {
  if (finding.subject === OVERFLOW) return 'More of the same kind was found on this phone.';
  switch (finding.ruleType) {
    case 'vendor':
      return catalogue.vendors.has(finding.subject)
        ? `This phone is made by ${vendorName(finding.subject, catalogue)}, whose phones must not be used.`
        : 'Phones of this model must not be used.';
    case 'service':
      return `The cloud service ${serviceName(finding.subject, catalogue)} is active on this phone and must not be used.`;
    case 'egress':
      return describeEgress(finding, catalogue);
    case 'app':
      return 'An app on this phone is not allowed.';
    case 'os':
      return OS_SENTENCES[finding.subject] ?? 'The system software of this phone does not meet the rules.';
    case 'posture':
      return POSTURE_SENTENCES[finding.subject] ?? 'A protection setting of this phone does not meet the rules.';
    case 'freshness':
      return 'This phone has not reported for too long.';
    case 'identity':
      return 'What this phone says about itself does not fit together; the security officer will look into it.';
  }
}

function describeEgress(finding: FindingState, catalogue: Catalogue): string {
  const { category } = splitEgressSubject(finding.subject);
  const what = category === 'any' ? 'data' : `your ${dataName(category)}`;
  const [evidence] = finding.evidence;
  const entry = evidence?.catalogueEntry ?? '';
  const operator = entry.startsWith('service:')
    ? serviceName(entry.slice(8), catalogue)
    : entry.startsWith('vendor:')
      ? vendorName(entry.slice(7), catalogue)
      : undefined;
  const country = evidence?.place?.country;
  const where = country === undefined ? '' : ` in ${countryName(country)}`;
  return `This phone sent ${what} to ${operator ? `servers of ${operator}` : 'a server'}${where}, which is not allowed.`;
}
