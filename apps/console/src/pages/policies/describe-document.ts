import { listOf, vendorName } from '../../components/words.ts';
import { entriesOf, type Members, membersOf, type Named, textsOf } from './describe-rule.ts';

/** A dated source behind rules and remediations. */
export interface EvidenceSource {
  id: string;
  title: string;
  date: string;
  publisher: string | undefined;
  /** Only of the web: anything else is no link. */
  url: string | undefined;
  observed: string | undefined;
  /** In words: handsets that it is about. */
  affects: string | undefined;
}

/** A dated fix, in words. */
export interface RemediationDescription {
  id: string;
  title: string | undefined;
  /** Which findings it closes, on which handsets. */
  sentence: string;
  confirmedBy: string | undefined;
}

/** Whom a policy is for: a sentence, and the lists that it names. */
export interface ScopeDescription {
  sentence: string;
  names: Named[];
}

const ANY_OF = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** Whom a policy is for. `unitName` gives the name of a unit by its key. */
export function describeScope(appliesTo: unknown, unitName: (key: string) => string): ScopeDescription {
  const { except, ...given } = membersOf(appliesTo);
  const named = namesOf(given, unitName);
  const exceptions = namesOf(membersOf(except), unitName);
  const whom = WHOM[Math.min(named.length, 2)] ?? '';
  return {
    sentence: exceptions.length === 0 ? `${whom}.` : `${whom}, but not to those named as exceptions.`,
    names: [...named, ...exceptions.map(({ kind, items }) => ({ kind: `Except ${kind.toLowerCase()}`, items }))],
  };
}

const WHOM = [
  'It applies to every device',
  'It applies to devices that fit this',
  'It applies to devices that fit all of these',
];

const SCOPES: Record<string, string> = {
  units: 'Units, with their sub-units',
  groups: 'Groups',
  ownership: 'Ownership',
  formFactors: 'Form factors',
  platforms: 'Systems',
  devices: 'Devices',
};

function namesOf(members: Members, unitName: (key: string) => string): Named[] {
  return Object.entries(members)
    .map(([key, list]) => ({
      kind: SCOPES[key] ?? key,
      items: textsOf(list).map((item) => (key === 'units' ? unitName(item) : item)),
    }))
    .filter(({ items }) => items.length > 0);
}

/** The remediations of a document, in words. */
export function describeRemediations(remediations: unknown): RemediationDescription[] {
  return entriesOf(remediations).map((entry) => {
    const { rules, ...handsets } = membersOf(entry.covers);
    const ofRules = textsOf(rules);
    const findings =
      ofRules.length > 0 ? `findings of ${listOf(ofRules)}` : 'findings of every rule but those of vendors';
    return {
      id: String(entry.id),
      title: textOf(entry.title),
      sentence: `It closes ${findings} on ${handsetsOf(handsets) ?? 'every handset'}.`,
      confirmedBy: textOf(entry.confirmedBy),
    };
  });
}

/** The sources of a document, the newest first. */
export function describeSources(evidence: unknown): EvidenceSource[] {
  const sources = entriesOf(evidence).map((entry) => ({
    id: String(entry.id),
    title: textOf(entry.title) ?? String(entry.id),
    date: textOf(entry.date) ?? '',
    publisher: textOf(entry.publisher),
    url: webUrlOf(entry.url),
    observed: textOf(entry.observed),
    affects: handsetsOf(membersOf(entry.affects)),
  }));
  return sources.sort((a, b) => b.date.localeCompare(a.date));
}

/** `{ vendor, models, build }` → `Xiaomi handsets of the models HM 1S* from build JHCMIBH45.0 on` */
function handsetsOf({ vendor, models, build }: Members): string | undefined {
  const patterns = textsOf(models);
  if (vendor === undefined && patterns.length === 0 && build === undefined) return undefined;
  const parts = [
    vendor === undefined ? 'handsets' : `${vendorName(String(vendor))} handsets`,
    patterns.length > 0 && `of the ${patterns.length === 1 ? 'model' : 'models'} ${ANY_OF.format(patterns)}`,
    build !== undefined && buildOf(String(build)),
  ];
  return parts.filter((part) => part !== false).join(' ');
}

/** `>= X` → `from build X on` */
function buildOf(constraint: string): string {
  const [, operator = '=', build = constraint] = /^\s*(<=|>=|<|>|=)?\s*(.*?)\s*$/.exec(constraint) ?? [];
  const words: Record<string, string> = {
    '>=': `from build ${build} on`,
    '>': `after build ${build}`,
    '<': `before build ${build}`,
    '<=': `up to build ${build}`,
    '=': `with build ${build}`,
  };
  return words[operator] ?? constraint;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A document may say anything: only http and https become links. */
function webUrlOf(value: unknown): string | undefined {
  const url = URL.parse(String(value));
  return url && ['http:', 'https:'].includes(url.protocol) ? url.href : undefined;
}
