import { type Account, openAccount } from '../aws/account/account';
import type { Bucket } from '../aws/objects/bucket';
import { bucketIn } from '../aws/pipeline/bucket';
import type { Config } from '../config/config';

/** The bucket that environments pull their bundles from, as `gitenv.json` records it. */
export type RecordedAssets = NonNullable<Config['assets']>;

/**
 * Opens the account of the bucket that environments share, with the profile that is recorded for it.
 * @throws GitenvError what its credentials may say
 */
export function openAssetsAccount(
  { environments }: Pick<Config, 'environments'>,
  { profile, account, region }: RecordedAssets,
): Promise<Account> {
  const usual = Object.values(environments)[0]?.region ?? '';
  // What stands for the environment in errors: the account is none.
  return openAccount({ profile, region: region ?? usual, account, environment: 'assets' });
}

/** That bucket, as its own account reaches it. */
export function assetsBucketIn(
  account: Account,
  { bucket, account: owner }: RecordedAssets,
): Bucket {
  return { ...bucketIn(account, bucket), owner };
}
