import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { statementsIn } from '../../../policy/statement';
import { fieldsOf } from '../../../values/fields';
import { openRepository } from '../model/access';
import { invalid } from '../model/errors';
import { arnOf, type Opened, repositoriesOf, type StoredRepository } from '../model/records';
import type {
  PutImageTagMutabilityRequest,
  PutLifecyclePolicyRequest,
  RepositoryRequest,
  ResourceRequest,
  SetRepositoryPolicyRequest,
  TagResourceRequest,
  UntagResourceRequest,
} from '../model/requests';
import { tagMap } from '../model/tags';
import { checkMutability } from './repositories';

const identity = ({ repository, home }: Opened) => ({
  registryId: home.account,
  repositoryName: repository.name,
});

function change({ repository, home }: Opened, changed: Partial<StoredRepository>): void {
  repositoriesOf(home).put(repository.name, { ...repository, ...changed });
}

export function PutImageTagMutability(input: PutImageTagMutabilityRequest, context: Context) {
  const opened = openRepository('ecr:PutImageTagMutability', input, context);
  const { mutability, exclusions } = checkMutability(input);
  change(opened, { mutability, exclusions });
  return {
    ...identity(opened),
    imageTagMutability: mutability,
    ...(exclusions.length > 0 && { imageTagMutabilityExclusionFilters: exclusions }),
  };
}

export function SetRepositoryPolicy(input: SetRepositoryPolicyRequest, context: Context) {
  const opened = openRepository('ecr:SetRepositoryPolicy', input, context);
  const { policyText } = input;
  checkPolicy(policyText);
  change(opened, { policy: policyText });
  return { ...identity(opened), policyText };
}

/** @throws InvalidParameterException for a policy that ECR does not take */
export function checkPolicy(text: string): void {
  const statements = jsonIn(text, 'PolicyText') && statementsIn(text);
  const isWhole = ({ Effect, Principal, Action, NotAction }: (typeof statements)[number]) =>
    (Effect === 'Allow' || Effect === 'Deny') && Principal && (Action ?? NotAction);
  if (statements.length === 0 || !statements.every(isWhole))
    throw invalid('PolicyText', 'Invalid repository policy provided');
}

function jsonIn(text: string, parameter: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object') return value;
  } catch {
    // Answered below.
  }
  throw invalid(parameter, 'Invalid JSON syntax');
}

export function GetRepositoryPolicy(input: RepositoryRequest, context: Context) {
  const opened = openRepository('ecr:GetRepositoryPolicy', input, context);
  return { ...identity(opened), policyText: policyIn(opened) };
}

export function DeleteRepositoryPolicy(input: RepositoryRequest, context: Context) {
  const opened = openRepository('ecr:DeleteRepositoryPolicy', input, context);
  const policyText = policyIn(opened);
  const { policy: _, ...rest } = opened.repository;
  repositoriesOf(opened.home).put(rest.name, rest);
  return { ...identity(opened), policyText };
}

function policyIn({ repository: { name, policy }, home }: Opened): string {
  if (policy !== undefined) return policy;
  throw new ServiceError(
    'RepositoryPolicyNotFoundException',
    `Repository policy does not exist for the repository with name '${name}' in the registry with id '${home.account}'`,
  );
}

/** Kept and handed out; nothing expires on this machine. */
export function PutLifecyclePolicy(input: PutLifecyclePolicyRequest, context: Context) {
  const opened = openRepository('ecr:PutLifecyclePolicy', input, context);
  const { lifecyclePolicyText } = input;
  checkLifecyclePolicy(lifecyclePolicyText);
  change(opened, { lifecyclePolicy: lifecyclePolicyText });
  return { ...identity(opened), lifecyclePolicyText };
}

/** @throws InvalidParameterException for what has no rules */
export function checkLifecyclePolicy(text: string): void {
  const { rules } = fieldsOf(jsonIn(text, 'LifecyclePolicyText'));
  if (!Array.isArray(rules) || rules.length === 0)
    throw invalid('LifecyclePolicyText', 'Lifecycle policy validation failure: rules is missing');
}

export function GetLifecyclePolicy(input: RepositoryRequest, context: Context) {
  const opened = openRepository('ecr:GetLifecyclePolicy', input, context);
  return { ...identity(opened), lifecyclePolicyText: lifecyclePolicyIn(opened) };
}

export function DeleteLifecyclePolicy(input: RepositoryRequest, context: Context) {
  const opened = openRepository('ecr:DeleteLifecyclePolicy', input, context);
  const lifecyclePolicyText = lifecyclePolicyIn(opened);
  const { lifecyclePolicy: _, ...rest } = opened.repository;
  repositoriesOf(opened.home).put(rest.name, rest);
  return { ...identity(opened), lifecyclePolicyText };
}

function lifecyclePolicyIn({ repository: { name, lifecyclePolicy }, home }: Opened): string {
  if (lifecyclePolicy !== undefined) return lifecyclePolicy;
  throw new ServiceError(
    'LifecyclePolicyNotFoundException',
    `Lifecycle policy does not exist for the repository with name '${name}' in the registry with id '${home.account}'`,
  );
}

export function TagResource(input: TagResourceRequest, context: Context) {
  const opened = withArn('ecr:TagResource', input, context);
  change(opened, { tags: { ...opened.repository.tags, ...tagMap(input.tags) } });
  return {};
}

export function UntagResource(input: UntagResourceRequest, context: Context) {
  const opened = withArn('ecr:UntagResource', input, context);
  const kept = Object.entries(opened.repository.tags).filter(
    ([key]) => !input.tagKeys.includes(key),
  );
  change(opened, { tags: Object.fromEntries(kept) });
  return {};
}

export function ListTagsForResource(input: ResourceRequest, context: Context) {
  const { repository } = withArn('ecr:ListTagsForResource', input, context);
  return { tags: Object.entries(repository.tags).map(([Key, Value]) => ({ Key, Value })) };
}

function withArn(action: string, { resourceArn }: ResourceRequest, context: Context): Opened {
  const prefix = arnOf('', context);
  if (!resourceArn.startsWith(prefix)) throw invalid('resourceArn', `must begin with ${prefix}`);
  return openRepository(action, { repositoryName: resourceArn.slice(prefix.length) }, context);
}
