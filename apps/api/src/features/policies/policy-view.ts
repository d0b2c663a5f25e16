import type { PolicySummary, PolicyVersion, PolicyVersionSummary } from '@cordon/contract';
import type { PolicyRow, PolicyVersionRow, PolicyVersionWithText } from '@cordon/db';
import { iso, isoOrNull } from '../../resources/instants.ts';

type VersionTimes = Pick<PolicyVersionRow, 'version' | 'publishedAt' | 'effectiveFrom'>;

/** Number of the version in force at an instant: the newest of those published that are effective by then. */
export function versionInForce(versions: readonly VersionTimes[], at: Date): number | null {
  const effective = versions.filter((v) => v.publishedAt !== null && v.effectiveFrom !== null && v.effectiveFrom <= at);
  return effective.length === 0 ? null : Math.max(...effective.map((v) => v.version));
}

/** A policy with where its versions stand. */
export function toPolicySummary(policy: PolicyRow, versions: readonly PolicyVersionRow[], now: Date): PolicySummary {
  const inForce = policy.withdrawnAt ? null : versionInForce(versions, now);
  const scheduled = versions.filter((v) => stateOf(v, policy, versions, now) === 'scheduled').map((v) => v.version);
  const newest = versions.find((v) => v.version === inForce) ?? versions[0];
  return {
    id: policy.id,
    name: policy.name,
    title: newest?.title ?? policy.name,
    createdAt: iso(policy.createdAt),
    withdrawnAt: isoOrNull(policy.withdrawnAt),
    inForce,
    scheduled: scheduled.length > 0 ? Math.max(...scheduled) : null,
    draft: versions.find((v) => v.publishedAt === null)?.version ?? null,
  };
}

/** A version without its text. `versions` are all of its policy, to tell which one is in force. */
export function toVersionSummary(
  row: PolicyVersionRow,
  policy: PolicyRow,
  versions: readonly VersionTimes[],
  now: Date,
): PolicyVersionSummary {
  return {
    version: row.version,
    state: stateOf(row, policy, versions, now),
    title: row.title,
    hash: row.hash,
    sourceFormat: row.sourceFormat === 'json' ? 'json' : 'yaml',
    createdBy: row.createdBy,
    createdAt: iso(row.createdAt),
    publishedBy: row.publishedBy,
    publishedAt: isoOrNull(row.publishedAt),
    effectiveFrom: isoOrNull(row.effectiveFrom),
  };
}

/** A newer version that is effective sooner takes the place of one that was to come. */
function stateOf(
  row: VersionTimes,
  policy: PolicyRow,
  versions: readonly VersionTimes[],
  now: Date,
): PolicyVersionSummary['state'] {
  const { publishedAt, effectiveFrom, version } = row;
  if (publishedAt === null || effectiveFrom === null) return 'draft';
  if (policy.withdrawnAt) return 'withdrawn';
  const isOvertaken = versions.some(
    (v) =>
      v.version > version && v.publishedAt !== null && v.effectiveFrom !== null && v.effectiveFrom <= effectiveFrom,
  );
  if (isOvertaken) return 'superseded';
  if (effectiveFrom > now) return 'scheduled';
  return versionInForce(versions, now) === version ? 'in-force' : 'superseded';
}

/** A version with its text. */
export function toVersion(
  row: PolicyVersionWithText,
  policy: PolicyRow,
  versions: readonly VersionTimes[],
  now: Date,
): PolicyVersion {
  const document = row.document as Record<string, unknown>;
  return { ...toVersionSummary(row, policy, versions, now), source: row.source, document };
}
