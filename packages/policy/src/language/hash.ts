import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { PolicyDocument } from './document.ts';
import type { Rule } from './rule.ts';

/** RFC 8785 canonical JSON of a plain value. Throws a `TypeError` on what JSON cannot hold. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('not a JSON value');
  return text;
}

/** Lower-case hex SHA-256 over the RFC 8785 canonical JSON of a value. */
export function hashCanonical(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}

/** Content hash of a policy document: SHA-256 over its RFC 8785 canonical JSON, lower-case hex. */
export function hashDocument(document: PolicyDocument): string {
  return hashCanonical(document);
}

/** Content hash of one rule; a waiver keeps it, so that a changed rule shows. */
export function hashRule(rule: Rule): string {
  return hashCanonical(rule);
}
