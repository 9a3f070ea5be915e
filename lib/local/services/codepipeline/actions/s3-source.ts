import type { HeadObjectOutput } from '@aws-sdk/client-s3';
import { notImplemented } from '../../../base/service-error';
import { configurationError } from '../model/errors';
import type { ActionKind, Task } from './kind';

/** Brings one version of an object into the pipeline. */
export const s3Source: ActionKind = {
  inputs: [0, 0],
  outputs: [1, 1],
  required: ['S3Bucket', 'S3ObjectKey'],
  optional: ['PollForSourceChanges', 'AllowOverrideForS3ObjectKey'],
  repeatable: true,
  check({ configuration = {} }) {
    if (configuration.PollForSourceChanges === 'false') return undefined;
    throw notImplemented('codepipeline', 'an S3 source whose PollForSourceChanges is not "false"');
  },
  async perform(task) {
    const Bucket = task.run.resolved.S3Bucket ?? '';
    const Key = override(task, 'S3_OBJECT_KEY') ?? task.run.resolved.S3ObjectKey ?? '';
    await needVersions(task, Bucket);
    const asked = override(task, 'S3_OBJECT_VERSION_ID');
    const head = await task.context.call<HeadObjectOutput>('s3', 'HeadObject', {
      Bucket,
      Key,
      ...(asked === undefined ? {} : { VersionId: asked }),
    });
    const VersionId = head.VersionId ?? '';
    const [place] = task.run.outputs;
    await task.context.call('s3', 'CopyObject', {
      Bucket: place?.bucket,
      Key: place?.key,
      CopySource: `${Bucket}/${Key.split('/').map(encodeURIComponent).join('/')}?versionId=${VersionId}`,
    });
    const ETag = (head.ETag ?? '').replaceAll('"', '');
    const variables = { BucketName: Bucket, ObjectKey: Key, ETag, VersionId };
    return { status: 'Succeeded', revision: revisionOf(task, head, VersionId), variables };
  },
};

/** @throws ServiceError where the action does not allow the key to be chosen at the start */
function override({ execution, action, run }: Task, type: string): string | undefined {
  const found = execution.overrides.find(
    ({ actionName, revisionType }) => actionName === action.name && revisionType === type,
  );
  if (found && type === 'S3_OBJECT_KEY' && run.resolved.AllowOverrideForS3ObjectKey !== 'true')
    throw configurationError(
      `The action ${action.name} does not allow its S3ObjectKey to be overridden; AllowOverrideForS3ObjectKey is not true.`,
    );
  return found?.revisionValue;
}

async function needVersions({ context }: Task, Bucket: string): Promise<void> {
  const { Status } = await context.call<{ Status?: string }>('s3', 'GetBucketVersioning', {
    Bucket,
  });
  if (Status !== 'Enabled')
    throw configurationError(`The bucket ${Bucket} of an S3 source must have versioning enabled.`);
}

function revisionOf({ context }: Task, head: HeadObjectOutput, id: string) {
  const summary = head.Metadata?.['codepipeline-artifact-revision-summary'];
  return {
    id,
    summary: summary ?? `Amazon S3 version id: ${id}`,
    created: (head.LastModified ?? context.now()).toISOString(),
  };
}
