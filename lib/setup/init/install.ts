import type { Account } from '../../aws/account/account';
import { hasRepository } from '../../aws/codecommit/repository';
import { discardPlan } from '../../aws/stack/refused-plan';
import { planStack, type StackPlan, type StackState } from '../../aws/stack/stack';
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
import { gateParameters } from './stack/gate';
import { guardParameters, storeGuardProgram } from './stack/guard';
import { type Described, holdParameter, parametersOf } from './stack/parameters';
import { createSources, findSources } from './stack/sources';

/** One environment on its way to being installed. */
export interface Installation extends Described {
  readonly account: Account;
  readonly template: string;
  readonly guardProgram: Buffer;
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
  /** The changes of other applications' stacks that keep them apart from this one. */
  readonly apart: readonly StackPlan[];
}

export function changesAnything({ plan, missing, policy, apart }: Prepared): boolean {
  const others = [plan, policy.plan, policy.gone];
  return others.some((it) => it !== undefined) || missing.length > 0 || apart.length > 0;
}

/**
 * Waits for what CloudFormation is doing, has a stack that is beyond repair deleted, and computes what would change.
 * @throws GitenvError STACK_STUCK, STACK_FAILED, DECLINED
 */
export async function prepare(installation: Installation, port: InitPort): Promise<Prepared> {
  const { environment, account, config, template } = installation;
  const names = namesOf(config.application);
  const before = await settle({ environment, account, name: names.stack }, port);
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
      ...guardParameters(installation),
      ...(await gateParameters(installation, before, port.say)),
      ...(policies && { [parameters.deployPolicies]: policies.join(',') }),
      ...(found && { [parameters.existingRepository]: yes }),
      ...(await networkParameters(account, installation.settings.network)),
      ...(await holdParameter(installation, installation.hold, before)),
      ...(await deployFromParameter(installation, installation.deploys, before, port.say)),
      ...(arns.length > 0 && { [parameters.sourceRepositories]: arns.join(',') }),
      ...apart.parameters,
    },
  };
  const { plans } = apart;
  const beside = { account, apart: plans, policy: { plan: undefined, gone: undefined } };
  const policy = await orAbandon(planPolicy(installation, place, port), beside);
  const plan = await orAbandon(planStack(account, request, before), { ...beside, policy });
  const isThere = found || before !== undefined;
  const prepared = { ...installation, plan, missing, policy, apart: plans, hasRepository: isThere };
  if (!changesAnything(prepared)) port.say({ kind: 'unchanged', environment });
  return prepared;
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
  const { environment, account, config, plan, missing, policy, apart } = prepared;
  await createSources(account, missing, config.application);
  for (const repository of missing) port.say({ kind: 'repositoryMade', environment, repository });
  for (const one of apart) await carryOut(prepared, one, port);
  if (policy.plan) await carryOut(prepared, policy.plan, port);
  if (plan) await carryOutWithProgram(prepared, plan, port);
  else await storeGuardProgram(prepared);
  // Only a policy that no role has any longer can go.
  if (policy.gone) await deleteStack(account, policy.gone, progress(environment, port));
  if (plan || policy.plan || policy.gone)
    port.say({ kind: 'installed', environment, isNew: plan?.isNew ?? false });
}

/** The program is there before the stack names it, unless its bucket comes with the stack. */
async function carryOutWithProgram(prepared: Prepared, plan: StackPlan, port: InitPort) {
  const isStored = !plan.isNew && (await storeGuardProgram(prepared));
  await carryOut(prepared, plan, port);
  if (!isStored) await storeGuardProgram(prepared);
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

type Planned = Pick<Prepared, 'account' | 'plan' | 'policy' | 'apart'>;

export async function abandon({ account, plan, policy, apart }: Planned): Promise<void> {
  const plans = [plan, policy.plan, ...apart].filter((it) => it !== undefined);
  for (const one of plans) await discardPlan(account, one);
}
