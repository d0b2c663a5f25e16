/**
 * Problem types (RFC 9457): `urn:cordon:problem:<name>`. The names are part of the API and of the device
 * protocol (docs/device-protocol.md); they may grow, they may not change.
 */
export const PROBLEMS = {
  // device protocol: enrolment
  'token-unknown': { status: 401, title: 'Enrolment token unknown' },
  'token-expired': { status: 401, title: 'Enrolment token expired' },
  'token-used-up': { status: 401, title: 'Enrolment token used up' },
  'token-revoked': { status: 401, title: 'Enrolment token revoked' },
  'proof-invalid': { status: 401, title: 'Proof of possession of the device key is invalid' },
  'clock-skew': { status: 400, title: 'Clock of the sender is wrong' },
  'device-not-allowed': { status: 403, title: 'Enrolment token does not allow this device' },
  'device-already-enrolled': { status: 409, title: 'Device is already enrolled' },
  // device protocol: reports
  'unsupported-media-type': { status: 415, title: 'Content type is not supported' },
  'too-large': { status: 413, title: 'Body is too large' },
  malformed: { status: 400, title: 'Request is malformed' },
  'device-unknown': { status: 401, title: 'Device is unknown' },
  'key-mismatch': { status: 401, title: 'Key or issuer does not match the enrolled device' },
  'signature-invalid': { status: 401, title: 'Signature is invalid' },
  'device-retired': { status: 403, title: 'Device is retired' },
  'device-pending': { status: 403, title: 'Device awaits approval' },
  'audience-mismatch': { status: 401, title: 'Request is meant for another server' },
  'schema-unsupported': { status: 422, title: 'Report schema is not supported' },
  validation: { status: 422, title: 'Input is invalid' },
  'sequence-conflict': { status: 409, title: 'Sequence number was used for another report' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  overloaded: { status: 503, title: 'Server is overloaded' },
  'key-conflict': { status: 409, title: 'Key was rotated meanwhile' },
  'bearer-invalid': { status: 401, title: 'Bearer token is invalid' },
  // operator API
  unauthenticated: { status: 401, title: 'Sign in first' },
  'credentials-invalid': { status: 401, title: 'E-mail address or password is wrong' },
  'csrf-invalid': { status: 403, title: 'Request lacks a valid CSRF token' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method is not allowed' },
  conflict: { status: 409, title: 'Conflicts with the present state' },
  'precondition-failed': { status: 412, title: 'Resource was changed meanwhile' },
  'policy-invalid': { status: 422, title: 'Policy document is invalid' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemName = keyof typeof PROBLEMS;

/** The `type` member of a problem document. */
export function problemType(name: ProblemName): string {
  return `urn:cordon:problem:${name}`;
}

/** One fault of the input: a JSON Pointer (RFC 6901) into the payload and what is wrong there, and how to mend it. */
export interface InputFault {
  pointer: string;
  detail: string;
}

/** What `AppError` may carry beside its code. */
export interface AppErrorOptions {
  errors?: readonly InputFault[];
  /** Extra members of the problem document (RFC 9457 section 3.2), e.g. `lastSeq`. */
  extensions?: Readonly<Record<string, unknown>>;
  /** Seconds for `Retry-After`. */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An expected refusal. The error handler renders it as `application/problem+json`; `detail` is written for the caller. */
export class AppError extends Error {
  readonly code: ProblemName;
  readonly detail: string;
  readonly errors?: readonly InputFault[];
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds?: number;

  constructor(code: ProblemName, detail: string, options: AppErrorOptions = {}) {
    super(`${code}: ${detail}`, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
    this.errors = options.errors;
    this.extensions = options.extensions;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
