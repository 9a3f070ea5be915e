import type { Context } from '../../../base/context';
import { checkWriteConditions } from '../model/conditions';
import { conditionalRequestConflict } from '../model/errors';
import { objects, type StoredBucket } from '../model/records';
import { type BodyExpectations, discard, type ReceivedBody, receiveBody } from './body';
import { findVersion } from './versions';

interface Attempt {
  readonly key: string;
  /** The object was deleted since. */
  conflicts: boolean;
}

/** Conditional writes whose bytes are still coming. */
const underWay = new WeakMap<object, Set<Attempt>>();

export interface ObjectWrite {
  readonly bucket: StoredBucket;
  readonly key: string;
  readonly condition: {
    readonly IfMatch?: string | undefined;
    readonly IfNoneMatch?: string | undefined;
  };
  readonly body: BodyExpectations;
  /** Where it is not what one request may carry. */
  readonly maxBytes?: number;
}

/**
 * Receives an object's bytes, and makes the object of them where its condition holds at that moment: of several writers
 * that want to be the first, the first to finish is.
 * @param commit makes the object; synchronous, so that nothing comes between
 * @throws PreconditionFailed; ConditionalRequestConflict when a deletion came in between; what is wrong with the bytes
 */
export async function writeObject<T>(
  { bucket, key, condition, body, maxBytes }: ObjectWrite,
  context: Context,
  commit: (received: ReceivedBody) => T,
): Promise<T> {
  const attempt = begin(bucket, key, context);
  try {
    const received = await receiveBody(body, bucket, context, maxBytes);
    try {
      const isConditional = (condition.IfMatch ?? condition.IfNoneMatch) !== undefined;
      if (isConditional && attempt.conflicts) throw conditionalRequestConflict(key);
      checkWriteConditions(condition, key, findVersion(bucket, key, undefined, context));
      return commit(received);
    } catch (error) {
      discard(received);
      throw error;
    }
  } finally {
    attemptsIn(bucket, context).delete(attempt);
  }
}

/** Tells the conditional writes under way that the object they are for was deleted. */
export function markDeleted(bucket: StoredBucket, key: string, context: Context): void {
  for (const attempt of attemptsIn(bucket, context))
    if (attempt.key === key) attempt.conflicts = true;
}

function begin(bucket: StoredBucket, key: string, context: Context): Attempt {
  const attempt = { key, conflicts: false };
  attemptsIn(bucket, context).add(attempt);
  return attempt;
}

function attemptsIn(bucket: StoredBucket, context: Context): Set<Attempt> {
  const all = objects(bucket, context);
  const attempts = underWay.get(all) ?? new Set<Attempt>();
  underWay.set(all, attempts);
  return attempts;
}
