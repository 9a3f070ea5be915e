import { Aws, Fn, type IResolvable } from 'aws-cdk-lib';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { objectKeys } from '../../lib/object-keys';
import { inTemplate } from '../settings/in-template';
import type { StackSettings } from '../settings/settings';

type Rule = CfnBucket.RuleProperty;

/** Days after which a bundle costs less to keep and more to fetch. S3 moves nothing that is smaller than 128 KB. */
const coldAfterDays = 90;

/**
 * What an environment's bucket forgets: unfinished uploads, and what no release that runs or could be gone back to needs. S3
 * knows ages and no releases, so bundles, plans, templates and assets never expire.
 */
export function expiring({
  artifactRetentionDays,
  artifactPrefix: { value, isSet },
}: StackSettings): (Rule | IResolvable)[] {
  const { driftBelow, packaged } = objectKeys;
  const expire = (id: string, prefix: string): Rule => ({
    id,
    status: 'Enabled',
    prefix,
    expirationInDays: artifactRetentionDays,
  });
  const artifacts = expire('artifacts', value);
  return [
    ...keeping,
    expire('drift', driftBelow),
    expire('packaged', packaged),
    isSet ? Fn.conditionIf(isSet.logicalId, inTemplate(artifacts), Aws.NO_VALUE) : artifacts,
  ];
}

/** Of a bucket that keeps bundles alone. */
export const keeping: readonly Rule[] = [
  { id: 'uploads', status: 'Enabled', abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } },
  {
    id: 'bundles',
    status: 'Enabled',
    prefix: objectKeys.bundles,
    transitions: [{ storageClass: 'STANDARD_IA', transitionInDays: coldAfterDays }],
  },
];
