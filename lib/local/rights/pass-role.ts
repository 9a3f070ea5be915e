import type { Ask } from '../base/rights';

/**
 * Whoever hands a role to a service needs this, so that nobody gains by it what he may not do himself.
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html)
 * @param service such as codebuild.amazonaws.com
 */
export function passRole(role: unknown, service: string): readonly Ask[] {
  if (typeof role !== 'string' || role === '') return [];
  return [{ action: 'iam:PassRole', resource: role, keys: passedTo(service) }];
}

function passedTo(service: string) {
  return { 'iam:passedtoservice': service, 'iam:associatedresourcearn': undefined };
}
