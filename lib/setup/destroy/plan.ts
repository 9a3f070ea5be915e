import type { Account } from '../../aws/account/account';
import { describeStack, type StackState } from '../../aws/stack/stack';
import { type StackResource, stackResources } from '../../aws/stack/stack-resources';
import type { StackShell } from '../../aws/stack/stack-shells';
import type { EnvironmentSettings } from '../../config/config';
import type { Environment } from '../../config/environment';
import { type NewUpstream, newUpstreams } from '../../config/path';
import { namesOf, parameters } from '../../contract';
import { GitenvError } from '../../errors';
import { schedulesIfTold } from '../../target/lock/schedules';
import { type OpenEnvironment, openEnvironment } from '../../target/open-environment';
import { installedPolicy } from '../policy/policy-stack';
import { shellsOf } from './own-shells';

/** What a removal would do, worked out before anything is changed. */
export interface DestroyPlan {
  readonly environment: string;
  readonly account: string;
  readonly region: string;
  readonly profile: string | undefined;
  /** What gitenv.json decides for the environment, which goes with its record. */
  readonly settings: EnvironmentSettings;
  readonly stack: string;
  readonly goes: readonly StackResource[];
  /** Stacks that a release began to plan and never filled. */
  readonly shells: readonly StackShell[];
  /** The environment before it on the path. */
  readonly upstream: string | undefined;
  /** The environments that get another upstream. */
  readonly upstreams: readonly NewUpstream[];
  /** Names of the schedules of a lock, which are no part of the stack. */
  readonly schedules: readonly string[];
  /** What stays in the account, with its content, until somebody deletes it by hand. */
  readonly stays: readonly StackResource[];
}

export interface PlannedDestroy {
  readonly plan: DestroyPlan;
  readonly client: Account;
  /** Undefined where the stack is gone already, and only this repository still knows the environment. */
  readonly state: StackState | undefined;
  /** The stack of the policy that deploys have. */
  readonly policy: StackState | undefined;
  /** The stack of the guard. */
  readonly guard: StackState | undefined;
}

/**
 * @param recorded names of all environments in the order that commits take, and what is decided for this one
 * @throws GitenvError WRONG_ACCOUNT and whatever keeps the account from being asked
 */
export async function planDestroy(
  environment: Environment,
  recorded: { readonly path: readonly string[]; readonly settings: EnvironmentSettings },
): Promise<PlannedDestroy> {
  const { name, profile, region, application } = environment;
  const { path, settings } = recorded;
  const open = await openEnvironment(environment);
  const client = open.account;
  const { account } = await client.verify();
  const { stack, guardStack } = namesOf(application);
  const state = await describeStack(client, stack);
  const guard = await describeStack(client, guardStack);
  for (const one of [state, guard]) refuseBusy(name, one);
  const policy = (await installedPolicy(client, application))?.stack;
  const [resources, shells, schedules] = await Promise.all([
    resourcesOf(client, [state, guard]),
    shellsOf(open),
    schedulesOf(open),
  ]);
  const plan = {
    environment: name,
    account,
    region,
    profile,
    settings,
    stack,
    goes: [
      ...resources.filter(({ stays }) => !stays),
      ...(policy ? [asPolicy(policy)] : []),
      ...shells.map(asResource),
      ...schedules.map(asSchedule),
    ],
    shells,
    upstream: environment.upstream,
    upstreams: newUpstreams(
      path,
      path.filter((other) => other !== name),
    ),
    schedules,
    stays: [
      ...resources.filter(({ stays }) => stays).map((it) => asNamed(it, application)),
      ...sourcesOf(state),
    ],
  };
  return { plan, client, state, policy, guard };
}

async function resourcesOf(client: Account, stacks: readonly (StackState | undefined)[]) {
  const found = await Promise.all(stacks.map((it) => (it ? stackResources(client, it.id) : [])));
  return found.flat();
}

/** CloudFormation knows a repository by its id, which nobody would find it by. */
function asNamed(resource: StackResource, application: string): StackResource {
  if (resource.type === 'AWS::S3::BucketPolicy')
    return { ...resource, physicalId: `${resource.physicalId} (what protects its records)` };
  if (resource.type !== 'AWS::CodeCommit::Repository') return resource;
  return { ...resource, physicalId: namesOf(application).repository };
}

function asResource({ name }: StackShell): StackResource {
  return {
    logicalId: name,
    physicalId: `${name} (empty)`,
    type: 'AWS::CloudFormation::Stack',
    stays: false,
  };
}

function asPolicy({ name }: StackState): StackResource {
  const type = 'AWS::CloudFormation::Stack';
  return { logicalId: name, physicalId: `${name} (the policy of deploys)`, type, stays: false };
}

function asSchedule(name: string): StackResource {
  return { logicalId: name, physicalId: name, type: 'AWS::Scheduler::Schedule', stays: false };
}

/** Whoever may not look can remove an environment all the same: what is left fails at its time, and is gone then. */
async function schedulesOf(open: OpenEnvironment): Promise<string[]> {
  const { lockBegins, lockEnds } = namesOf(open.application);
  const known = await schedulesIfTold(open);
  if (known === 'not told') return [];
  return [...(known.begins ? [lockBegins] : []), ...(known.ends ? [lockEnds] : [])];
}

/** Made beside the stack for submodules, perhaps of other applications too. */
function sourcesOf(state: StackState | undefined): StackResource[] {
  const arns = state?.parameters[parameters.sourceRepositories] ?? '';
  return arns
    .split(',')
    .filter(Boolean)
    .map((arn) => ({
      logicalId: parameters.sourceRepositories,
      physicalId: arn.slice(arn.lastIndexOf(':') + 1),
      type: 'AWS::CodeCommit::Repository',
      stays: true,
    }));
}

function refuseBusy(environment: string, state: StackState | undefined): void {
  if (!state?.status.endsWith('_IN_PROGRESS') || state.status === 'REVIEW_IN_PROGRESS') return;
  throw new GitenvError(
    'STACK_STUCK',
    `Stack '${state.name}' in ${environment} is ${state.status}`,
    {
      advice: 'Try again once that has ended.',
      hint: `gitenv destroy ${environment}`,
    },
  );
}
