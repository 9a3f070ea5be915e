import type { Account } from '../../aws/account/account';
import { hasRepository } from '../../aws/codecommit/repository';
import { discardPlan } from '../../aws/stack/refused-plan';
import {
  describeStack,
  planStack,
  type StackPlan,
  type StackRequest,
  type StackState,
} from '../../aws/stack/stack';
import { deleteStack, executePlan } from '../../aws/stack/stack-events';
import { namesOf, parameters, yes } from '../../contract';
import { planApart } from '../apart/keep-apart';
import type { DecidedRights } from '../policy/decide';
import {
  deployPoliciesOf,
  installedPolicy,
  type PolicyPlace,
  policyTemplate,
} from '../policy/policy-stack';
import { networkParameters } from '../projects/network';
import { type DeployFromAsked, deployFromParameter } from '../protection/parameter';
import type { InitPort } from './port';
import type { PipelinePlan } from './releases';
import { progress, settle, withRepair } from './settle';
import type { GuardHere } from './stack/guard';
import {
  type DecidedGuard,
  decideGuard,
  type GuardChange,
  guardedParameter,
  planFollowing,
  planGuard,
  storeProgramOf,
} from './stack/guard-stack';
import { type Described, holdParameter, parametersOf } from './stack/parameters';
import { createSources, findSources } from './stack/sources';

/** One environment on its way to being installed. */
export interface Installation extends Described {
  readonly account: Account;
  readonly template: string;
  readonly guard: GuardHere;
  /** Names of the repositories that submodules come from. */
  readonly sources: readonly string[];
  /** Whether a stack that is new lets nothing enter Deploy. */
  readonly hold: boolean;
  /** The command as it was typed. */
  readonly typed: string;
  readonly deploys: DeployFromAsked;
  readonly rights: DecidedRights;
}

/** The stack of nothing but the policy of deploys: what changes in it, or that it goes. */
interface PolicyChange {
  readonly plan: StackPlan | undefined;
  readonly gone: StackState | undefined;
}

/** An installation whose changes are known; `plan` is undefined where there are none. */
export interface Prepared extends Installation, PipelinePlan {
  /** Names of the repositories that are to be made first. */
  readonly missing: readonly string[];
  readonly policy: PolicyChange;
  readonly guarding: GuardChange | undefined;
  /** Its own stack as it stands. */
  readonly before: StackState | undefined;
  /** The changes of other applications' stacks that keep them apart from this one. */
  readonly apart: readonly StackPlan[];
}

export function changesAnything(prepared: Prepared): boolean {
  const { missing, apart } = prepared;
  return changesOwn(prepared) || missing.length > 0 || apart.length > 0;
}

/** Whether any of the environment's own stacks changes. */
function changesOwn({ plan, policy, guarding }: Prepared): boolean {
  const stacks = [plan, policy.plan, policy.gone, guarding?.plan, guarding?.gone];
  return stacks.some((it) => it !== undefined) || guarding?.follows === true;
}

/**
 * Waits for what CloudFormation is doing, has a stack that is beyond repair deleted, and computes what would change.
 * @throws GitenvError STACK_STUCK, STACK_FAILED, DECLINED
 */
export async function prepare(installation: Installation, port: InitPort): Promise<Prepared> {
  const { environment, account, config, template } = installation;
  const names = namesOf(config.application);
  const before = await settle({ environment, account, name: names.stack }, port);
  const guard = await settle({ environment, account, name: names.guardStack }, port);
  const decided = await decideGuard(installation, { own: before, guard }, port.say);
  const found = before === undefined && (await hasRepository(account, names.repository));
  if (found) port.say({ kind: 'repositoryFound', environment, repository: names.repository });
  const { arns, missing } = await sourcesOf(installation, before);
  const place = await policyPlace(installation);
  const policies = deployPoliciesOf(installation.settings, place);
  const { application } = config;
  const apart = await planApart({ environment, account, application }, before, port.say);
  const request = {
    name: names.stack,
    template,
    parameters: {
      ...parametersOf(installation),
      ...guardedParameter(decided),
      ...(policies && { [parameters.deployPolicies]: policies.join(',') }),
      ...(found && { [parameters.existingRepository]: yes }),
      ...(await networkParameters(account, installation.settings.network)),
      ...(await holdParameter(installation, installation.hold, before)),
      ...(await deployFromParameter(installation, installation.deploys, before, port.say)),
      ...(arns.length > 0 && { [parameters.sourceRepositories]: arns.join(',') }),
      ...apart.parameters,
    },
  };
  const planned = await planAll(
    installation,
    { place, request, before, decided, apart: apart.plans },
    port,
  );
  const isThere = found || before !== undefined;
  const prepared = { ...installation, ...planned, missing, before, hasRepository: isThere };
  if (!changesAnything(prepared)) port.say({ kind: 'unchanged', environment });
  return prepared;
}

interface ToPlan {
  readonly place: PolicyPlace;
  readonly request: StackRequest;
  readonly before: StackState | undefined;
  readonly decided: DecidedGuard;
  readonly apart: readonly StackPlan[];
}

/** Where one cannot be planned, the others are taken back. */
async function planAll(
  installation: Installation,
  { place, request, before, decided, apart }: ToPlan,
  port: InitPort,
) {
  const { account } = installation;
  const none = { policy: { plan: undefined, gone: undefined }, guarding: undefined };
  const beside = { account, apart, ...none };
  const policy = await orAbandon(planPolicy(installation, place, port), beside);
  const guarding = await orAbandon(planGuard(installation, decided, before), { ...beside, policy });
  const known = { ...beside, policy, guarding };
  const plan = await orAbandon(planStack(account, request, before), known);
  return { plan, policy, guarding, apart };
}

async function policyPlace({ account, config }: Installation): Promise<PolicyPlace> {
  const { application } = config;
  return { application, region: account.region, identity: await account.verify() };
}

async function planPolicy(
  { environment, account, config, settings, rights }: Installation,
  place: PolicyPlace,
  port: InitPort,
): Promise<PolicyChange> {
  if (settings.deployRights === undefined) return { plan: undefined, gone: undefined };
  const name = namesOf(config.application).deployPolicyStack;
  const { document } = rights;
  if (settings.deployRights !== 'template' || document === undefined)
    return { plan: undefined, gone: (await installedPolicy(account, config.application))?.stack };
  const before = await settle({ environment, account, name }, port);
  const request = { name, template: policyTemplate(place, document), parameters: {} };
  return { plan: await planStack(account, request, before), gone: undefined };
}

async function sourcesOf(
  { account, config, sources: names }: Installation,
  before: StackState | undefined,
) {
  const own = namesOf(config.application).repository;
  const parameter = before?.parameters[parameters.sourceRepositories] ?? '';
  return findSources(account, await account.verify(), { names, own, before: parameter });
}

/** Carries the plan out, the repositories of submodules first: a stack that fails can be made anew beside them. */
export async function installPrepared(prepared: Prepared, port: InitPort): Promise<void> {
  const { environment, account, config, plan, missing, policy, guarding, apart } = prepared;
  await createSources(account, missing, config.application);
  for (const repository of missing) port.say({ kind: 'repositoryMade', environment, repository });
  for (const one of apart) await carryOut(prepared, one, port);
  if (policy.plan) await carryOut(prepared, policy.plan, port);
  await carryOutGuarded(prepared, port);
  // Only a policy that no role has any longer can go, and only a guard that no pipeline starts.
  for (const gone of [policy.gone, guarding?.gone])
    if (gone) await deleteStack(account, gone, progress(environment, port));
  if (changesOwn(prepared))
    port.say({ kind: 'installed', environment, isNew: plan?.isNew ?? false });
}

/**
 * The guard first, then the pipeline that asks it: the other way round releases would stand before a gate that is not there. In a new
 * environment the guard comes after its bucket, and until then its gate lets nothing pass.
 */
async function carryOutGuarded(prepared: Prepared, port: InitPort): Promise<void> {
  const { account, config, plan, guarding, before } = prepared;
  if (guarding) await storeProgramOf(prepared, guarding.decided, before);
  if (guarding?.plan) await carryOut(prepared, guarding.plan, port);
  if (plan) await carryOut(prepared, plan, port);
  if (!guarding?.follows) return;
  const own = await describeStack(account, namesOf(config.application).stack);
  const following = await planFollowing(prepared, guarding.decided, own);
  if (following) await carryOut(prepared, following, port);
}

async function carryOut(
  { environment, account, typed }: Prepared,
  plan: StackPlan,
  port: InitPort,
) {
  try {
    await executePlan(account, plan, progress(environment, port));
  } catch (error) {
    throw plan.isNew ? withRepair(typed, error) : error;
  }
}

/** Waits for a further plan, and takes the others back if there is none. */
async function orAbandon<T>(further: Promise<T>, planned: Omit<Planned, 'plan'>): Promise<T> {
  try {
    return await further;
  } catch (error) {
    await abandon({ ...planned, plan: undefined });
    throw error;
  }
}

type Planned = Pick<Prepared, 'account' | 'plan' | 'policy' | 'guarding' | 'apart'>;

export async function abandon({ account, plan, policy, guarding, apart }: Planned): Promise<void> {
  const plans = [plan, policy.plan, guarding?.plan, ...apart].filter((it) => it !== undefined);
  for (const one of plans) await discardPlan(account, one);
}
