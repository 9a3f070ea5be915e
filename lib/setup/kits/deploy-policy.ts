import type { Account } from '../../aws/account/account';
import { policiesOfRole } from '../../aws/roles/role-policies';
import { stackResources } from '../../aws/stack/stack-resources';
import { namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { buildspecOf, makesPlans } from './buildspec';

/** The kits of which a template in the commit says what a deploy changes. */
const ofTemplates: ReadonlySet<string> = new Set([
  'cdk',
  'cloudformation',
  'ecs',
  'lambda-image',
  'static-site',
]);

export function isToldByTemplate(kit: string | undefined): boolean {
  return kit !== undefined && ofTemplates.has(kit);
}

/** What gives deploys rights that have none. */
export function rightsOption(kit: string | undefined): string {
  return `--deploy-rights ${isToldByTemplate(kit) ? 'template' : '<ARN of a policy of yours>'}`;
}

/** Logical id of the role of deploys, after which its own policy is named too. */
const deployRole = 'DeployRole';

/**
 * Whether the role of deploys has any policy beside the one that gitenv's stack gives it. Without one it can change nothing
 * that a commit describes.
 * @param stack name or ARN of the environment's stack
 * @returns undefined if nobody lets us look, or there is no such role
 */
export async function hasDeployPolicy(
  account: Account,
  stack: string,
): Promise<boolean | undefined> {
  try {
    const resources = await stackResources(account, stack);
    const role = resources.find(({ logicalId }) => logicalId === deployRole)?.physicalId;
    if (role === undefined) return undefined;
    const { attached, own } = await policiesOfRole(account, role);
    return attached.length > 0 || own.some((name) => name !== deployRole);
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'ACCESS_DENIED') return undefined;
    throw error;
  }
}

/** Those of the environments that a kit plans for, and whose deploys may not carry any plan out. */
export async function withoutDeployPolicy(
  root: string,
  application: string,
  environments: readonly { readonly environment: string; readonly account: Account }[],
): Promise<string[]> {
  if (!makesPlans(buildspecOf(root))) return [];
  const { stack } = namesOf(application);
  const lacking = await Promise.all(
    environments.map(async ({ environment, account }) =>
      (await hasDeployPolicy(account, stack)) === false ? [environment] : [],
    ),
  );
  return lacking.flat();
}
