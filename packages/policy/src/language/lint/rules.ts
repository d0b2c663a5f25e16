import { ADVICE_KEYS } from '../../advice.ts';
import { type Fault, type PathPart, warningAt } from '../fault.ts';
import type { Rule } from '../rule.ts';
import type { AppEntry } from '../rules/app.ts';
import type { LintContext, Located } from './context.ts';
import { lintDestinations } from './destinations.ts';
import { lintRepeats, lintServiceKey, lintVendorKey } from './keys.ts';
import { nearestKeys } from './nearest.ts';

/** Faults of one rule's meaning: keys that the catalogue does not have, repeats, destinations that are none, rules that cannot fail. */
export function lintRule({ path, value: rule }: Located<Partial<Rule>>, context: LintContext): Fault[] {
  return [
    ...lintVendorRule(rule, path, context),
    ...lintServiceRule(rule, path, context),
    ...lintEgressRule(rule, path, context),
    ...lintAppRule(rule, path),
    ...lintOsRule(rule, path, context),
    ...lintRepeats(rule.posture?.require, [...path, 'posture', 'require']),
    ...lintRepeats(rule.posture?.forbid, [...path, 'posture', 'forbid']),
    ...lintRepeats(rule.evidence, [...path, 'evidence']),
    ...lintAdvice(rule, path),
  ];
}

/** An advice that looks like a key and is none would be shown to people as it stands. */
function lintAdvice({ advice }: Partial<Rule>, path: readonly PathPart[]): Fault[] {
  if (advice === undefined || !/^[a-z]+(-[a-z]+)+$/.test(advice) || ADVICE_KEYS.includes(advice)) return [];
  const nearest = nearestKeys(advice, ADVICE_KEYS);
  const hint = nearest.length > 0 ? `: did you mean ${nearest.join(' or ')}?` : '';
  return [warningAt([...path, 'advice'], `is no key of the built-in advice${hint}`)];
}

function lintVendorRule({ vendor }: Partial<Rule>, path: readonly PathPart[], context: LintContext): Fault[] {
  const here = [...path, 'vendor', 'deny'];
  return [
    ...lintRepeats(vendor?.deny, here, (entry) => JSON.stringify(entry)),
    ...(vendor?.deny ?? []).flatMap((entry, index) => {
      if (typeof entry === 'string') return lintVendorKey(entry, [...here, index], context);
      const isAnything = Object.values(entry).every((pattern) => /^\*+$/.test(pattern));
      return isAnything ? [warningAt([...here, index], 'matches every device')] : [];
    }),
  ];
}

function lintServiceRule({ service }: Partial<Rule>, path: readonly PathPart[], context: LintContext): Fault[] {
  const here = [...path, 'service', 'deny'];
  return [
    ...lintRepeats(service?.deny, here),
    ...(service?.deny ?? []).flatMap((key, index) => lintServiceKey(key, [...here, index], context)),
  ];
}

function lintEgressRule({ egress }: Partial<Rule>, path: readonly PathPart[], context: LintContext): Fault[] {
  if (!egress) return [];
  return [
    ...lintRepeats(egress.data, [...path, 'egress', 'data']),
    ...(egress.deny ? lintDestinations(egress.deny, 'deny', [...path, 'egress', 'deny'], context) : []),
    ...(egress.allow ? lintDestinations(egress.allow, 'allow', [...path, 'egress', 'allow'], context) : []),
  ];
}

function lintAppRule({ app }: Partial<Rule>, path: readonly PathPart[]): Fault[] {
  const keyOf = (entry: AppEntry): string =>
    JSON.stringify([entry.package, entry.publisher, entry.signer?.replaceAll(':', '').toLowerCase()]);
  return [
    ...lintRepeats(app?.deny, [...path, 'app', 'deny'], keyOf),
    ...lintRepeats(app?.allowOnly, [...path, 'app', 'allowOnly'], keyOf),
    ...lintRepeats(app?.pin, [...path, 'app', 'pin'], (pin) => pin.package),
    ...[...(app?.deny ?? []).entries()].flatMap(([index, entry]) =>
      lintPackageAndPublisher(entry, [...path, 'app', 'deny', index]),
    ),
    ...[...(app?.allowOnly ?? []).entries()].flatMap(([index, entry]) =>
      lintPackageAndPublisher(entry, [...path, 'app', 'allowOnly', index]),
    ),
  ];
}

/** All fields of an entry must match: a package outside the publisher's prefix never does. */
function lintPackageAndPublisher(entry: AppEntry, path: readonly PathPart[]): Fault[] {
  if (entry.package === undefined || entry.publisher === undefined || entry.package.startsWith(entry.publisher))
    return [];
  return [
    {
      ...warningAt(path, `can never match: ${entry.package} does not begin with ${entry.publisher}`),
      severity: 'error',
    },
  ];
}

function lintOsRule({ os }: Partial<Rule>, path: readonly PathPart[], context: LintContext): Fault[] {
  const here = [...path, 'os', 'deny'];
  return [
    ...lintRepeats(os?.deny, here, (entry) => JSON.stringify(entry)),
    ...(os?.deny ?? []).flatMap((entry, index) =>
      entry.vendor === undefined ? [] : lintVendorKey(entry.vendor, [...here, index, 'vendor'], context),
    ),
  ];
}
