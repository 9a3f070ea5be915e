import type { Stack } from 'aws-cdk-lib';
import { guardRole } from '../../lib/guard-names';

/** By its name, since the policies that know it are there before it. */
export function guardRoleArn(
  stack: Stack,
  { application }: { readonly application: string },
): string {
  const resourceName = guardRole(application, stack.region);
  return stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName });
}
