import type { StackSettings } from '../settings/settings';
import type { Statement } from './service-role';

/**
 * Keeps `shop` from what is of `shop-admin`, which `shop-*` takes in. Nothing but the name says whose a resource is, and
 * IAM has no pattern for "shop-, but not shop-admin", so that the other one's is denied. No policy of a team's undoes that.
 */
export function apartStatements({ apartFrom }: StackSettings): Statement[] {
  if (!apartFrom) return [];
  const { arns, condition } = apartFrom;
  return [{ effect: 'Deny', actions: ['*'], resources: arns, condition }];
}
