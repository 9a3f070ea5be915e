import type { Account } from '../../aws/clients';
import { hasRepository } from '../../aws/repository';
import {
  describeStack,
  discardPlan,
  planStack,
  type StackPlan,
  type StackState,
} from '../../aws/stack';
import { awaitStack, deleteStack, executePlan, type OnStackEvent } from '../../aws/stack-events';
import type { Config, EnvironmentConfig } from '../../config';
import { defaultBranch, githubSubject, namesOf, no, parameters, yes } from '../../contract';
import { GitenvError } from '../../errors';
import type { InitPort } from './port';
import { createSources, findSources } from './sources';
import { explain, standingOf } from './standing';

/** One environment on its way to being installed. */
export interface Installation {
  readonly environment: string;
  readonly account: Account;
  readonly config: Config;
  readonly settings: EnvironmentConfig;
  readonly template: string;
  /** Names of the repositories that submodules come from. */
  readonly sources: readonly string[];
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
  const before = await settle(installation, port);
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
export async function install(prepared: Prepared, port: InitPort): Promise<void> {
  const { environment, account, config, plan, missing } = prepared;
  await createSources(account, missing, config.application);
  for (const repository of missing) port.say({ kind: 'repositoryMade', environment, repository });
  if (!plan) return;
  try {
    await executePlan(account, plan, progress(environment, port));
  } catch (error) {
    throw plan.isNew ? withRepair(environment, error) : error;
  }
  port.say({ kind: 'installed', environment, isNew: plan.isNew });
}

/** CloudFormation repeats itself: a step is told when it begins, and again when its resource has an id. */
function progress(environment: string, port: Pick<InitPort, 'say'>): OnStackEvent {
  const latest = new Map<string, string>();
  return (event) => {
    if (latest.get(event.logicalId) === event.status) return;
    latest.set(event.logicalId, event.status);
    port.say({ kind: 'progress', environment, event });
  };
}

/** A creation that failed leaves a stack that can only be deleted. */
function withRepair(environment: string, error: unknown): unknown {
  if (!(error instanceof GitenvError) || error.code !== 'STACK_FAILED') return error;
  const hint = `once that is put right: gitenv init ${environment} --replace`;
  return new GitenvError(error.code, error.message, { hint, cause: error });
}

export async function abandon({ account, plan }: Prepared): Promise<void> {
  if (plan) await discardPlan(account, plan);
}

/** @returns the stack once it can be worked on; undefined where one is to be made */
async function settle(installation: Installation, port: InitPort): Promise<StackState | undefined> {
  const { environment, account, config } = installation;
  const name = namesOf(config.application).stack;
  const say = progress(environment, port);
  let stack = await describeStack(account, name);
  for (;;) {
    const standing = standingOf(stack?.status);
    if (!stack || standing === 'absent') return undefined;
    if (standing === 'ready') return stack;
    if (standing === 'stuck') throw stuck(environment, stack);
    if (standing === 'busy') {
      port.say({ kind: 'waiting', environment, status: stack.status });
      stack = await awaitStack(account, stack, say);
    } else {
      await port.confirmReplacement(
        `Stack '${name}' in ${environment} ${explain(stack.status)} (${stack.status}). Delete it and make it anew?`,
      );
      await deleteStack(account, stack, say);
      stack = undefined;
    }
  }
}

function stuck(environment: string, { name, status, reason }: StackState): GitenvError {
  const why = reason ? `: ${reason.replace(/\.?$/, '.')}` : '.';
  return new GitenvError(
    'STACK_STUCK',
    `Stack '${name}' in ${environment} is ${status}, which gitenv cannot repair${why}`,
    { hint: `aws cloudformation continue-update-rollback --stack-name ${name}` },
  );
}

/** Only what is said somewhere: what is not keeps the stack's value, or the template's default. */
function parametersOf({ environment, config, settings }: Installation): Record<string, string> {
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
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
