import type { DeviceScope, NoticeSubject, StoredFinding, ToldFinding } from '@cordon/db';
import { type NoticeFinding, type NoticeNews, severityRank } from './plan-notice.ts';

/** A device as it was judged just now. */
export interface JudgedFindings {
  scope: DeviceScope;
  findings: readonly StoredFinding[];
}

/** The news of one person, or of one device without a holder. */
export interface SubjectNews {
  subject: NoticeSubject;
  /** Unit of one of the devices, from the root down. */
  unitPath: readonly string[];
  news: { [Name in keyof NoticeNews]: NoticeNews[Name][number][] };
}

/** Whose notice a device's findings belong to: its holder's, else its own. */
export function subjectOf({ personId, deviceId }: Pick<DeviceScope, 'personId' | 'deviceId'>): NoticeSubject {
  return personId === null ? { kind: 'device', id: deviceId } : { kind: 'person', id: personId };
}

/**
 * Compares what was found with what was told. Findings of severity `info` and waived ones are not told of; one told of
 * stays so while it is waived. What belonged to another person before moves: it joins here and is settled there.
 */
export function gatherNews(devices: readonly JudgedFindings[], told: readonly ToldFinding[]): SubjectNews[] {
  const bySubject = new Map<string, SubjectNews>();
  const newsOf = (subject: NoticeSubject, unitPath: readonly string[]) => {
    const known = bySubject.get(subject.id);
    if (known) return known.news;
    const entry = { subject, unitPath, news: { joining: [], raised: [], settled: [] } };
    bySubject.set(subject.id, entry);
    return entry.news as SubjectNews['news'];
  };
  const toldById = new Map(told.map((row) => [row.findingId, row]));
  for (const { scope, findings } of devices) {
    const subject = subjectOf(scope);
    for (const { id, deviceId, state } of findings) {
      const row = toldById.get(id);
      const isHere = row !== undefined && subjectOfTold(row).id === subject.id;
      const isFailing = state.status !== 'resolved' && state.severity !== 'info';
      const finding: NoticeFinding = { findingId: id, deviceId, severity: state.severity };
      if (row && (!isFailing || !isHere)) newsOf(subjectOfTold(row), scope.unitPath).settled.push(id);
      if (!isFailing) continue;
      if (!isHere && state.status !== 'waived') newsOf(subject, scope.unitPath).joining.push(finding);
      else if (isHere && severityRank(state.severity) > severityRank(row.severity))
        newsOf(subject, scope.unitPath).raised.push(finding);
    }
  }
  return [...bySubject.values()];
}

function subjectOfTold({ personId, noticeDeviceId, deviceId }: ToldFinding): NoticeSubject {
  return personId === null ? { kind: 'device', id: noticeDeviceId ?? deviceId } : { kind: 'person', id: personId };
}
