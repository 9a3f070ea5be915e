import { namesOf } from './contract';

/** Where ARNs of one account and region are. */
export interface ArnPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/**
 * What an application's releases make that names alone tell from what another makes: its stacks, and the buckets of its sites. A
 * pattern for `shop` takes in all of `shop-admin` as well, which is why the roles of `shop` are denied these of `shop-admin`.
 */
export function ownArns(application: string, { partition, region, account }: ArnPlace): string[] {
  const stack = (name: string) =>
    `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/*`;
  const sites = `arn:${partition}:s3:::${namesOf(application).siteBuckets}*`;
  return [stack(application), stack(`${application}-*`), sites];
}
