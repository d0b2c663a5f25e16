import type { FormFactor, ReportFacts, ReportSection } from './facts.ts';
import type { PolicyDocument } from './language/document.ts';

/**
 * What goes into an evaluation and what comes out. Everything here is plain data that survives JSON,
 * apart from the one function that resolves an address (`placeOf`): the core does no I/O and has no clock.
 */

/** Milliseconds since 1970-01-01T00:00:00Z. */
export type Instant = number;

export type Severity = 'info' | 'low' | 'medium' | 'high' | 'critical';
export type Ownership = 'issued' | 'personal' | 'dependant';
export type Verdict = 'non-compliant' | 'stale' | 'unknown' | 'in-grace' | 'waived' | 'compliant';
export type FindingStatus = 'open' | 'in-grace' | 'waived' | 'resolved';
export type RuleType = 'vendor' | 'service' | 'egress' | 'app' | 'os' | 'posture' | 'freshness' | 'identity';

/** One published policy version, as the compiler takes it. */
export interface PolicyInput {
  name: string;
  version: number;
  /** Lower-case hex SHA-256 over the RFC 8785 canonical JSON of `document`. */
  hash: string;
  document: PolicyDocument;
  /** When this version came into force. */
  inForceSince: Instant;
  /** Rules that stand unchanged since an earlier version: when they came into force. Absent: `inForceSince`. */
  ruleInForceSince?: Readonly<Record<string, Instant>>;
}

/** Where an address is, by the IP database. Private and special-purpose ranges are `special`. */
export interface Place {
  /** ISO 3166-1 alpha-2, upper case; absent: the database does not know the address. */
  country?: string;
  /** Autonomous system number; absent: unknown, or no such database. */
  asn?: number;
  special?: boolean;
}

/** Resolves an IPv4, IPv6 or v4-mapped IPv6 address in text form. Total: never throws. */
export type PlaceOf = (ip: string) => Place;

/** The device as the server knows it, apart from its reports. */
export interface DeviceContext {
  id: string;
  /** Keys of the device's unit and of every unit above it. */
  unitKeys: readonly string[];
  groups: readonly string[];
  ownership: Ownership;
  enrolledAt: Instant;
  /** Form factor and operating system as enrolled, used until a report tells them. Unknown ones exclude it from no policy. */
  formFactor?: FormFactor;
  platform?: string;
  /** When its unit, ownership or groups last changed; absent: never. A finding that only the new scope makes starts there. */
  scopeChangedAt?: Instant;
}

/** A report in the order of judgement. */
export interface ReportContext {
  id: string;
  facts: ReportFacts;
  receivedAt: Instant;
  /** `min(receivedAt, max(collectedAt, valid time of the report before it))` */
  validAt: Instant;
  /** Sections the server left out on the organisation's collection rule, with the epoch they were reduced under. */
  reduced?: Partial<Record<ReportSection, number>>;
}

/** Identity that the device has reported so far; carried from one evaluation to the next. */
export interface ReportedIdentity {
  manufacturer: string;
  brand?: string;
  model: string;
  product?: string;
  serialNumber?: string;
  imei?: readonly string[];
  /** Builds reported so far with the valid time of the first report of each, oldest first, at most 20. */
  builds: readonly { build: string; firstReportedAt: Instant }[];
  /** Identity conflicts that an administrator has confirmed: they do not open again for the same values. At most 50. */
  confirmed?: readonly string[];
}

/** A piece of what a report said that makes a rule fail: enough to judge it again without the report. */
export interface Evidence {
  reportId: string;
  /** JSON Pointer (RFC 6901) into the report payload, e.g. `/connections/3`. */
  pointer: string;
  /** Valid time of the report it was observed in. */
  observedAt: Instant;
  /** The element of the report at `pointer` (a connection, an app, the device section …), bounded in size. */
  observed: unknown;
  /** The expected state in the rule's own terms, e.g. `{ "deny": { "countries": ["CN"] } }`. */
  expected: unknown;
  /** Catalogue entry that matched, e.g. `vendor:xiaomi`, `service:xiaomi/mi-cloud`. */
  catalogueEntry?: string;
  /** Which conditions held: `country`, `jurisdiction`, `vendor`, `domain`, `network`, `asn`, … with the matched value. */
  matched: readonly { condition: string; value: string }[];
  /** Where `ip` was resolved to, with the IP database's date (ISO date). */
  place?: Place & { databaseDate?: string };
  /** Build the device reported when this was observed. */
  build?: string;
}

/** A finding, identified by (device, policyName, ruleId, subject); the row that the database keeps. */
export interface FindingState {
  policyName: string;
  ruleId: string;
  ruleType: RuleType;
  subject: string;
  status: FindingStatus;
  severity: Severity;
  /** Later of the server's `receivedAt` of the first failing report and of what makes it fail coming into force. */
  firstSeen: Instant;
  /** Valid time of the last report in which it failed. */
  lastSeen: Instant;
  /** End of grace; absent: the rule gives none. */
  dueAt?: Instant;
  /** Set when `status` is `resolved`. */
  resolvedAt?: Instant;
  resolvedReason?: ResolvedReason;
  /** How often it came back after having been resolved. */
  reopened: number;
  /** Newest first, at most 5. */
  evidence: readonly Evidence[];
  advice?: string;
  /** An observation made on a build that a remediation covers. */
  despiteRemediation?: string;
  /** Remediation that closed it. */
  remediation?: string;
  waiverId?: string;
  /** Of the policy, when the finding was last changed. */
  policyVersion: number;
  /** Number of further subjects beyond the limit, on the finding whose subject is `overflow`. */
  overflow?: number;
}

export type ResolvedReason =
  | 'not-seen'
  | 'remediated'
  | 'rule-gone'
  | 'out-of-scope'
  | 'no-longer-fails'
  | 'confirmed'
  | 're-enrolled';

/** An approved exception. */
export interface WaiverInput {
  id: string;
  policyName: string;
  ruleId: string;
  /** Hash of the rule when the waiver was approved. */
  ruleHash: string;
  subject?: string;
  from: Instant;
  until: Instant;
}

export interface EvaluationContext {
  now: Instant;
  device: DeviceContext;
  /** The report to judge; absent: the device has not reported yet. */
  report?: ReportContext;
  /** `new`: judged for the first time, in order. `rejudge`: the last report again, under other rules or at a later time. */
  mode: 'new' | 'rejudge';
  /** The report judged before this one (in `rejudge`: absent or that same report's predecessor). */
  previous?: { receivedAt: Instant; validAt: Instant };
  identity?: ReportedIdentity;
  /** Sequence conflicts by a valid key, server times, within the last 24 h. */
  sequenceConflicts: readonly Instant[];
  /** Findings open, or resolved in the last 30 days. */
  findings: readonly FindingState[];
  waivers: readonly WaiverInput[];
  placeOf: PlaceOf;
  /** ISO date the IP database was built. */
  placeDatabaseDate?: string;
  /** When the catalogue and the IP database now used came into force on this server. */
  catalogueInForceSince?: Instant;
  placeDatabaseInForceSince?: Instant;
  /** `false`: the server has no database of network operators, so `asns` cannot be decided. */
  hasAsnDatabase?: boolean;
  /** Maker of an IMEI's type allocation, by an imported table; `undefined` if it does not list it. */
  allocatedMakerOf?: (imei: string) => string | undefined;
  /** The organisation's `rules_epoch`, cited by the verdict. */
  epoch: number;
}

/** A rule (or one element of the report) that could not be judged, and why. */
export interface NotEvaluated {
  policyName: string;
  ruleId: string;
  /** `ignore`: does not make the verdict `unknown`. */
  onMissing: 'unknown' | 'ignore';
  reason:
    | 'section-missing'
    | 'section-reduced'
    | 'address-missing'
    | 'address-unknown'
    | 'operator-unknown'
    | 'not-comparable'
    | 'value-missing'
    | 'no-asn-database'
    | 'rule-error';
  section?: ReportSection | 'device';
  pointer?: string;
}

/** Why the verdict is what it is: one entry for each thing that decided it. */
export interface VerdictReason {
  code: 'finding' | 'stale' | 'not-evaluated' | 'no-report' | 'no-policy' | 'all-rules-met';
  policyName?: string;
  ruleId?: string;
  subject?: string;
  /** `not-evaluated` only. */
  detail?: string;
}

/** What happened to a finding in this evaluation; each change leads to a history entry and perhaps a notice. */
export interface FindingChange {
  kind: 'opened' | 'reopened' | 'resolved' | 'severity-raised' | 'grace-ended' | 'waived' | 'waiver-ended' | 'updated';
  finding: FindingState;
}

/** What a verdict cites, so that it can be reproduced. */
export interface Citations {
  policies: readonly { name: string; version: number; hash: string }[];
  catalogueVersion: string;
  placeDatabaseDate?: string;
  epoch: number;
}

export interface Evaluation {
  verdict: Verdict;
  reasons: readonly VerdictReason[];
  /** All findings after this evaluation, open ones and those resolved within 30 days, in stable order. */
  findings: readonly FindingState[];
  changes: readonly FindingChange[];
  notEvaluated: readonly NotEvaluated[];
  /** First instant at which the verdict changes by itself; absent: never. */
  nextChangeAt?: Instant;
  /** Identity to hand to the next evaluation. */
  identity?: ReportedIdentity;
  /** `policyName/remediationId` of remediations contradicted by an observation on a covered build. */
  remediationsToReview: readonly string[];
  /** Ids of active waivers whose rule has changed since they were approved. */
  waiversToReview: readonly string[];
  citations: Citations;
}
