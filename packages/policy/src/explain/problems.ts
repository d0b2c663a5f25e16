import type { Catalogue } from '../catalogue/index.ts';
import { OVERFLOW } from '../evaluate/overflow.ts';
import { DataCategory } from '../facts.ts';
import { compareText } from '../language/fault.ts';
import type { FindingState, Instant } from '../types.ts';
import { countryIn, listOf, shortListOf } from './formats.ts';
import type { Language, Reader } from './languages/language.ts';
import { matchedValue, splitEgressSubject } from './names.ts';
import { appServiceName, operatorOf, operatorsName, plainServiceName } from './operators.ts';
import { ruleTypeRank, severityRank } from './order.ts';

/** What sentences are written with. */
export interface Telling {
  catalogue: Catalogue;
  language: Language;
  reader: Reader;
}

/** What is told in one sentence: one finding, or several of one kind. */
export interface Problem {
  sentence: string;
  /** Latest end of grace that holds for all of it; absent: it should be put right now. */
  dueAt?: Instant;
}

/** The findings in sentences: the most severe first, then by type of rule; independent of the order they come in. */
export function listProblems(findings: readonly FindingState[], telling: Telling): Problem[] {
  return [...groupFindings(findings, telling.catalogue)]
    .map(([key, members]) => ({ key, members, importance: importanceOf(members) }))
    .sort((left, right) => compareImportance(left.importance, right.importance) || compareText(left.key, right.key))
    .map(({ members }) => ({ sentence: describe(members, telling), dueAt: dueOf(members) }));
}

function groupFindings(findings: readonly FindingState[], catalogue: Catalogue): Map<string, FindingState[]> {
  const groups = new Map<string, FindingState[]>();
  for (const finding of findings) {
    const key = groupOf(finding, catalogue);
    const members = groups.get(key);
    if (members) members.push(finding);
    else groups.set(key, [finding]);
  }
  return groups;
}

/** Findings of one group are told in one sentence. What a device wrote shows in no sentence, so it may differ within one. */
function groupOf(finding: FindingState, catalogue: Catalogue): string {
  const { ruleType, subject } = finding;
  if (subject === OVERFLOW) return OVERFLOW;
  switch (ruleType) {
    case 'vendor':
      return `vendor ${catalogue.vendors.has(subject) ? subject : ''}`;
    case 'service':
      return isActive(finding) ? 'service active' : 'service installed';
    case 'egress':
      return `egress ${operatorOf(finding, catalogue)?.vendor ?? ''} ${countryOf(finding) ?? ''}`;
    case 'app':
      return appServiceName(subject, catalogue) === undefined ? 'app unknown' : 'app known';
    case 'os':
    case 'posture':
      return `${ruleType} ${subject}`;
    default:
      return ruleType;
  }
}

type Importance = readonly number[];

/** That there is more comes after all that is told. */
function importanceOf(members: readonly FindingState[]): Importance {
  const severity = Math.max(...members.map((finding) => severityRank(finding.severity)));
  const [first] = members;
  return [Number(first?.subject === OVERFLOW), -severity, first ? ruleTypeRank(first.ruleType) : 0];
}

function compareImportance(left: Importance, right: Importance): number {
  return left.map((value, index) => value - (right[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

function dueOf(members: readonly FindingState[]): Instant | undefined {
  const dues = members.map(({ status, dueAt }) => (status === 'in-grace' ? dueAt : undefined));
  return dues.reduce((earliest, due) =>
    earliest === undefined || due === undefined ? undefined : Math.min(earliest, due),
  );
}

function describe(members: readonly FindingState[], telling: Telling): string {
  const { catalogue, language } = telling;
  const { problems } = language;
  const [first] = members;
  if (first === undefined || first.subject === OVERFLOW) return problems.more;
  switch (first.ruleType) {
    case 'vendor':
      return problems.vendor(catalogue.vendors.get(first.subject)?.name);
    case 'service':
      return describeServices(members, telling);
    case 'egress':
      return describeEgress(members, telling);
    case 'app':
      return describeApps(members, telling);
    case 'os':
      return wordFor(first.subject, problems.os);
    case 'posture':
      return wordFor(first.subject, problems.posture);
    case 'freshness':
      return problems.freshness;
    case 'identity':
      return problems.identity;
  }
}

/** A subject may be any text: only a word's own key names it. */
function wordFor<T extends { other: string }>(subject: string, words: T): string {
  return Object.hasOwn(words, subject) ? String(words[subject as keyof T]) : words.other;
}

function isActive(finding: FindingState): boolean {
  return matchedValue(finding, 'state') !== 'present';
}

function describeServices(members: readonly FindingState[], { catalogue, language }: Telling): string {
  const names = distinctSorted(members.map(({ subject }) => plainServiceName(subject, catalogue)));
  const [first] = members;
  const active = first === undefined || isActive(first);
  return language.problems.services(shortListOf(names, language), names.length, active);
}

function describeApps(members: readonly FindingState[], { catalogue, language }: Telling): string {
  const names = distinctSorted(members.map(({ subject }) => appServiceName(subject, catalogue)));
  const count = new Set(members.map(({ subject }) => subject)).size;
  return language.problems.apps(shortListOf(names, language), count);
}

function countryOf({ evidence }: FindingState): string | undefined {
  return evidence[0]?.place?.country;
}

function describeEgress(members: readonly FindingState[], { catalogue, language, reader }: Telling): string {
  const { problems } = language;
  const operators = members.flatMap((finding) => operatorOf(finding, catalogue) ?? []);
  const [code] = members.flatMap((finding) => countryOf(finding) ?? []);
  const country = code === undefined ? undefined : countryIn(code, language);
  const sent = new Set(members.map(({ subject }) => splitEgressSubject(subject).category));
  // Whole sets of categories are few enough to be listed; "other" alone says no more than "data".
  const known = DataCategory.options.filter((category) => sent.has(category));
  const data = known.every((category) => category === 'other')
    ? undefined
    : listOf(
        known.map((category) => problems.data[category]),
        language,
      );
  return problems.egress({
    reader,
    data,
    operator: operatorsName(operators, catalogue, language),
    place: country === undefined || code === undefined ? undefined : problems.place(country, code),
  });
}

function distinctSorted(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.filter((name) => name !== undefined))].sort(compareText);
}
