import type { Account } from '../../aws/account/account';
import { hasRepository } from '../../aws/codecommit/repository';
import { discardPlan, planStack, type StackPlan, type StackState } from '../../aws/stack/stack';
import { executePlan } from '../../aws/stack/stack-events';
import type { Config, EnvironmentConfig } from '../../config/config';
import { defaultBranch, githubSubject, namesOf, no, parameters, yes } from '../../contract';
import type { InitPort } from './port';
import { pullingParameters } from './pulling';
import { progress, settle, withRepair } from './settle';
import { createSources, findSources } from './sources';

/** One environment on its way to being installed. */
export interface Installation {
  readonly environment: string;
  readonly account: Account;
  readonly config: Config;
  readonly settings: EnvironmentConfig;
  readonly template: string;
  /** Names of the repositories that submodules come from. */
  readonly sources: readonly string[];
  /** Names of all that are installed together with it, in their order. */
  readonly together: readonly string[];
}

/** An installation whose changes are known; `plan` is undefined where there are none. */
export interface Prepared extends Installation {
  readonly plan: StackPlan | undefined;
  readonly sources: readonly string[];
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
      ...(arns.length > 0 && { [parameters.sourceRepositories]: arns.join(',') }),
    },
  };
  const plan = await planStack(account, request, before);
  const prepared = { ...installation, plan, missing };
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

/** Only what is said somewhere: what is not keeps the stack's value, or the template's default. */
function parametersOf({
  environment,
  config,
  settings,
  together,
}: Installation): Record<string, string> {
  const { freeze, trustGithub: trust, driftSchedule: drift } = settings;
  const decided = (value: boolean | string | undefined) =>
    typeof value === 'boolean' ? (value ? yes : no) : value;
  const branch = config.branch ?? defaultBranch;
  const values: Record<string, string | undefined> = {
    [parameters.application]: config.application,
    [parameters.environment]: environment,
    [parameters.branch]: branch,
    [parameters.approval]: decided(settings.approval),
    [parameters.executionMode]: settings.executionMode,
    [parameters.deployWindow]: freeze === false ? '' : freeze?.except,
    [parameters.deployWindowTimeZone]: freeze === false ? undefined : freeze?.timeZone,
    [parameters.buildPolicies]: settings.buildPolicies?.join(','),
    [parameters.driftSchedule]: drift === false ? '' : drift,
    [parameters.deployPolicies]: settings.deployPolicies?.join(','),
    [parameters.permissionsBoundary]: settings.permissionsBoundary,
    [parameters.githubSubject]:
      trust === undefined ? undefined : trust ? githubSubject(trust, branch) : '',
    [parameters.createGithubProvider]: decided(settings.createGithubProvider),
    [parameters.buildImage]: settings.buildImage,
    [parameters.computeType]: settings.computeType,
    [parameters.privileged]: decided(settings.privileged),
    [parameters.logRetentionDays]: settings.logRetentionDays?.toString(),
    [parameters.artifactRetentionDays]: settings.artifactRetentionDays?.toString(),
    ...pullingParameters(config, settings.region, together),
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
