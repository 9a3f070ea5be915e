import { CfnCondition } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { artifacts } from '../../lib/contract';
import { objectKeys } from '../../lib/object-keys';
import type { StackSettings } from '../settings/settings';
import type { Statement } from './service-role';

const { records, proofs, guard, promoted } = objectKeys;

/** Below these nobody writes but people with rights of their own, and the account itself. */
const kept = [promoted, records, proofs, guard].map((prefix) => `${prefix}*`);

/** CodePipeline puts an artifact below the pipeline's name, cut to 20 letters, which CloudFormation cannot do. */
const put = (artifact: string) => `*/${artifact}/*`;

/**
 * Where a build writes: what it hands to its deploy, and what it stores. Its commit may be anybody's, and so may be what that
 * depends on, so that it writes nowhere else: neither what was pushed, nor what deploys and people keep.
 */
export function buildWrites(bucket: CfnBucket, { cache }: StackSettings): Statement[] {
  const { bundles, plans, templates, assets, packaged, locks, driftBelow, sites } = objectKeys;
  const stores = [bundles, plans, templates, assets, packaged, locks].map((it) => `${it}*`);
  const others = [put(artifacts.source), `${driftBelow}*`, `${sites}*`, ...kept];
  return [
    { actions: ['s3:PutObject'], resources: within(bucket, [put(artifacts.bundle), ...stores]) },
    ...cached(bucket, cache.isInBucket),
    { effect: 'Deny', actions: ['s3:PutObject'], resources: within(bucket, others) },
  ];
}

function cached(bucket: CfnBucket, isInBucket: StackSettings['cache']['isInBucket']): Statement[] {
  if (isInBucket === false) return [];
  const condition = isInBucket instanceof CfnCondition ? isInBucket : undefined;
  const resources = within(bucket, [`${objectKeys.cache}*`]);
  return [{ actions: ['s3:PutObject'], resources, condition }];
}

/**
 * A deploy keeps what it made a site serve, and stores the assets that stacks refer to. The team's policies may give it far
 * more, and still not what others vouch for.
 */
export function deployWrites(bucket: CfnBucket): Statement[] {
  const { sites, assets } = objectKeys;
  return [
    { actions: ['s3:PutObject'], resources: within(bucket, [`${sites}*`, `${assets}*`]) },
    {
      effect: 'Deny',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObject'],
      resources: within(bucket, kept),
    },
  ];
}

/** Builds of whatever commit write the cache, so that nothing of it may get into a deploy. */
export function withoutCache(bucket: CfnBucket): Statement[] {
  const actions = ['s3:GetObject', 's3:GetObjectVersion'];
  return [{ effect: 'Deny', actions, resources: within(bucket, [`${objectKeys.cache}*`]) }];
}

function within({ attrArn }: CfnBucket, keys: readonly string[]): string[] {
  return keys.map((key) => `${attrArn}/${key}`);
}
