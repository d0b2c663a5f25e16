import {
  type Catalogue,
  compile,
  type Evaluation,
  evaluate,
  type Ownership,
  type PlaceOf,
  type PolicyDocument,
  type ReportFacts,
} from '@cordon/policy';

/** The device that a report is tried on. Times are fixed, so that a case gives the same answer on every day. */
export interface TrialDevice {
  units?: readonly string[];
  groups?: readonly string[];
  ownership?: Ownership;
}

export interface Trial {
  document: PolicyDocument;
  hash: string;
  report?: ReportFacts;
  device?: TrialDevice;
  /** Instant of the judgement, in milliseconds. The report was received just then. */
  now: number;
}

/** Judges one report by one policy, as the first report of a device enrolled at that moment. Pure. */
export function judgeOnce(
  trial: Trial,
  catalogue: Catalogue,
  placeOf: PlaceOf,
  placeDatabaseDate?: string,
): Evaluation {
  const { document, hash, report, device = {}, now } = trial;
  const compiled = compile(
    [{ name: document.metadata.name, version: 1, hash, document, inForceSince: now }],
    catalogue,
  );
  return evaluate(compiled, {
    now,
    device: {
      id: 'trial',
      unitKeys: device.units ?? [],
      groups: device.groups ?? [],
      ownership: device.ownership ?? 'issued',
      enrolledAt: now,
    },
    ...(report && { report: { id: 'trial', facts: report, receivedAt: now, validAt: now } }),
    mode: 'new',
    sequenceConflicts: [],
    findings: [],
    waivers: [],
    placeOf,
    ...(placeDatabaseDate !== undefined && { placeDatabaseDate }),
    epoch: 1,
  });
}
