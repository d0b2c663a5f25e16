import type { Judge } from '../../compile/compiled.ts';
import type { AppFacts } from '../../facts.ts';
import type { AppEntry, AppRule } from '../../language/rules/app.ts';
import { normaliseDigest } from '../../matching/digest.ts';
import { appOf } from '../observed.ts';
import { createFailures, draftEvidence, missingSection, type Undecided } from '../outcome.ts';
import { sectionGap } from '../section.ts';
import { appsOfInterest, pointerTo } from '../view.ts';
import { type AppMatcher, createAppMatcher } from './app-matcher.ts';

type Answer = { fails: EvidenceOf[] } | { gap: 'value-missing' | 'not-comparable' } | undefined;
interface EvidenceOf {
  expected: unknown;
  matched: { condition: string; value: string }[];
}

/** Compiles an app rule. Subjects: package names. */
export function compileApp(rule: AppRule, inForceSince: number): Judge {
  const needs = { inForceSince, isAllow: rule.allowOnly !== undefined };
  const judgeApp = rule.allowOnly ? allowOnlyJudge(rule.allowOnly) : denyJudge(rule);
  // A signer may be anyone's, and an allow list is about everyone; the rest only about names that are listed.
  const concernsEveryApp = rule.allowOnly !== undefined || (rule.deny ?? []).some(isSignerOnly);
  return (view) => {
    const gap = sectionGap(view, 'apps', needs);
    if (gap || !view.apps) return missingSection('apps', gap);
    const failures = createFailures();
    const undecided: Undecided[] = [];
    const judgeAt = (app: AppFacts, index: number): void => {
      const answer = judgeApp(app);
      if (answer === undefined) return;
      const pointer = pointerTo(view, 'apps', index);
      if ('gap' in answer) undecided.push({ reason: answer.gap, section: 'apps', pointer, subjects: [app.package] });
      else {
        for (const { expected, matched } of answer.fails) {
          failures.add(app.package, draftEvidence(pointer, appOf(app), expected, matched));
        }
      }
    };
    if (concernsEveryApp) view.apps.forEach(judgeAt);
    else for (const index of appsOfInterest(view)) judgeAt(view.apps[index] as AppFacts, index);
    return { failures: failures.list(), undecided };
  };
}

function isSignerOnly(entry: AppEntry): boolean {
  return entry.package === undefined && entry.publisher === undefined;
}

function denyJudge(rule: AppRule): (app: AppFacts) => Answer {
  const matcher = createAppMatcher(rule.deny ?? []);
  const pins = new Map((rule.pin ?? []).map((pin) => [pin.package, pin.signers]));
  return (app) => {
    const fails: EvidenceOf[] = [];
    const match = matcher.match(app);
    if (match.entry) fails.push({ expected: { deny: [match.entry] }, matched: conditionsOf(match.entry, app) });
    const pinned = pins.get(app.package);
    const pin = pinned === undefined ? undefined : judgePin(app, pinned);
    if (pin && 'fails' in pin) fails.push(...pin.fails);
    if (fails.length > 0) return { fails };
    return match.gap ? { gap: match.gap } : pin;
  };
}

/** A pinned app must carry signers, and none but the pinned ones. */
function judgePin(app: AppFacts, pinned: readonly string[]): Answer {
  if (app.signers === undefined) return { gap: 'value-missing' };
  const allowed = new Set(pinned.map((digest) => normaliseDigest(digest)));
  const strangers = app.signers.filter((signer) => !allowed.has(normaliseDigest(signer) ?? ''));
  if (app.signers.length > 0 && strangers.length === 0) return undefined;
  const expected = { pin: [{ package: app.package, signers: pinned.slice(0, 16) }] };
  return {
    fails: [
      {
        expected,
        matched: [
          { condition: 'package', value: app.package },
          ...strangers.map((value) => ({ condition: 'signer', value })),
        ],
      },
    ],
  };
}

function allowOnlyJudge(entries: readonly AppEntry[]): (app: AppFacts) => Answer {
  const matcher: AppMatcher = createAppMatcher(entries);
  const expected = { allowOnly: entries.slice(0, 16) };
  return (app) => {
    const match = matcher.match(app);
    if (match.entry) return undefined;
    if (match.gap) return { gap: match.gap };
    return { fails: [{ expected, matched: [{ condition: 'package', value: app.package }] }] };
  };
}

function conditionsOf(entry: AppEntry, app: AppFacts): { condition: string; value: string }[] {
  const conditions: { condition: string; value: string }[] = [];
  if (entry.package !== undefined) conditions.push({ condition: 'package', value: app.package });
  if (entry.publisher !== undefined) conditions.push({ condition: 'publisher', value: entry.publisher });
  if (entry.signer !== undefined) conditions.push({ condition: 'signer', value: entry.signer });
  return conditions;
}
