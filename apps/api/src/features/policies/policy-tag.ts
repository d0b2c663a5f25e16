import { createHash } from 'node:crypto';
import { AppError } from '@cordon/contract';

/** What a put of a document may demand of what it replaces (RFC 9110 section 13.1). */
export interface PutConditions {
  /** `If-Match` */
  ifMatch?: string | undefined;
  /** `If-None-Match`; only `*` is of use: the policy must not be there yet. */
  ifNoneMatch?: string | undefined;
}

interface TaggedText {
  version: number;
  sourceFormat: string;
  source: string;
}

/**
 * Entity tag of a version's text as it was put: a comment changes it as well, unlike the content hash. That of a policy
 * is its newest version's, which a put replaces or follows.
 */
export function entityTagOf({ version, sourceFormat, source }: TaggedText): string {
  const text = JSON.stringify([version, sourceFormat, source]);
  return `"${createHash('sha256').update(text).digest('base64url')}"`;
}

/**
 * Holds what a put demands against the newest version there is.
 *
 * @throws AppError `precondition-failed`
 */
export function assertConditions(
  { ifMatch, ifNoneMatch }: PutConditions,
  name: string,
  newest: (TaggedText & { publishedAt: Date | null }) | undefined,
): void {
  if (ifNoneMatch?.trim() === '*' && newest) {
    const detail = `There is a policy ${name} already. Choose another name, or put with If-Match to change it.`;
    throw new AppError('precondition-failed', detail);
  }
  if (ifMatch === undefined || (newest && isMatch(ifMatch, entityTagOf(newest)))) return;
  throw new AppError('precondition-failed', changedDetail(name, newest));
}

/** Strong comparison, any of a list (RFC 9110 section 13.1.1). */
function isMatch(ifMatch: string, tag: string): boolean {
  return ifMatch.split(',').some((given) => ['*', tag].includes(given.trim()));
}

function changedDetail(name: string, newest: { version: number; publishedAt: Date | null } | undefined): string {
  if (!newest) return `There is no policy ${name} yet; put without If-Match to make it.`;
  const { version, publishedAt } = newest;
  const state = publishedAt === null ? 'draft' : 'published version';
  const path = `/v1/policies/${name}/versions/${version}`;
  return `The policy was changed meanwhile: its newest text is that of ${state} ${version}. Read it at ${path}, bring your change into it, and put that with its ETag in If-Match.`;
}
