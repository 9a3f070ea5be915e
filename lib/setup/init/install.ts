import type { Account } from '../../aws/account/account';
import { hasRepository } from '../../aws/codecommit/repository';
import { discardPlan } from '../../aws/stack/refused-plan';
import { planStack, type StackState } from '../../aws/stack/stack';
import { executePlan } from '../../aws/stack/stack-events';
import { namesOf, parameters, yes } from '../../contract';
import { networkParameters } from '../projects/network';
import type { InitPort } from './port';
import type { PipelinePlan } from './releases';
import { progress, settle, withRepair } from './settle';
import { type Described, holdParameter, parametersOf } from './stack/parameters';
import { createSources, findSources } from './stack/sources';

/** One environment on its way to being installed. */
export interface Installation extends Described {
  readonly account: Account;
  readonly template: string;
  /** Names of the repositories that submodules come from. */
  readonly sources: readonly string[];
  /** Whether a stack that is new lets nothing enter Deploy. */
  readonly hold: boolean;
}

/** An installation whose changes are known; `plan` is undefined where there are none. */
export interface Prepared extends Installation, PipelinePlan {
  /** Names of the repositories that are to be made first. */
  readonly missing: readonly string[];
}

export function changesAnything({ plan, missing }: Prepared): boolean {
  return plan !== undefined || missing.length > 0;
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
  const request = {
    name: names.stack,
    template,
    parameters: {
      ...parametersOf(installation),
      ...(found && { [parameters.existingRepository]: yes }),
      ...(await networkParameters(account, installation.settings.network)),
      ...(await holdParameter(installation, installation.hold, before)),
      ...(arns.length > 0 && { [parameters.sourceRepositories]: arns.join(',') }),
    },
  };
  const plan = await planStack(account, request, before);
  const prepared = { ...installation, plan, missing, hasRepository: found || before !== undefined };
  if (!changesAnything(prepared)) port.say({ kind: 'unchanged', environment });
  return prepared;
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
  const { environment, account, config, plan, missing } = prepared;
  await createSources(account, missing, config.application);
  for (const repository of missing) port.say({ kind: 'repositoryMade', environment, repository });
  if (!plan) return;
  try {
    await executePlan(account, plan, progress(environment, port));
  } catch (error) {
    throw plan.isNew ? withRepair(`gitenv init ${environment}`, error) : error;
  }
  port.say({ kind: 'installed', environment, isNew: plan.isNew });
}

export async function abandon({ account, plan }: Prepared): Promise<void> {
  if (plan) await discardPlan(account, plan);
}
