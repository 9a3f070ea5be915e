import { conditionNotImplemented, noSuchKey, notModified, preconditionFailed } from './errors';
import type { StoredVersion } from './records';

interface ReadConditions {
  readonly IfMatch?: string | undefined;
  readonly IfNoneMatch?: string | undefined;
  readonly IfModifiedSince?: Date | undefined;
  readonly IfUnmodifiedSince?: Date | undefined;
}

/** Checks the conditions of a read, in the order HTTP gives them. @throws PreconditionFailed or NotModified */
export function checkReadConditions(
  input: ReadConditions,
  { etag, modifiedAt }: StoredVersion,
): void {
  const modified = Date.parse(modifiedAt);
  if (input.IfMatch !== undefined) {
    if (!names(input.IfMatch, etag)) throw preconditionFailed('If-Match');
  } else if (
    input.IfUnmodifiedSince !== undefined &&
    modified > input.IfUnmodifiedSince.getTime()
  ) {
    throw preconditionFailed('If-Unmodified-Since');
  }
  if (input.IfNoneMatch !== undefined) {
    if (names(input.IfNoneMatch, etag)) throw notModified(etag);
  } else if (input.IfModifiedSince !== undefined && modified <= input.IfModifiedSince.getTime()) {
    throw notModified(etag);
  }
}

/**
 * Checks the conditions of a write against what is there now: `If-None-Match: *` writes once, `If-Match` only over
 * what the writer saw.
 */
export function checkWriteConditions(
  input: { IfMatch?: string | undefined; IfNoneMatch?: string | undefined },
  key: string,
  current: StoredVersion | undefined,
): void {
  const exists = current?.data !== undefined;
  if (input.IfNoneMatch !== undefined) {
    if (input.IfNoneMatch !== '*') throw conditionNotImplemented();
    if (exists) throw preconditionFailed('If-None-Match');
  }
  if (input.IfMatch !== undefined) {
    if (!exists) throw noSuchKey(key);
    if (!names(input.IfMatch, current.etag)) throw preconditionFailed('If-Match');
  }
}

function names(condition: string, etag: string): boolean {
  return condition
    .split(',')
    .map((part) => part.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((part) => part === '*' || part === etag);
}
