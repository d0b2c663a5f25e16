import type { Socket } from 'node:net';
import { AppError, type InputFault, PROBLEMS, type ProblemName, problemType } from '@cordon/contract';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { $ZodIssue } from 'zod/v4/core';
import { isDatabaseAway } from '../resources/database-away.ts';
import { methodsAt } from './methods-at.ts';

/** Fastify's own refusals, in our terms. */
const FASTIFY_CODES: Record<string, [ProblemName, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported-media-type',
    'Use the content type that the documentation names for this route.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too-large', 'The body is larger than this route accepts.'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['malformed', 'The body is empty although its content type is JSON.'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['malformed', 'The body is not valid JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['malformed', 'The body does not have the length that Content-Length says.'],
};

/** When to come back while the database is away. */
const RETRY_AFTER_SECONDS = 5;

/** At most this many faults are told; a report may have thousands. */
const MAX_FAULTS = 50;

/**
 * Maps every error to `application/problem+json` (RFC 9457), a wrong method to 405 with `Allow` (RFC 9110 section 15.5.6).
 * An unknown error is a 500 without detail, logged once with its cause.
 */
export function registerErrorHandler(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError, request, reply) => sendError(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(app, request.url);
    if (allowed.length === 0 || allowed.includes(request.method))
      return sendProblem(reply, new AppError('not-found', 'There is nothing at this address.'));
    reply.header('allow', allowed.join(', '));
    return sendProblem(reply, new AppError('method-not-allowed', `This address takes ${allowed.join(', ')}.`));
  });
}

function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof AppError) return sendProblem(reply, error);
  if (hasZodFastifySchemaValidationErrors(error)) {
    const errors = error.validation.flatMap(routeFaults).slice(0, MAX_FAULTS);
    return sendProblem(
      reply,
      new AppError('validation', `The ${error.validationContext ?? 'request'} is invalid; see "errors".`, { errors }),
    );
  }
  const known = FASTIFY_CODES[error.code];
  if (known) return sendProblem(reply, new AppError(known[0], known[1]));
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return sendProblem(reply, new AppError('malformed', 'The request could not be read.'));
  }
  if (isDatabaseAway(error)) {
    request.log.warn({ err: error }, 'request refused: the database is away');
    const detail = 'The server takes no more at the moment; nothing was stored.';
    return sendProblem(reply, new AppError('overloaded', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS }));
  }
  request.log.error({ err: error }, 'request failed');
  return sendProblem(
    reply,
    new AppError('internal', 'The server could not do this. The operator finds the cause in its log.'),
  );
}

/**
 * Answers what is no HTTP request, or one with too large a header: there is no request to answer, only a socket. A client
 * that has gone, or was too slow, gets nothing.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable || socket.destroyed) return void socket.destroy();
  const { status, title } = PROBLEMS.malformed;
  const detail = 'This is not an HTTP request that the server can read.';
  const body = JSON.stringify({ type: problemType('malformed'), title, status, detail });
  const head = ['HTTP/1.1 400 Bad Request', 'content-type: application/problem+json', 'connection: close'];
  socket.end([...head, `content-length: ${Buffer.byteLength(body)}`, '', body].join('\r\n'));
}

/** Sends one refusal as a problem document. A 401 carries `WWW-Authenticate` (RFC 9110 section 11.6.1). */
export function sendProblem(reply: FastifyReply, error: AppError): FastifyReply {
  const { status, title } = PROBLEMS[error.code];
  if (status === 401) reply.header('www-authenticate', 'Bearer realm="cordon"');
  if (error.retryAfterSeconds !== undefined) reply.header('retry-after', String(error.retryAfterSeconds));
  const errors = error.errors && error.errors.length > 0 ? { errors: error.errors } : {};
  const body = { type: problemType(error.code), title, status, detail: error.detail, ...errors, ...error.extensions };
  // Already serialised: the route's response schemas are for its good answers.
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer((value) => String(value))
    .send(JSON.stringify(body));
}

/** A zod issue as a fault with a JSON Pointer (RFC 6901). */
export function zodFault(issue: Pick<$ZodIssue, 'path' | 'message'>): InputFault {
  return { pointer: toPointer(issue.path), detail: issue.message };
}

/** Faults that the route's schema found, as the type provider passes them on: its path is joined by slashes already. */
function routeFaults(item: { instancePath: string; message?: string; params: object }): InputFault[] {
  const pointer = item.instancePath === '/' ? '' : item.instancePath;
  const { keys } = item.params as { keys?: unknown };
  if (!Array.isArray(keys)) return [{ pointer, detail: item.message ?? 'is invalid' }];
  return keys.map((key) => ({ pointer: `${pointer}${toPointer([String(key)])}`, detail: 'is not known here' }));
}

/** All faults of a failed parse; an unknown member is pointed at itself. */
export function zodFaults(error: { issues: readonly $ZodIssue[] }): InputFault[] {
  const faults = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => zodFault({ path: [...issue.path, key], message: 'is not known here' }))
      : [zodFault(issue)],
  );
  return faults.slice(0, MAX_FAULTS);
}

/** JSON Pointer of a path (RFC 6901 section 3: `~` and `/` are escaped). */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
