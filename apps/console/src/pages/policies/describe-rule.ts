import { countryName, listOf, vendorName } from '../../components/words.ts';

/** A rule as a policy document has it. */
export interface RuleDocument {
  id: string;
  title?: string;
  severity?: string;
  [type: string]: unknown;
}

const TYPES = ['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness'] as const;

/** Which of the types a rule is of. */
export function typeOf(rule: RuleDocument): string {
  return TYPES.find((type) => rule[type] !== undefined) ?? 'rule';
}

type Members = Record<string, unknown>;

const asList = (value: unknown): string[] => (Array.isArray(value) ? value.map(nameOf) : []);
const nameOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const DESCRIPTIONS: Record<string, (members: Members) => string> = {
  vendor: ({ deny, allow }) =>
    deny === undefined
      ? `Only devices of ${listOf(asList(allow).map(vendorName))}`
      : `No device of ${listOf(asList(deny).map(vendorName))}`,
  service: ({ deny, when }) => `No ${listOf(asList(deny))} ${nameOf(when ?? 'enabled')}`,
  egress: ({ data, deny, allowOnly }) => {
    const what = data === undefined ? 'No data' : `No ${listOf(asList(data))}`;
    return deny === undefined ? `${what} but to ${places(allowOnly)}` : `${what} to ${places(deny)}`;
  },
  freshness: ({ maxAge }) => `A report within ${nameOf(maxAge).replace(/^P(\d+)D$/, '$1 days')}`,
};

function places(value: unknown): string {
  if (typeof value !== 'object' || value === null) return 'anywhere';
  return listOf(
    Object.entries(value).flatMap(([kind, names]) =>
      kind === 'countries' ? asList(names).map(countryName) : asList(names).map((name) => `${kind} ${name}`),
    ),
  );
}

/** What a rule demands, in words; what has no words of its own is shown as it is written. */
export function describeRule(rule: RuleDocument): string {
  const type = typeOf(rule);
  const members = (rule[type] ?? {}) as Members;
  const describe = DESCRIPTIONS[type];
  if (describe) return describe(members);
  return listOf(Object.entries(members).map(([name, value]) => `${name} ${nameOf(value)}`));
}
