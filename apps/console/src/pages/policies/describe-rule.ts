import { countryName, dataName, listOf, vendorName } from '../../components/words.ts';

/** A rule as a policy document has it. */
export interface RuleDocument {
  id: string;
  title?: string;
  severity?: string;
  grace?: string;
  clearAfter?: string;
  onMissing?: string;
  advice?: string;
  [type: string]: unknown;
}

const ANY_OF = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** A kind of things that a rule names, and which. */
export interface Named {
  kind: string;
  items: string[];
}

/** What a rule demands: one sentence, and what it names. */
export interface RuleDescription {
  sentence: string;
  names: Named[];
}

const TYPES = ['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness'] as const;
type RuleType = (typeof TYPES)[number];
export type Members = Record<string, unknown>;

/** Which of the types a rule is of. */
export function typeOf(rule: RuleDocument): string {
  return TYPES.find((type) => rule[type] !== undefined) ?? 'rule';
}

/** What a rule demands, for people. */
export function describeRule(rule: RuleDocument): RuleDescription {
  const type = typeOf(rule);
  const members = membersOf(rule[type]);
  const describe = type === 'rule' ? undefined : DESCRIPTIONS[type as RuleType];
  return describe?.(members) ?? { sentence: 'It demands nothing yet.', names: [] };
}

/** How a rule is treated besides: grace, clearing, missing data, advice. */
export function treatmentOf({ grace, clearAfter, onMissing, advice }: RuleDocument): string[] {
  return [
    grace !== undefined && `${durationOf(grace)} of grace`,
    clearAfter !== undefined && `resolves after ${durationOf(clearAfter)} without`,
    onMissing === 'ignore' && 'missing data is ignored',
    advice !== undefined && `advice: ${advice}`,
  ].filter((part) => part !== false);
}

const DESCRIPTIONS: Record<RuleType, (members: Members) => RuleDescription> = {
  vendor: ({ deny }) => ({
    sentence: 'No handset of these makers may be used.',
    names: [
      { kind: 'Makers', items: textsOf(deny).map(vendorName) },
      { kind: 'Handsets', items: entriesOf(deny).map(fieldsOf) },
    ],
  }),
  service: ({ deny, when = 'enabled' }) => ({
    sentence: `None of these cloud services may be ${STATES[String(when)] ?? when}.`,
    names: [{ kind: 'Services', items: textsOf(deny) }],
  }),
  egress: ({ data, deny, allow }) => ({
    sentence: `${data === undefined ? 'No data' : `No ${ANY_OF.format(textsOf(data).map(spaced))}`} may go ${deny === undefined ? 'anywhere but to these destinations' : 'to these destinations'}.`,
    names: placesOf(deny ?? allow),
  }),
  app: describeApps,
  os: ({ minimum, maxPatchAge, deny }) => ({
    sentence: `${listOf(
      [
        minimum !== undefined &&
          `The system must be ${Object.entries(membersOf(minimum))
            .map(([name, version]) => `${name} ${version}`)
            .join(' or ')} at least`,
        maxPatchAge !== undefined && `security patches at most ${durationOf(String(maxPatchAge))} old`,
        deny !== undefined && 'none of these systems is allowed',
      ].filter((part) => part !== false),
    )}.`.replace(/^./, (first) => first.toUpperCase()),
    names: [{ kind: 'Banned systems', items: entriesOf(deny).map(fieldsOf) }],
  }),
  posture: ({ require, forbid }) => ({
    sentence: 'The handset must be protected.',
    names: [
      { kind: 'Required', items: textsOf(require).map(spaced) },
      { kind: 'Forbidden', items: textsOf(forbid).map(spaced) },
    ],
  }),
  freshness: ({ maxAge }) => ({ sentence: `It must report every ${durationOf(String(maxAge))}.`, names: [] }),
};

const STATES: Record<string, string> = { present: 'present at all', enabled: 'enabled', 'in-use': 'in use' };

function describeApps({ deny, pin, allowOnly }: Members): RuleDescription {
  if (allowOnly !== undefined) {
    return {
      sentence: 'No app may be installed but these.',
      names: [{ kind: 'Allowed apps', items: entriesOf(allowOnly).map(fieldsOf) }],
    };
  }
  const parts = [
    deny !== undefined && 'none of the banned apps may be installed',
    pin !== undefined && 'pinned apps must bear the signers named',
  ].filter((part) => part !== false);
  return {
    sentence: `${listOf(parts)}.`.replace(/^./, (first) => first.toUpperCase()),
    names: [
      { kind: 'Banned apps', items: entriesOf(deny).map(fieldsOf) },
      { kind: 'Pinned apps', items: entriesOf(pin).map((entry) => String(entry.package)) },
    ],
  };
}

const PLACES: Record<string, [kind: string, name: (item: string) => string]> = {
  countries: ['Countries', countryName],
  jurisdictions: ['Jurisdictions', countryName],
  vendors: ['Hosts of makers', vendorName],
  domains: ['Domains', String],
  networks: ['Networks', String],
  asns: ['Network operators', (asn) => `AS${asn}`],
};

function placesOf(value: unknown): Named[] {
  return Object.entries(membersOf(value)).map(([key, list]) => {
    const [kind, name] = PLACES[key] ?? [key, String];
    return { kind, items: (Array.isArray(list) ? list : []).map((item) => name(String(item))) };
  });
}

/** `P14D` → `14 days` */
export function durationOf(text: string): string {
  const units: Record<string, string> = { W: 'week', D: 'day', H: 'hour', M: 'minute', S: 'second' };
  const parts = [...text.matchAll(/(\d+)([WDHMS])/g)].map(([, amount, unit]) => {
    const name = units[unit ?? ''] ?? '';
    return amount === '1' ? name : `${amount} ${name}s`;
  });
  return parts.length === 0 ? text : listOf(parts);
}

/** `screenLock` → `screen lock`, `phone-number` → `phone number` */
function spaced(word: string): string {
  return dataName(word).replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

export function membersOf(value: unknown): Members {
  return typeof value === 'object' && value !== null ? (value as Members) : {};
}

export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function entriesOf(value: unknown): Members[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

/** `{ brand, model }` → `brand X, model Y` */
function fieldsOf(entry: Members): string {
  const fields = Object.entries(entry);
  const isAlone = fields.length === 1;
  return fields.map(([name, value]) => (isAlone && name === 'package' ? `${value}` : `${name} ${value}`)).join(', ');
}
