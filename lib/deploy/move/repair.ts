import { bucketOf, callBucket } from '../../aws/pipeline/bucket';
import { askRepair } from '../../bundle/repair';
import { Releases } from '../../target/releases';
import type { Move } from './move';

/** Has the release that is started next put back what was changed by hand. */
export async function askForRepair({ open, commit }: Move): Promise<undefined> {
  const { account, pipeline } = open;
  const [latest] = await new Releases(open).latest(1);
  if (!latest) return undefined;
  const bucket = await bucketOf(account, pipeline);
  await callBucket(account, bucket, () => askRepair(bucket, commit, latest.id));
  return undefined;
}
