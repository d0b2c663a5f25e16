import type { FindingSeverity, Notice, NoticeDelivery } from '@cordon/db';
import type { Recipient } from './recipients.ts';

/** A finding as a notice tells of it. */
export interface NoticeFinding {
  findingId: string;
  deviceId: string;
  severity: FindingSeverity;
}

/** What is now known of one person's devices, or of one device without a holder. */
export interface NoticeNews {
  /** Findings to be told of that no open notice of this person holds. */
  joining: readonly NoticeFinding[];
  /** Findings told of already, now with a higher severity. */
  raised: readonly NoticeFinding[];
  /** Findings of the notice that are resolved, or no longer this person's. */
  settled: readonly string[];
}

/** What to change about a notice. */
export interface NoticePlan {
  /** A new one is to be made. */
  isNew: boolean;
  state: 'open' | 'resolved';
  severity: FindingSeverity;
  deliveries: (Recipient & { reason: 'notice-opened' | 'notice-changed' | 'notice-resolved'; dueAt: Date })[];
  /** Ids of deliveries that have nothing to say any more. */
  cancelled: string[];
}

/** After a message, changes within this time go together. */
export const TOGETHER_MS = 600_000;

const SEVERITIES: readonly FindingSeverity[] = ['info', 'low', 'medium', 'high', 'critical'];

/** Order of severities. */
export function severityRank(severity: FindingSeverity): number {
  return SEVERITIES.indexOf(severity);
}

/**
 * Decides what becomes of a person's notice (product.md, "Advisory"): it opens with the first finding, findings join it, a
 * severity rises, it ends when all are resolved. Told at once when it opens, and after that at most once in ten minutes;
 * never again of the same finding. Ended before anybody was told, it is not told at all. Pure.
 *
 * @param notice the open one, or one just resolved whose message has not gone out; absent: none
 * @returns `undefined` if there is nothing to do
 */
export function planNotice(
  notice: Notice | undefined,
  news: NoticeNews,
  recipients: readonly Recipient[],
  now: Date,
): NoticePlan | undefined {
  const remaining = remainingFindings(notice, news);
  const hasNews = news.joining.length > 0 || news.raised.length > 0;
  if (!notice) return news.joining.length > 0 ? openNotice(remaining, recipients, now) : undefined;
  if (!hasNews && news.settled.length === 0) return undefined;
  if (remaining.length === 0) return resolveNotice(notice, now);
  const plan: NoticePlan = {
    isNew: false,
    state: 'open',
    severity: highest(remaining),
    deliveries: [],
    cancelled: [],
  };
  return hasNews ? tellChange(plan, notice, recipients, now) : plan;
}

function remainingFindings(notice: Notice | undefined, news: NoticeNews): { severity: FindingSeverity }[] {
  const settled = new Set(news.settled);
  const updated = new Map([...news.joining, ...news.raised].map((finding) => [finding.findingId, finding]));
  const kept = (notice?.findings ?? []).filter(
    ({ findingId, resolvedAt }) => resolvedAt === null && !settled.has(findingId) && !updated.has(findingId),
  );
  return [...kept, ...updated.values()];
}

function highest(findings: readonly { severity: FindingSeverity }[]): FindingSeverity {
  const rank = Math.max(...findings.map(({ severity }) => severityRank(severity)));
  return SEVERITIES[rank] ?? 'info';
}

function openNotice(
  remaining: readonly { severity: FindingSeverity }[],
  recipients: readonly Recipient[],
  now: Date,
): NoticePlan {
  const deliveries = recipients.map((recipient) => ({ ...recipient, reason: 'notice-opened' as const, dueAt: now }));
  return { isNew: true, state: 'open', severity: highest(remaining), deliveries, cancelled: [] };
}

/** Each recipient who was told gets one more message, unless one is waiting already: it will say everything. */
function tellChange(plan: NoticePlan, notice: Notice, recipients: readonly Recipient[], now: Date): NoticePlan {
  for (const recipient of recipients) {
    const own = deliveriesTo(notice, recipient);
    const waiting = own.find(({ state }) => state === 'queued');
    if (waiting && waiting.reason !== 'notice-resolved') continue;
    if (waiting) plan.cancelled.push(waiting.id);
    if (own.some(wasTold))
      plan.deliveries.push({ ...recipient, reason: 'notice-changed', dueAt: dueAfter(notice, now) });
    else plan.deliveries.push({ ...recipient, reason: 'notice-opened', dueAt: now });
  }
  return plan;
}

/** Whoever was told of the notice is told once that all is well; what was still to be said is not said any more. */
function resolveNotice(notice: Notice, now: Date): NoticePlan {
  const told = distinctRecipients(notice.deliveries.filter(wasTold));
  return {
    isNew: false,
    state: 'resolved',
    severity: notice.severity,
    deliveries: told.map((recipient) => ({ ...recipient, reason: 'notice-resolved', dueAt: dueAfter(notice, now) })),
    cancelled: notice.deliveries.filter(({ state }) => state === 'queued').map(({ id }) => id),
  };
}

function dueAfter({ lastMailedAt }: Notice, now: Date): Date {
  return new Date(Math.max(now.getTime(), (lastMailedAt?.getTime() ?? 0) + TOGETHER_MS));
}

/** `sending`, too: the mail server may have taken it. */
function wasTold({ state }: NoticeDelivery): boolean {
  return state === 'sent' || state === 'sending';
}

function deliveriesTo(notice: Notice, { personId, userId }: Recipient): NoticeDelivery[] {
  return notice.deliveries.filter((delivery) => delivery.personId === personId && delivery.userId === userId);
}

function distinctRecipients(deliveries: readonly NoticeDelivery[]): Recipient[] {
  const byKey = new Map(deliveries.map(({ personId, userId }) => [`${personId}/${userId}`, { personId, userId }]));
  return [...byKey.values()];
}
