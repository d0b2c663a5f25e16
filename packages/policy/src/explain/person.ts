import type { Catalogue } from '../catalogue/index.ts';
import { OVERFLOW } from '../evaluate/overflow.ts';
import { compareText } from '../language/fault.ts';
import type { FindingState } from '../types.ts';
import { adviceOf, adviceText, listActions } from './actions.ts';
import { formatInstant } from './formats.ts';
import { languageFor } from './languages/all.ts';
import type { Reader } from './languages/language.ts';
import { listProblems, type Problem } from './problems.ts';

/** What whoever holds a device is told of it, in plain words of the catalogue and our own. */
export interface PersonalExplanation {
  /** What is wrong, a sentence or two each, the most severe first. Empty: nothing is to be told. */
  problems: string[];
  /** What to do, the most important first; besides built-in advice, texts by the authors of policies. */
  actions: string[];
  /** By when, if everything has time. Where only some has, the problems say it. */
  deadline?: string;
  /** Packages of apps that must not be there, at most 20. Text from the device: hostile, for `<code>` on a page alone. */
  apps: string[];
}

/** Most packages that are named. */
const MAX_APPS = 20;

/**
 * What a person is told of one device: sentences that belong together are one, advice is given once and does not
 * contradict itself. Waived findings and those of severity `info` call for nothing and are left out.
 *
 * @param findings all of one device, in any order
 * @param locale BCP 47; `hi-IN` is Hindi, anything unknown English
 * @param reader whether it is told to the device's holder, or to somebody who answers for the holder
 */
export function explainForPerson(
  findings: readonly FindingState[],
  catalogue: Catalogue,
  locale: string,
  reader: Reader = 'holder',
): PersonalExplanation {
  const told = findings.filter(({ status, severity }) => isUnsettled(status) && severity !== 'info');
  const problems = listProblems(told, { catalogue, language: languageFor(locale), reader });
  const apps = told.filter(({ ruleType, subject }) => ruleType === 'app' && subject !== OVERFLOW);
  return {
    ...tellTime(problems, locale),
    actions: listActions(told, locale),
    apps: [...new Set(apps.map(({ subject }) => subject))].sort(compareText).slice(0, MAX_APPS),
  };
}

function isUnsettled(status: FindingState['status']): boolean {
  return status === 'open' || status === 'in-grace';
}

function tellTime(problems: readonly Problem[], locale: string): Pick<PersonalExplanation, 'problems' | 'deadline'> {
  const { common } = languageFor(locale);
  const dues = problems.flatMap(({ dueAt }) => dueAt ?? []);
  if (dues.length === problems.length && dues.length > 0)
    return {
      problems: problems.map(({ sentence }) => sentence),
      deadline: common.doneBy(formatInstant(Math.min(...dues), locale)),
    };
  return {
    problems: problems.map(({ sentence, dueAt }) =>
      dueAt === undefined ? sentence : `${sentence} ${common.tolerated(formatInstant(dueAt, locale))}`,
    ),
  };
}

/** One finding alone: what is wrong, and what to do. */
export function explainOneForPerson(
  finding: FindingState,
  catalogue: Catalogue,
  locale: string,
): { problem: string; action: string } {
  const [problem] = listProblems([finding], { catalogue, language: languageFor(locale), reader: 'holder' });
  return { problem: problem?.sentence ?? '', action: adviceText(adviceOf(finding), locale) };
}
