import { ServiceError } from '../../../base/service-error';
import { statementsIn } from '../../../policy/statement';
import type { StoredBucket } from './records';

/** @throws MalformedPolicy for a policy that S3 does not take, in its words */
export function checkPolicy(text: string, { name }: StoredBucket): void {
  checkJson(text);
  const statements = statementsIn(text);
  if (statements.length === 0) throw malformed('Missing required field Statement');
  for (const statement of statements) {
    const { Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource } = statement;
    if (Effect !== 'Allow' && Effect !== 'Deny') throw malformed(`Invalid effect: ${Effect}`);
    if ((Principal ?? NotPrincipal) === undefined)
      throw malformed('Missing required field Principal');
    if ((Action ?? NotAction) === undefined) throw malformed('Missing required field Action');
    if ((Resource ?? NotResource) === undefined) throw malformed('Missing required field Resource');
    const resources = [Resource ?? NotResource ?? []].flat();
    if (!resources.every((resource) => isWithin(String(resource), name)))
      throw malformed('Policy has invalid resource');
  }
}

function checkJson(text: string): void {
  try {
    const policy: unknown = JSON.parse(text);
    if (policy !== null && typeof policy === 'object') return;
  } catch {
    // Answered below.
  }
  throw malformed("Policies must be valid JSON and the first byte must be '{'");
}

function isWithin(resource: string, bucket: string): boolean {
  const arn = `arn:aws:s3:::${bucket}`;
  return resource === arn || resource.startsWith(`${arn}/`);
}

function malformed(message: string): ServiceError {
  return new ServiceError('MalformedPolicy', message);
}
