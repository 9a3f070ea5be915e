import type { Account } from '../aws/account/account';
import type { Bucket } from '../aws/objects/bucket';
import { keepsVersions } from '../aws/objects/delete-objects';
import { listObjects } from '../aws/objects/list-objects';
import { callBucket } from '../aws/pipeline/bucket';
import { GitenvError } from '../errors';
import { orWhyNot } from '../target/why-not';
import type { Needed } from './needed';
import { type Unneeded, unneededObjects } from './objects';

/** A bucket, and what of it nothing needs. */
export interface PrunablePlace {
  readonly account: Account;
  readonly bucket: Bucket;
  readonly isShared: boolean;
  readonly unneeded: readonly Unneeded[];
  /** Whether what is deleted stays as a version; undefined if that may not be asked. */
  readonly keepsVersions: boolean | undefined;
  /** Why more cannot be told to be unneeded, as clauses: of all there is, or of assets and templates. */
  readonly unknown: Needed['unknown'];
}

/** @param below where bundles lie in a bucket that has nothing else of this application */
export async function prunablePlace(
  account: Account,
  bucket: Bucket,
  needed: Needed,
  below?: string,
): Promise<PrunablePlace> {
  const objects = await callBucket(account, bucket, () => listObjects(bucket, below));
  const versions = await orWhyNot(callBucket(account, bucket, () => keepsVersions(bucket)));
  return {
    account,
    bucket,
    isShared: below !== undefined,
    unneeded: unneededObjects(objects, needed, below),
    keepsVersions: versions instanceof GitenvError ? undefined : versions,
    unknown: needed.unknown,
  };
}
