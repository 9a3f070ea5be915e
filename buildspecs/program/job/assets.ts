import type { Bucket } from '../../../lib/aws/objects/bucket';
import type { BundlePlace } from '../../../lib/bundle/store';
import { assetsVariables } from '../../../lib/contract';
import { objectKeys } from '../../../lib/object-keys';

/** The bucket that all environments of an application share, which belongs to an account of its own. */
export interface Assets {
  readonly place: BundlePlace;
  /** Name of the environment whose builds store bundles there; the others build nothing. */
  readonly writer: string;
}

/** @returns undefined where the stack names no such bucket: each environment has its own alone */
export function assetsOf(
  env: Readonly<Record<string, string | undefined>>,
  application: string,
  own: Bucket,
): Assets | undefined {
  const { bucket, region, account, writer } = assetsVariables;
  const name = env[bucket];
  if (!name) return undefined;
  const owner = env[account];
  const place = {
    ...own,
    name,
    region: env[region] || own.region,
    below: objectKeys.bundlesOf(application),
    ...(owner && { owner }),
  };
  return { place, writer: env[writer] ?? '' };
}
