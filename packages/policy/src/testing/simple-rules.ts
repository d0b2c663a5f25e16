import type { Catalogue, CatalogueVendor } from '../catalogue/schema.ts';
import type { AppFacts, ConnectionFacts, DeviceFacts, ReportFacts } from '../facts.ts';
import type { Rule } from '../language/rule.ts';
import type { AppEntry } from '../language/rules/app.ts';
import type { Destinations } from '../language/rules/egress.ts';
import type { Place } from '../types.ts';
import { isInside, isLike, isPrivate, isUnder, octets, orderOf, simpleHost, simpleName } from './simple-matching.ts';

/** What one rule says of one report: the subjects that fail, and what could not be said, about which subjects. */
export interface SimpleOutcome {
  failing: Set<string>;
  gaps: { reason: string; subjects: string[] | 'all' }[];
}

export interface SimpleWorld {
  catalogue: Catalogue;
  places: Readonly<Record<string, Place>>;
  now: number;
}

type Ternary = 'yes' | 'no' | { gap: string };

/** Judges a rule of any type but freshness, by looking at everything. */
export function simpleJudge(rule: Rule, facts: ReportFacts, world: SimpleWorld): SimpleOutcome {
  const outcome: SimpleOutcome = { failing: new Set(), gaps: [] };
  if (rule.vendor) judgeVendor(rule.vendor.deny, facts.device, world, outcome);
  if (rule.service) judgeService(rule.service, facts, world, outcome);
  if (rule.egress) judgeEgress(rule.egress, facts, world, outcome);
  if (rule.app) judgeApp(rule.app, facts, outcome);
  if (rule.os) judgeOs(rule.os, facts.device, world, outcome);
  if (rule.posture) judgePosture(rule.posture, facts, outcome);
  return outcome;
}

function isMadeBy(device: DeviceFacts, key: string, { catalogue }: SimpleWorld): boolean {
  const vendor = catalogue.vendors.get(key);
  if (!vendor) return false;
  const plain = (text: string): string => text.toLowerCase().replaceAll(/\b(inc|ltd|corporation)\b|[^a-z0-9]/g, '');
  const makers = [device.manufacturer, device.brand ?? '']
    .map(plain)
    .filter((maker) => !['', 'unknown'].includes(maker));
  const isNamed = ({ name, brands, legalNames }: CatalogueVendor): boolean =>
    [name, ...brands, ...legalNames].some((text) => makers.includes(plain(text)));
  const isStranger = makers.length > 0 && ![...catalogue.vendors.values()].some(isNamed);
  return (
    isNamed(vendor) ||
    vendor.models.some((model) => isLike(device.model, model)) ||
    (!isStranger && vendor.products.some((product) => isLike(device.product ?? '', product)))
  );
}

function judgeVendor(
  deny: NonNullable<Rule['vendor']>['deny'],
  device: DeviceFacts,
  world: SimpleWorld,
  outcome: SimpleOutcome,
): void {
  for (const entry of deny) {
    if (typeof entry === 'string') {
      if (isMadeBy(device, entry, world)) outcome.failing.add(entry);
      continue;
    }
    const fields = Object.entries(entry) as ['brand' | 'model' | 'product', string][];
    const subject = (['brand', 'model', 'product'] as const)
      .filter((field) => entry[field])
      .map((field) => `${field}=${entry[field]}`)
      .join(',');
    if (fields.some(([field, glob]) => device[field] !== undefined && !isLike(device[field] ?? '', glob))) continue;
    if (fields.some(([field]) => device[field] === undefined))
      outcome.gaps.push({ reason: 'value-missing', subjects: [subject] });
    else outcome.failing.add(subject);
  }
}

const STATES = ['present', 'enabled', 'in-use'];

function judgeService(
  { deny, when = 'enabled' }: NonNullable<Rule['service']>,
  facts: ReportFacts,
  { catalogue }: SimpleWorld,
  outcome: SimpleOutcome,
): void {
  for (const key of deny) {
    const service = catalogue.services.get(key);
    if (!service) continue;
    const states = [
      ...(facts.services ?? [])
        .filter((entry) => entry.service === key || service.accountTypes.some((type) => type === entry.accountType))
        .map((entry) => entry.state as string),
      ...(facts.apps ?? [])
        .filter((app) =>
          service.packages.some((name) => (name.endsWith('.') ? app.package.startsWith(name) : app.package === name)),
        )
        .map(() => 'present'),
      ...(facts.connections ?? [])
        .filter(({ host }) => service.domains.some((domain) => isUnder(simpleHost(host) ?? '', domain)))
        .map(() => 'in-use'),
    ];
    if (states.some((state) => STATES.indexOf(state) >= STATES.indexOf(when))) outcome.failing.add(key);
    else if (
      !facts.services ||
      (!facts.apps && when === 'present' && service.packages.length > 0) ||
      (!facts.connections && service.domains.length > 0)
    ) {
      outcome.gaps.push({ reason: 'section-missing', subjects: [key] });
    }
  }
}

function judgeEgress(
  rule: NonNullable<Rule['egress']>,
  facts: ReportFacts,
  world: SimpleWorld,
  outcome: SimpleOutcome,
): void {
  if (!facts.connections) {
    outcome.gaps.push({ reason: 'section-missing', subjects: 'all' });
    return;
  }
  for (const connection of facts.connections) {
    const bad = rule.deny ? isDenied(connection, rule.deny, world) : isNotAllowed(connection, rule.allow ?? {}, world);
    const categories: string[] = rule.data ?? ['any'];
    const sent = rule.data
      ? connection.data && rule.data.filter((category) => connection.data?.includes(category))
      : ['any'];
    const name = nameOf(connection, rule.deny ?? rule.allow ?? {}, world);
    const subjects = (sent ?? categories).map((category) => `${name}:${category}`);
    if (bad === 'no' || subjects.length === 0) continue;
    if (typeof bad === 'object') outcome.gaps.push({ reason: bad.gap, subjects });
    else if (sent === undefined) outcome.gaps.push({ reason: 'value-missing', subjects });
    else for (const subject of subjects) outcome.failing.add(subject);
  }
}

function addressOf({ ip, host }: ConnectionFacts): string | undefined {
  return ip ?? (host !== undefined && octets(host) ? host : undefined);
}

function nameOf(connection: ConnectionFacts, places: Destinations, { catalogue }: SimpleWorld): string {
  const host = simpleHost(connection.host);
  const domains = [...catalogue.vendors.values(), ...catalogue.services.values()].flatMap((entry) => entry.domains);
  if (host) return simpleName(host, [...domains, ...(places.domains ?? [])]);
  const ip = octets(addressOf(connection) ?? '');
  return ip ? `${ip.slice(0, 3).join('.')}.0/24` : 'unnamed';
}

/** One kind of destination: does the connection match it, or why can that not be said? */
function matches(
  kind: keyof Destinations,
  places: Destinations,
  connection: ConnectionFacts,
  { catalogue, places: known }: SimpleWorld,
): Ternary {
  const host = simpleHost(connection.host);
  const ip = addressOf(connection);
  if (kind === 'countries' || kind === 'networks' || kind === 'asns') {
    if (ip === undefined) return { gap: 'address-missing' };
    if (kind === 'networks') return places.networks?.some((cidr) => isInside(ip, cidr)) ? 'yes' : 'no';
    const place = known[ip];
    const value = kind === 'countries' ? place?.country : place?.asn;
    if (value === undefined) return { gap: 'address-unknown' };
    return (places[kind] as (string | number)[]).includes(value) ? 'yes' : 'no';
  }
  if (host === undefined) return { gap: 'value-missing' };
  if (kind === 'domains') return places.domains?.some((domain) => isUnder(host, domain)) ? 'yes' : 'no';
  const services = [...catalogue.services.values()].filter((service) =>
    service.domains.some((domain) => isUnder(host, domain)),
  );
  const vendors = [...catalogue.vendors.values()].filter((vendor) =>
    vendor.domains.some((domain) => isUnder(host, domain)),
  );
  if (kind === 'vendors')
    return [...vendors.map(({ key }) => key), ...services.map(({ vendor }) => vendor)].some((key) =>
      places.vendors?.includes(key),
    )
      ? 'yes'
      : 'no';
  const seat = services[0]?.seat ?? vendors[0]?.seat;
  if (seat === undefined) return { gap: 'operator-unknown' };
  return places.jurisdictions?.includes(seat) ? 'yes' : 'no';
}

const ORDER = ['countries', 'networks', 'asns', 'jurisdictions', 'vendors', 'domains'] as const;
const PLACES = ['countries', 'networks', 'asns'];

function isDenied(connection: ConnectionFacts, places: Destinations, world: SimpleWorld): Ternary {
  const special = isPrivate(addressOf(connection) ?? '');
  const kinds = ORDER.filter((kind) => places[kind] && !(special && PLACES.includes(kind)));
  const answers = kinds.map((kind) => matches(kind, places, connection, world));
  if (answers.includes('yes')) return 'yes';
  if (special) return 'no';
  return answers.find((answer) => typeof answer === 'object' && answer.gap !== 'operator-unknown') ?? 'no';
}

function isNotAllowed(connection: ConnectionFacts, places: Destinations, world: SimpleWorld): Ternary {
  const kinds = ORDER.filter((kind) => places[kind]);
  if (isPrivate(addressOf(connection) ?? '') && kinds.some((kind) => PLACES.includes(kind))) return 'no';
  const answers = kinds.map((kind) => matches(kind, places, connection, world));
  if (answers.includes('yes')) return 'no';
  return answers.find((answer) => typeof answer === 'object') ?? 'yes';
}

const plainDigest = (text: string): string | undefined => {
  const digits = text.toLowerCase().replace('sha256:', '').replaceAll(':', '');
  return /^[0-9a-f]{64}$/.test(digits) ? digits : undefined;
};

function entryMatches(app: AppFacts, entry: AppEntry): Ternary {
  if (entry.package !== undefined && entry.package !== app.package) return 'no';
  if (entry.publisher !== undefined && !app.package.startsWith(entry.publisher)) return 'no';
  if (entry.signer === undefined) return 'yes';
  if (!app.signers) return { gap: 'value-missing' };
  const own = app.signers.map(plainDigest);
  if (own.includes(plainDigest(entry.signer))) return 'yes';
  return own.includes(undefined) ? { gap: 'not-comparable' } : 'no';
}

function judgeApp(rule: NonNullable<Rule['app']>, facts: ReportFacts, outcome: SimpleOutcome): void {
  if (!facts.apps) {
    outcome.gaps.push({ reason: 'section-missing', subjects: 'all' });
    return;
  }
  for (const app of facts.apps) {
    const listed = (rule.allowOnly ?? rule.deny ?? []).map((entry) => entryMatches(app, entry));
    const pins = (rule.pin ?? [])
      .filter((pin) => pin.package === app.package)
      .map((pin): Ternary => {
        if (!app.signers) return { gap: 'value-missing' };
        const allowed = pin.signers.map(plainDigest);
        return app.signers.length > 0 &&
          app.signers.every((signer) => plainDigest(signer) !== undefined && allowed.includes(plainDigest(signer)))
          ? 'no'
          : 'yes';
      });
    const gap = [...listed, ...pins].find((answer) => typeof answer === 'object') as { gap: string } | undefined;
    const isBad = rule.allowOnly ? !listed.includes('yes') && !gap : [...listed, ...pins].includes('yes');
    if (isBad) outcome.failing.add(app.package);
    else if (gap && !(rule.allowOnly && listed.includes('yes')))
      outcome.gaps.push({ reason: gap.gap, subjects: [app.package] });
  }
}

const DAY_MS = 86_400_000;

function judgeOs(
  rule: NonNullable<Rule['os']>,
  device: DeviceFacts,
  { now }: SimpleWorld,
  outcome: SimpleOutcome,
): void {
  const least = rule.minimum?.[device.os.name.toLowerCase()];
  if (least !== undefined) {
    const order = orderOf(device.os.version, least);
    if (order === undefined) outcome.gaps.push({ reason: 'not-comparable', subjects: ['minimum-version'] });
    else if (order < 0) outcome.failing.add('minimum-version');
  }
  if (rule.maxPatchAge !== undefined) {
    const days = Number(rule.maxPatchAge.slice(1, -1));
    if (!device.os.securityPatch) outcome.gaps.push({ reason: 'value-missing', subjects: ['patch-age'] });
    else if (Math.floor((now - Date.parse(device.os.securityPatch)) / DAY_MS) > days) outcome.failing.add('patch-age');
  }
  for (const entry of rule.deny ?? []) {
    const [operator = '=', operand = ''] = (entry.version ?? '').split(' ');
    const order = orderOf(device.os.version, operand);
    if (entry.platform !== undefined && entry.platform !== device.os.name.toLowerCase()) continue;
    if (order === undefined) outcome.gaps.push({ reason: 'not-comparable', subjects: ['denied-system'] });
    else if (operator === '<' ? order < 0 : order >= 0) outcome.failing.add('denied-system');
  }
}

function judgePosture(rule: NonNullable<Rule['posture']>, { posture }: ReportFacts, outcome: SimpleOutcome): void {
  if (!posture) {
    outcome.gaps.push({ reason: 'section-missing', subjects: 'all' });
    return;
  }
  for (const [keys, wanted] of [
    [rule.require ?? [], true],
    [rule.forbid ?? [], false],
  ] as const) {
    for (const key of keys) {
      if (posture[key] === undefined) outcome.gaps.push({ reason: 'value-missing', subjects: [key] });
      else if (posture[key] !== wanted) outcome.failing.add(key);
    }
  }
}
