import { ServiceError } from '../../../base/service-error';

/** A policy document as IAM's operations take it: templates may write it as JSON or as text. */
export function documentText(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

/** @throws MalformedPolicyDocument unless the text is a policy: JSON with a version and statements */
export function checkDocument(text: string | undefined): string {
  let document: { Statement?: unknown } | null | undefined;
  try {
    document = JSON.parse(text ?? '');
  } catch {
    throw new ServiceError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
  if (typeof document !== 'object' || typeof document?.Statement !== 'object')
    throw new ServiceError('MalformedPolicyDocument', 'Syntax errors in policy.');
  return text ?? '';
}

/** IAM hands documents out percent-encoded. */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
