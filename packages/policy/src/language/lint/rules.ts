import { ADVICE_KEYS } from '../../advice.ts';
import { globMatcher } from '../../matching/glob.ts';
import { errorAt, type Fault, type PathPart, shorten, warningAt } from '../fault.ts';
import type { AppEntry } from '../rules/app.ts';
import type { HardwarePattern } from '../rules/vendor.ts';
import type { LintContext, Located, SoundRule } from './context.ts';
import { coversAmong, publishersAround, tellCovered } from './covers.ts';
import { lintDestinations } from './destinations.ts';
import { lintRepeats, lintServiceKey, lintVendorKey } from './keys.ts';
import type { Sound } from './sound-parts.ts';

/** Faults of one rule's meaning: keys that the catalogue does not have, repeats, destinations that are none, rules that cannot fail. */
export function lintRule({ path, value: rule }: Located<SoundRule>, context: LintContext): Fault[] {
  return [
    ...lintVendorRule(rule, path, context),
    ...lintServiceRule(rule, path, context),
    ...lintEgressRule(rule, path, context),
    ...lintAppRule(rule, path, context),
    ...lintOsRule(rule, path, context),
    ...lintRepeats(rule.posture?.require, [...path, 'posture', 'require'], context),
    ...lintRepeats(rule.posture?.forbid, [...path, 'posture', 'forbid'], context),
    ...lintRepeats(rule.evidence, [...path, 'evidence'], context),
    ...lintAdvice(rule, path, context),
  ];
}

/** An advice that looks like a key and is none would be shown to people as it stands. */
function lintAdvice({ advice }: SoundRule, path: readonly PathPart[], { hints }: LintContext): Fault[] {
  if (advice === undefined || !/^[a-z]+(-[a-z]+)+$/.test(advice) || ADVICE_KEYS.includes(advice)) return [];
  return [warningAt([...path, 'advice'], `is no key of the built-in advice${hints.at(advice, ADVICE_KEYS)}`)];
}

function lintVendorRule({ vendor }: SoundRule, path: readonly PathPart[], context: LintContext): Fault[] {
  const here = [...path, 'vendor', 'deny'];
  return [
    ...lintRepeats(vendor?.deny, here, context, (entry) => JSON.stringify(entry)),
    ...(vendor?.deny ?? []).flatMap((entry, index) => {
      if (typeof entry === 'string') return lintVendorKey(entry, [...here, index], context);
      return lintPattern(entry, [...here, index], context);
    }),
  ];
}

/** Hardware may be of makers that the catalogue does not know; a brand that is nearly one of its own is a slip. */
function lintPattern(
  entry: Sound<HardwarePattern>,
  path: readonly PathPart[],
  { catalogue, hints, isWhole }: LintContext,
): Fault[] {
  const isAnything = isWhole(entry) && Object.values(entry).every((pattern) => /^\*+$/.test(pattern));
  if (isAnything) return [warningAt(path, 'matches every device')];
  const { brand } = entry;
  if (brand === undefined || brand.replaceAll('*', '').length < 3) return [];
  const brands = [...catalogue.vendors.values()].flatMap((vendor) => [vendor.name, ...vendor.brands]);
  const matches = globMatcher(brand.toLowerCase());
  if (brands.some((known) => matches(known.toLowerCase()))) return [];
  const hint = hints.at(brand.replaceAll('*', ''), brands);
  return hint === ''
    ? []
    : [warningAt([...path, 'brand'], `"${shorten(brand)}" matches no brand of the catalogue${hint}`)];
}

function lintServiceRule({ service }: SoundRule, path: readonly PathPart[], context: LintContext): Fault[] {
  const here = [...path, 'service', 'deny'];
  return [
    ...lintRepeats(service?.deny, here, context),
    ...(service?.deny ?? []).flatMap((key, index) => lintServiceKey(key, [...here, index], context)),
  ];
}

function lintEgressRule({ egress }: SoundRule, path: readonly PathPart[], context: LintContext): Fault[] {
  if (!egress) return [];
  return [
    ...lintRepeats(egress.data, [...path, 'egress', 'data'], context),
    ...(egress.deny ? lintDestinations(egress.deny, 'deny', [...path, 'egress', 'deny'], context) : []),
    ...(egress.allow ? lintDestinations(egress.allow, 'allow', [...path, 'egress', 'allow'], context) : []),
  ];
}

function lintAppRule({ app }: SoundRule, path: readonly PathPart[], context: LintContext): Fault[] {
  const lists = { deny: app?.deny, allowOnly: app?.allowOnly };
  return [
    ...Object.entries(lists).flatMap(([kind, list]) => [
      ...lintRepeats(list, [...path, 'app', kind], context, keyOfApp),
      ...lintCoveredApps(list ?? [], [...path, 'app', kind], context),
      ...(list ?? []).flatMap((entry, index) => lintPackageAndPublisher(entry, [...path, 'app', kind, index])),
    ]),
    ...lintRepeats(app?.pin, [...path, 'app', 'pin'], context, (pin) => String(pin.package)),
  ];
}

/** Apps of a publisher that the list has as a whole. Entries with signers say more than the prefix alone. */
function lintCoveredApps(
  list: readonly Sound<AppEntry>[],
  path: readonly PathPart[],
  { isWhole }: LintContext,
): Fault[] {
  const names = list.map((entry) =>
    isWhole(entry) && entry.signer === undefined && (entry.package === undefined || entry.publisher === undefined)
      ? (entry.package ?? entry.publisher ?? '')
      : '',
  );
  const around = (name: string): string[] =>
    name === '' ? [] : [name, ...publishersAround(name).filter((prefix) => prefix !== name)];
  return tellCovered(coversAmong(names, around), path);
}

function keyOfApp(entry: Sound<AppEntry>): string {
  return JSON.stringify([entry.package, entry.publisher, entry.signer?.replaceAll(':', '').toLowerCase()]);
}

/** All fields of an entry must match: a package outside the publisher's prefix never does. */
function lintPackageAndPublisher(entry: Sound<AppEntry>, path: readonly PathPart[]): Fault[] {
  if (entry.package === undefined || entry.publisher === undefined || entry.package.startsWith(entry.publisher))
    return [];
  return [errorAt(path, `can never match: ${shorten(entry.package)} does not begin with ${shorten(entry.publisher)}`)];
}

function lintOsRule({ os }: SoundRule, path: readonly PathPart[], context: LintContext): Fault[] {
  const here = [...path, 'os', 'deny'];
  return [
    ...lintRepeats(os?.deny, here, context, (entry) => JSON.stringify(entry)),
    ...(os?.deny ?? []).flatMap((entry, index) =>
      entry.vendor === undefined ? [] : lintVendorKey(entry.vendor, [...here, index, 'vendor'], context),
    ),
  ];
}
