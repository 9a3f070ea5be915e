import { ServiceError } from '../../service';

/** The errors that more than one operation answers with, worded as S3 words them. */
export const errors = {
  noSuchBucket: (BucketName: string) =>
    new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName }),
  noSuchKey: (Key: string) =>
    new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key }),
  noSuchVersion: (Key: string, VersionId: string) =>
    new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, {
      Key,
      VersionId,
    }),
  hidden: (Key: string, versionId: string) =>
    new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, {
      Key,
      deleteMarker: versionId,
    }),
  marker: (Key: string) =>
    new ServiceError(
      'MethodNotAllowed',
      'The specified method is not allowed against this resource.',
      405,
      { Key, ResourceType: 'DeleteMarker', Method: 'GET' },
    ),
  noSuchUpload: (UploadId: string) =>
    new ServiceError(
      'NoSuchUpload',
      'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
      404,
      { UploadId },
    ),
  accessDenied: () => new ServiceError('AccessDenied', 'Access Denied', 403),
  preconditionFailed: (Condition: string) =>
    new ServiceError(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
      { Condition },
    ),
  conditionalRequestConflict: (Key: string) =>
    new ServiceError(
      'ConditionalRequestConflict',
      'The conditional request cannot succeed due to a conflicting operation against this resource.',
      409,
      { Key },
    ),
  notModified: (etag: string) =>
    new ServiceError('NotModified', 'Not Modified', 304, { ETag: `"${etag}"` }),
  conditionNotImplemented: () =>
    new ServiceError(
      'NotImplemented',
      'A header you provided implies functionality that is not implemented: If-None-Match with an entity tag',
      501,
    ),
  invalidArgument: (message: string) => new ServiceError('InvalidArgument', message),
  invalidRequest: (message: string) => new ServiceError('InvalidRequest', message),
  badDigest: (what: string) =>
    new ServiceError('BadDigest', `The ${what} you specified did not match what we received.`),
  incompleteBody: () =>
    new ServiceError(
      'IncompleteBody',
      'You did not provide the number of bytes specified by the Content-Length HTTP header',
    ),
};
