import type { Bucket } from '../aws/objects/bucket';
import { describeObject } from '../aws/objects/object-store';
import { objectKeys } from '../object-keys';
import { storeBuffer } from './store';

/**
 * Asks that the next release of a commit puts back what was changed by hand. It is asked where no build and no deploy may
 * write, and for one release: the one that comes right after an execution.
 * @param after id of the newest execution
 */
export async function askRepair(bucket: Bucket, commit: string, after: string): Promise<void> {
  await storeBuffer(bucket, objectKeys.repair(commit, after), Buffer.alloc(0), { onlyNew: true });
}

/** @param after id of the execution right before the one that is asked about */
export async function isRepairAsked(
  bucket: Bucket,
  commit: string,
  after: string,
): Promise<boolean> {
  return (await describeObject(bucket, objectKeys.repair(commit, after))) !== undefined;
}
