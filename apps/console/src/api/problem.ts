/** A fault of the input, where it is and what is wrong. */
export interface ProblemFault {
  pointer: string;
  detail: string;
  line?: number;
  column?: number;
  message?: string;
}

/** A refusal of the API (RFC 9457). */
export class ApiProblem extends Error {
  readonly status: number;
  /** Last part of its type: `forbidden`, `validation`, … */
  readonly code: string;
  readonly errors: readonly ProblemFault[];

  constructor(status: number, code: string, detail: string, errors: readonly ProblemFault[] = []) {
    super(detail);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** Reads a problem document; anything else becomes a problem without detail. */
export function toProblem(status: number, body: unknown): ApiProblem {
  const { type, detail, errors } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const code = typeof type === 'string' ? type.replace('urn:cordon:problem:', '') : 'unreadable';
  const text = typeof detail === 'string' ? detail : `The server answered ${status}.`;
  return new ApiProblem(status, code, text, Array.isArray(errors) ? (errors as ProblemFault[]) : []);
}

/** What to tell a person about an error of any kind. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiProblem) {
    const faults = error.errors.map(({ pointer, detail }) => `${pointer.replace(/^\//, '')}: ${detail}`);
    return [error.message, ...faults].join('\n');
  }
  return 'The server cannot be reached. Check the connection, then try again.';
}
