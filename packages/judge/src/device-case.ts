import type { DeviceScope, InventoryMark, LockedState, StoredFinding, StoredReport, VerdictCause } from '@cordon/db';
import type { ReportFacts } from '@cordon/policy';

/** A readable report, in the place where its order puts it. */
export interface CaseReport {
  id: string;
  seq: number;
  facts: ReportFacts;
  receivedAt: number;
  collectedAt: number;
  reduced: StoredReport['reduced'];
}

/** All that judging one device takes, read under its lock. */
export interface DeviceCase {
  state: LockedState;
  scope: DeviceScope;
  findings: StoredFinding[];
  /** Server times of sequence conflicts, oldest first. */
  conflicts: readonly number[];
  openPeriod?: { id: string; validFrom: Date; cause: VerdictCause };
  /** What its inventory took in last. */
  inventory?: InventoryMark;
  /** Unjudged reports after the last judged one, in `seq` order. */
  reports: CaseReport[];
  /** Unjudged reports before the last judged one. */
  late: CaseReport[];
  /** Highest `seq` of those that cannot be read; they are passed over. */
  unreadableSeq?: number;
  /** The last judged report, where it is needed. */
  last?: CaseReport;
}
