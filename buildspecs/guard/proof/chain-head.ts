import { createHash } from 'node:crypto';
import { listObjects } from '../../../lib/aws/objects/list-objects';
import { readObject } from '../../../lib/aws/objects/object-store';
import { objectKeys } from '../../../lib/object-keys';
import type { GuardPlace } from '../place';

/** The end of the environment's chain of records. */
export interface ChainHead {
  /** 0 before the first record. */
  readonly sequence: number;
  /** SHA-256 of the latest record, 64 hex digits; zeros before the first. */
  readonly head: string;
}

export async function chainHead({ bucket }: GuardPlace): Promise<ChainHead> {
  const listed = await listObjects(bucket, objectKeys.records);
  const sequence = listed.reduce((most, { key }) => Math.max(most, sequenceIn(key)), 0);
  const text = sequence === 0 ? undefined : await readObject(bucket, objectKeys.record(sequence));
  const head = text ? createHash('sha256').update(text).digest('hex') : '0'.repeat(64);
  return { sequence, head };
}

function sequenceIn(key: string): number {
  return Number(/^records\/(\d{12})\.json$/.exec(key)?.[1] ?? 0);
}
