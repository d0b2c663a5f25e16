import { AppError } from '@cordon/contract';

/** The one answer for what does not exist, is another organisation's, or is outside the caller's units. */
export function notFound(kind: string): AppError {
  return new AppError('not-found', `There is no such ${kind}.`);
}

/** A reference of the body to what does not exist for the caller, for whatever reason. */
export function unknownReference(pointer: string, kind: string): AppError {
  return invalid(pointer, `There is no such ${kind}.`);
}

/** A fault of the request that its schema cannot tell. */
export function invalid(pointer: string, detail: string): AppError {
  return new AppError('validation', 'The request is invalid; see "errors".', { errors: [{ pointer, detail }] });
}
