import { Aws, Fn, type IResolvable } from 'aws-cdk-lib';
import type { CfnProject } from 'aws-cdk-lib/aws-codebuild';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { objectKeys } from '../../lib/object-keys';
import { inTemplate } from '../settings/in-template';
import type { StackSettings } from '../settings/settings';
import { eitherOf, type YesOrNo } from '../settings/yes-or-no';

type Cache = CfnProject.ProjectCacheProperty;

/** The cache of builds, whose files `buildspec.yml` names; undefined if there never is one. */
export function cacheOf(
  { cache: { isLocal, isInBucket }, privileged }: StackSettings,
  bucket: CfnBucket,
): Cache | IResolvable | undefined {
  const prefix = objectKeys.cache.replace(/\/$/, '');
  const inBucket: Cache = { type: 'S3', location: `${bucket.ref}/${prefix}` };
  return choose(isInBucket, inBucket, choose(isLocal, onMachine(privileged), undefined));
}

/** CodeBuild keeps layers of images too for builds that run Docker, and for no others. */
function onMachine(privileged: YesOrNo): Cache {
  const layers =
    privileged === false ? [] : [eitherOf(privileged, 'LOCAL_DOCKER_LAYER_CACHE', Aws.NO_VALUE)];
  return { type: 'LOCAL', modes: ['LOCAL_CUSTOM_CACHE', ...layers] };
}

function choose(
  choice: YesOrNo,
  cache: Cache,
  otherwise: Cache | IResolvable | undefined,
): Cache | IResolvable | undefined {
  if (typeof choice === 'boolean') return choice ? cache : otherwise;
  return Fn.conditionIf(choice.logicalId, inTemplate(cache), otherwise ?? Aws.NO_VALUE);
}
