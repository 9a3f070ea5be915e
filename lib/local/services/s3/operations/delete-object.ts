import type {
  DeletedObject,
  DeleteObjectCommandInput,
  DeleteObjectOutput,
  DeleteObjectsCommandInput,
  DeleteObjectsOutput,
  ObjectIdentifier,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { addDeleteMarker, findVersion, removeVersion, versionIdOf } from '../engine/versions';
import { markDeleted } from '../engine/write-object';
import { bucketFor, checkOwner, inItsRegion, isAllowed, ofVersion } from '../model/access';
import { checkWriteConditions } from '../model/conditions';
import { malformedXml } from '../model/errors';
import { bucketAnywhere, objects, type StoredBucket } from '../model/records';
import { checkKey } from './put-object';

/** Deleting what is not there succeeds. */
export function DeleteObject(
  input: DeleteObjectCommandInput,
  context: Context,
): DeleteObjectOutput {
  const bucket = bucketFor(ofVersion('s3:DeleteObject', input), input, context);
  const key = checkKey(input.Key);
  if (input.IfMatch !== undefined)
    checkWriteConditions(input, key, findVersion(bucket, key, input.VersionId, context));
  return remove(bucket, key, input.VersionId, context);
}

function remove(
  bucket: StoredBucket,
  key: string,
  versionId: string | undefined,
  context: Context,
): DeleteObjectOutput {
  markDeleted(bucket, key, context);
  if (versionId !== undefined) {
    const removed = removeVersion(bucket, key, versionId, context);
    const marker = removed !== undefined && removed.data === undefined;
    return { VersionId: versionId, ...(marker && { DeleteMarker: true }) };
  }
  if (bucket.versioning === undefined) {
    for (const version of objects(bucket, context).get(key)?.versions ?? [])
      removeVersion(bucket, key, version.versionId, context);
    return {};
  }
  const marker = addDeleteMarker(bucket, key, context);
  return { DeleteMarker: true, VersionId: versionIdOf(bucket, marker) };
}

export function DeleteObjects(
  input: DeleteObjectsCommandInput,
  context: Context,
): DeleteObjectsOutput {
  const bucket = inItsRegion(bucketAnywhere(input.Bucket, context), context);
  checkOwner(bucket, input);
  const asked = input.Delete?.Objects ?? [];
  if (asked.length === 0 || asked.length > 1000)
    throw malformedXml(
      'The XML you provided was not well-formed or did not validate against our published schema',
    );
  const may = ({ Key, VersionId }: ObjectIdentifier) =>
    isAllowed(bucket, ofVersion('s3:DeleteObject', { VersionId }), { Key }, context);
  const refused = asked.filter((one) => !may(one));
  const deleted: DeletedObject[] = asked.filter(may).map(({ Key = '', VersionId }) => {
    const { DeleteMarker, VersionId: made } = remove(bucket, checkKey(Key), VersionId, context);
    return {
      Key,
      ...(VersionId !== undefined && { VersionId }),
      ...(DeleteMarker && { DeleteMarker, DeleteMarkerVersionId: made }),
    };
  });
  const Errors = refused.map(({ Key, VersionId }) => ({
    Key,
    VersionId,
    Code: 'AccessDenied',
    Message: 'Access Denied',
  }));
  return {
    ...(!input.Delete?.Quiet && { Deleted: deleted }),
    ...(Errors.length > 0 && { Errors }),
  };
}
