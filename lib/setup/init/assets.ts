import { type Account, openAccount } from '../../aws/account/account';
import { readSharedConfig } from '../../aws/profile/shared-config';
import { discardPlan } from '../../aws/stack/refused-plan';
import { planStack, type StackPlan } from '../../aws/stack/stack';
import { executePlan } from '../../aws/stack/stack-events';
import type { Config } from '../../config/config';
import { assetsOutputs, assetsParameters, configFile, namesOf } from '../../contract';
import { GitenvError } from '../../errors';
import { shellWord } from '../../shell-word';
import type { InitPort } from './port';
import { recordAssets } from './record';
import { progress, settle, withRepair } from './settle';
import { checkProfile, checkRegion } from './target';

export interface AssetsOptions {
  /** Root of the work tree. */
  readonly root: string;
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined takes what is recorded. */
  readonly profile: string | undefined;
  readonly region: string | undefined;
  /** Text of the template. */
  readonly template: string;
}

export interface AssetsResult {
  readonly application: string;
  readonly bucket: string;
  readonly account: string;
  readonly region: string;
  /** Name of the environment whose builds store bundles. */
  readonly writer: string;
  /** Names of all environments, which pull them. */
  readonly readers: readonly string[];
  readonly outcome: 'created' | 'updated' | 'unchanged';
  /** Files written to the work tree, which wait to be committed. */
  readonly files: readonly string[];
}

/** What stands for the environment in events: the account is none. */
export const assetsName = 'assets';

/**
 * Makes the bucket that all environments pull bundles from, in an account of its own, or has it let in the environments
 * that there are by now; then records it.
 * @throws GitenvError USAGE, NOT_INSTALLED, and what CloudFormation and the account are refused for
 */
export async function installAssets(options: AssetsOptions, port: InitPort): Promise<AssetsResult> {
  const { config, root } = options;
  const members = membersOf(config);
  const { profile, region } = placeOf(options);
  const account = await openAccount({
    profile,
    region,
    account: config.assets?.account,
    environment: assetsName,
  });
  const { account: id, arn } = await account.verify();
  port.say({ kind: 'verified', environment: assetsName, region, account: id, arn });
  const name = namesOf(config.application).assetsStack;
  const before = await settle({ environment: assetsName, account, name }, port);
  const request = { name, template: options.template, parameters: parametersOf(options, members) };
  const plan = await planStack(account, request, before);
  if (!plan) port.say({ kind: 'unchanged', environment: assetsName });
  const stack = plan ? await carryOut(account, plan, port) : before;
  const bucket = stack?.outputs[assetsOutputs.bucket] ?? '';
  const recorded = recordAssets(root, { bucket, region, account: id, profile });
  return {
    application: config.application,
    bucket,
    account: id,
    region,
    writer: members.writer.name,
    readers: members.readers.map((one) => one.name),
    outcome: plan === undefined ? 'unchanged' : plan.isNew ? 'created' : 'updated',
    files: recorded ? [configFile] : [],
  };
}

interface Member {
  readonly name: string;
  readonly account: string;
}

interface Members {
  readonly readers: readonly Member[];
  readonly writer: Member;
}

/** The environments with their accounts, which only `gitenv init` can tell. */
function membersOf({ environments, path }: Config): Members {
  const readers = Object.entries(environments).map(([name, { account }]) => {
    if (account !== undefined) return { name, account };
    throw new GitenvError('NOT_INSTALLED', `${configFile} does not say which account ${name} is`, {
      hint: `gitenv init ${name}`,
    });
  });
  const [first = readers[0]?.name] = path ?? [];
  const writer = readers.find(({ name }) => name === first);
  if (writer) return { readers, writer };
  throw new GitenvError('NOT_INSTALLED', `${configFile} has no environments yet`, {
    hint: 'gitenv init dev',
  });
}

function placeOf({ config, env, ...asked }: AssetsOptions): { profile: string; region: string } {
  const profile = asked.profile ?? config.assets?.profile;
  if (profile === undefined)
    throw new GitenvError('USAGE', 'No profile says which account is to have the bucket', {
      hint: 'gitenv assets --profile PROFILE',
    });
  const shared = readSharedConfig();
  checkProfile(profile, assetsName, shared);
  const region =
    asked.region ??
    config.assets?.region ??
    shared.profile(profile)?.region ??
    (env.AWS_REGION || env.AWS_DEFAULT_REGION);
  if (region) {
    checkRegion(region, `gitenv assets --profile ${shellWord(profile)}`);
    return { profile, region };
  }
  throw new GitenvError('USAGE', 'No region is set for the bucket', {
    hint: `gitenv assets --profile ${shellWord(profile)} --region REGION`,
  });
}

function parametersOf(
  { config }: AssetsOptions,
  { readers, writer }: Members,
): Record<string, string> {
  return {
    [assetsParameters.application]: config.application,
    [assetsParameters.readers]: [...new Set(readers.map(({ account }) => account))].join(','),
    [assetsParameters.writers]: writer.account,
  };
}

async function carryOut(account: Account, plan: StackPlan, port: InitPort) {
  const { isNew, changes } = plan;
  const environment = assetsName;
  port.say({
    kind: 'planned',
    environments: [environment],
    isNew,
    changes,
    repositories: [],
    guard: undefined,
  });
  try {
    await port.confirm(`Apply this to the account of ${environment}?`);
  } catch (error) {
    await discardPlan(account, plan);
    throw error;
  }
  port.whenInterrupted('CloudFormation goes on without us. Run the same command again.');
  try {
    const stack = await executePlan(account, plan, progress(environment, port));
    port.say({ kind: 'installed', environment, isNew });
    return stack;
  } catch (error) {
    throw isNew ? withRepair('gitenv assets', error) : error;
  }
}
