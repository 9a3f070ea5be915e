import { ServiceError } from '../../../base/service-error';

export const noSuchBucket = (BucketName: string) =>
  new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404, { BucketName });

export const noSuchKey = (Key: string) =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, { Key });

export const noSuchVersion = (Key: string, VersionId: string) =>
  new ServiceError('NoSuchVersion', 'The specified version does not exist.', 404, {
    Key,
    VersionId,
  });

export const hiddenByDeleteMarker = (Key: string, versionId: string) =>
  new ServiceError('NoSuchKey', 'The specified key does not exist.', 404, {
    Key,
    deleteMarker: versionId,
  });

export const isDeleteMarker = (Key: string) =>
  new ServiceError(
    'MethodNotAllowed',
    'The specified method is not allowed against this resource.',
    405,
    { Key, ResourceType: 'DeleteMarker', Method: 'GET' },
  );

export const noSuchUpload = (UploadId: string) =>
  new ServiceError(
    'NoSuchUpload',
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
    404,
    { UploadId },
  );

export const accessDenied = (words = 'Access Denied') =>
  new ServiceError('AccessDenied', words, 403);

export const preconditionFailed = (Condition: string) =>
  new ServiceError(
    'PreconditionFailed',
    'At least one of the pre-conditions you specified did not hold',
    412,
    { Condition },
  );

export const conditionalRequestConflict = (Key: string) =>
  new ServiceError(
    'ConditionalRequestConflict',
    'The conditional request cannot succeed due to a conflicting operation against this resource.',
    409,
    { Key },
  );

export const notModified = (etag: string) =>
  new ServiceError('NotModified', 'Not Modified', 304, { ETag: `"${etag}"` });

export const conditionNotImplemented = () =>
  new ServiceError(
    'NotImplemented',
    'A header you provided implies functionality that is not implemented: If-None-Match with an entity tag',
    501,
  );

export const invalidArgument = (message: string) => new ServiceError('InvalidArgument', message);

export const invalidRequest = (message: string) => new ServiceError('InvalidRequest', message);

export const badDigest = (what: string) =>
  new ServiceError('BadDigest', `The ${what} you specified did not match what we received.`);

export const incompleteBody = () =>
  new ServiceError(
    'IncompleteBody',
    'You did not provide the number of bytes specified by the Content-Length HTTP header',
  );

export const malformedXml = (message: string) => new ServiceError('MalformedXML', message);
