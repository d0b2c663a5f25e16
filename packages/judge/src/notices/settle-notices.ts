import {
  cancelDeliveries,
  flagNoticesForReview,
  insertDeliveries,
  lockNoticeSubjects,
  type NewDelivery,
  type Notice,
  type NoticePerson,
  readNoticePeople,
  readNotices,
  readUnitOfficers,
  type SqlTx,
  settleNoticeFindings,
  type ToldFinding,
  together,
  type UnitOfficer,
  upsertNoticeFindings,
  upsertNotices,
} from '@cordon/db';
import { newId } from '@cordon/runtime';
import { gatherNews, type JudgedFindings, type SubjectNews } from './gather-news.ts';
import { type NoticePlan, planNotice } from './plan-notice.ts';
import { type Recipient, recipientsOfPerson, recipientsOfUnit } from './recipients.ts';

/** What judging says about notices. */
export interface NoticeInput {
  organisationId: string;
  now: Date;
  publicUrl: string;
  /** What people have been told of the devices' findings. */
  told: readonly ToldFinding[];
  devices: readonly (JudgedFindings & { remediationsToReview: readonly string[] })[];
}

/**
 * Opens, extends and resolves the notices of everybody whose devices were judged, in the same transaction.
 *
 * @returns the deliveries queued
 */
export async function settleNotices(tx: SqlTx, input: NoticeInput): Promise<{ id: string; dueAt: Date }[]> {
  const { organisationId, devices, told } = input;
  const news = gatherNews(devices, told);
  const deliveries = news.length > 0 ? await settleNews(tx, input, news) : [];
  const remediations = new Set(devices.flatMap(({ remediationsToReview }) => remediationsToReview));
  await flagNoticesForReview(tx, organisationId, [...remediations]);
  return deliveries;
}

interface SettledNotice {
  news: SubjectNews;
  plan: NoticePlan;
  id: string;
  personId: string | null;
  deviceId: string | null;
  unitId: string;
}

async function settleNews(
  tx: SqlTx,
  { organisationId, now, publicUrl }: NoticeInput,
  news: readonly SubjectNews[],
): Promise<{ id: string; dueAt: Date }[]> {
  const subjects = news.map(({ subject }) => subject);
  const [, notices, people, officers] = await together([
    lockNoticeSubjects(tx, subjects),
    readNotices(tx, organisationId, subjects),
    readPeople(tx, organisationId, news),
    readOfficers(tx, organisationId, news),
  ]);
  const settled = news.flatMap((entry): SettledNotice[] => {
    const notice = noticeOf(entry, notices);
    const plan = planNotice(notice, entry.news, recipientsOf(entry, people, officers), now);
    if (!plan) return [];
    const { kind, id } = entry.subject;
    const unitId = people.get(id)?.unitId ?? entry.unitPath.at(-1) ?? '';
    const personId = kind === 'person' ? id : null;
    return [{ news: entry, plan, id: notice?.id ?? newId(now), unitId, personId, deviceId: personId ? null : id }];
  });
  return writeNotices(tx, { organisationId, now, publicUrl }, settled);
}

/** The open one first (`readNotices` sorts them so), else one just resolved that nobody was told of yet. */
function noticeOf({ subject }: SubjectNews, notices: readonly Notice[]): Notice | undefined {
  return notices.find((notice) => (subject.kind === 'person' ? notice.personId : notice.deviceId) === subject.id);
}

async function readPeople(
  tx: SqlTx,
  organisationId: string,
  news: readonly SubjectNews[],
): Promise<Map<string, NoticePerson>> {
  const ids = news.filter(({ subject }) => subject.kind === 'person').map(({ subject }) => subject.id);
  const people = ids.length > 0 ? await readNoticePeople(tx, organisationId, ids) : [];
  return new Map(people.map((person) => [person.id, person]));
}

async function readOfficers(tx: SqlTx, organisationId: string, news: readonly SubjectNews[]): Promise<UnitOfficer[]> {
  const units = news.filter(({ subject }) => subject.kind === 'device').flatMap(({ unitPath }) => unitPath);
  return units.length > 0 ? readUnitOfficers(tx, organisationId, [...new Set(units)]) : [];
}

function recipientsOf(
  { subject, unitPath }: SubjectNews,
  people: Map<string, NoticePerson>,
  officers: readonly UnitOfficer[],
): Recipient[] {
  if (subject.kind === 'device') return recipientsOfUnit(unitPath, officers);
  const person = people.get(subject.id);
  return person ? recipientsOfPerson(person) : [];
}

async function writeNotices(
  tx: SqlTx,
  { organisationId, now, publicUrl }: Pick<NoticeInput, 'organisationId' | 'now' | 'publicUrl'>,
  settled: readonly SettledNotice[],
): Promise<{ id: string; dueAt: Date }[]> {
  const rows = settled.map(({ plan: { state, severity }, id, personId, deviceId, unitId }) => {
    const resolvedAt = state === 'resolved' ? now : null;
    return { id, state, severity, personId, deviceId, unitId, openedAt: now, resolvedAt };
  });
  const told = settled.flatMap(({ id, news: { news } }) =>
    [...news.joining, ...news.raised].map((finding) => ({ ...finding, advisoryId: id })),
  );
  const over = settled.flatMap(({ id, news }) => news.news.settled.map((findingId) => ({ advisoryId: id, findingId })));
  const cancelled = settled.flatMap(({ plan }) => plan.cancelled);
  const deliveries = settled.flatMap(({ plan, id }) =>
    plan.deliveries.map(
      (delivery): NewDelivery => ({ ...delivery, id: newId(now), advisoryId: id, detail: {}, createdAt: now }),
    ),
  );
  await together([
    upsertNotices(tx, organisationId, rows),
    upsertNoticeFindings(tx, organisationId, told, now),
    settleNoticeFindings(tx, organisationId, over, now),
    cancelDeliveries(tx, organisationId, cancelled),
    insertDeliveries(tx, organisationId, deliveries, publicUrl),
  ]);
  return deliveries.map(({ id, dueAt }) => ({ id, dueAt }));
}
