import { ServiceError } from '../base/service-error';
import type { SignatureFault } from '../base/signature';

const faults: Readonly<Record<SignatureFault, readonly [string, string]>> = {
  missing: ['MissingAuthenticationTokenException', 'Missing Authentication Token'],
  unknownKey: [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  badToken: [
    'UnrecognizedClientException',
    'The security token included in the request is invalid.',
  ],
  expiredToken: ['ExpiredTokenException', 'The security token included in the request is expired'],
  skewed: ['InvalidSignatureException', 'Signature expired or not yet current.'],
  mismatch: [
    'InvalidSignatureException',
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
  ],
};

/** How AWS's JSON protocols name a refused signature; they differ in the status. */
export function signatureRefused(fault: SignatureFault, status: number): ServiceError {
  const [code, message] = faults[fault];
  return new ServiceError(code, message, status);
}
