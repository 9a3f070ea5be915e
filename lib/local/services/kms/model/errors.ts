import { base64 } from '../../../base/page';
import { ServiceError } from '../../../base/service-error';

export const notFound = (message: string) => new ServiceError('NotFoundException', message);

export const invalidCiphertext = () => new ServiceError('InvalidCiphertextException', '');

export const invalid = (message: string) => new ServiceError('ValidationException', message);

export const invalidState = (message: string) =>
  new ServiceError('KMSInvalidStateException', message);

export const invalidKeyUsage = (message: string) =>
  new ServiceError('InvalidKeyUsageException', message);

export const unsupported = (message: string) =>
  new ServiceError('UnsupportedOperationException', message);

export const pageTokens = {
  coding: base64,
  invalid: () => new ServiceError('InvalidMarkerException', 'The marker is not valid.'),
};

export const malformedPolicy = () =>
  new ServiceError('MalformedPolicyDocumentException', 'The policy document is not valid JSON.');

/** In the words of https://repost.aws/knowledge-center/update-key-policy-future */
export const lockedOut = () =>
  new ServiceError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
