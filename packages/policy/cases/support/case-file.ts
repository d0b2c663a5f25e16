import { readdirSync, readFileSync } from 'node:fs';
import { baseCatalogue } from '../../src/catalogue/index.ts';
import type { Catalogue } from '../../src/catalogue/schema.ts';
import type { PolicyDocument, ReportFacts } from '../../src/index.ts';
import type { DeviceContext, EvaluationContext, Place, WaiverInput } from '../../src/types.ts';

type Rules = PolicyDocument['spec']['rules'];

/** A policy as cases write it: see README.md. */
export interface CasePolicy {
  name: string;
  version?: number;
  inForceSince?: string;
  ruleInForceSince?: Record<string, string>;
  appliesTo?: PolicyDocument['spec']['appliesTo'];
  rules: Rules;
  remediations?: PolicyDocument['spec']['remediations'];
  evidence?: PolicyDocument['spec']['evidence'];
}

export interface CaseExpectation {
  verdict?: string;
  findings?: Record<string, string | Record<string, unknown>>;
  notEvaluated?: string[];
  changes?: string[];
  reasons?: string[];
  nextChangeAt?: string | null;
  remediationsToReview?: string[];
  waiversToReview?: string[];
}

export interface CaseSetting {
  rules?: Rules;
  policies?: CasePolicy[];
  places?: Record<string, Place>;
  device?: Partial<Omit<DeviceContext, 'enrolledAt' | 'scopeChangedAt'>> & {
    enrolledAt?: string;
    scopeChangedAt?: string;
  };
  waivers?: (Omit<WaiverInput, 'from' | 'until' | 'ruleHash'> & { from: string; until: string; ruleHash?: string })[];
  context?: Partial<Pick<EvaluationContext, 'hasAsnDatabase' | 'placeDatabaseDate' | 'epoch'>> &
    Record<string, unknown>;
}

export interface CaseStep extends CaseSetting {
  at: string;
  mode?: 'new' | 'rejudge';
  receivedAt?: string;
  validAt?: string;
  report?: Omit<Partial<ReportFacts>, 'device'> & { device?: Partial<ReportFacts['device']> };
  reduced?: Record<string, number>;
  sequenceConflicts?: string[];
  allocation?: Record<string, string>;
  late?: boolean;
  confirm?: string;
  expect: CaseExpectation;
}

export interface EvaluationCase extends CaseSetting {
  about: string;
  catalogue?: 'base';
  steps: CaseStep[];
}

export interface ExpectedFault {
  pointer: string;
  line?: number;
  column?: number;
  severity?: string;
  message?: string;
}

export interface ReadingCase {
  about: string;
  catalogue?: 'base';
  yaml?: string | string[];
  json?: string | string[];
  document?: unknown;
  hasAsnDatabase?: boolean;
  faults: ExpectedFault[];
  hash?: string;
}

const FOLDER = new URL('../', import.meta.url);

/** All cases by file name without its ending, in order. */
export function loadCases(): { name: string; content: EvaluationCase | ReadingCase }[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ name: file.slice(0, -5), content: JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) }));
}

export function isEvaluationCase(content: EvaluationCase | ReadingCase): content is EvaluationCase {
  return 'steps' in content;
}

let caseCatalogue: Catalogue | undefined;

/** The made-up catalogue of the cases, or the built-in one. */
export function catalogueOf(kind: 'base' | undefined): Catalogue {
  if (kind === 'base') return baseCatalogue();
  caseCatalogue ??= readCatalogue();
  return caseCatalogue;
}

function readCatalogue(): Catalogue {
  const raw = JSON.parse(readFileSync(new URL('support/catalogue.json', FOLDER), 'utf8')) as {
    version: string;
    vendors: [];
    services: [];
  };
  const byKey = <T extends { key: string }>(list: T[]): Map<string, T> =>
    new Map(list.map((entry) => [entry.key, entry]));
  return { version: raw.version, vendors: byKey(raw.vendors), services: byKey(raw.services) };
}
