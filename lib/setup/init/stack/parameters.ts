import type { Account } from '../../../aws/account/account';
import { getStages } from '../../../aws/pipeline/pipeline-state';
import type { StackState } from '../../../aws/stack/stack';
import type { Config, EnvironmentConfig } from '../../../config/config';
import {
  artifactPrefix,
  defaultBranch,
  namesOf,
  no,
  parameters,
  stages,
  yes,
} from '../../../contract';
import { GitenvError } from '../../../errors';
import { githubSubject } from '../../../github-trust';
import { stageParameters } from '../../projects/stage-parameters';

/** What the parameters of an environment's stack are made of. */
export interface Described {
  readonly environment: string;
  readonly config: Config;
  readonly settings: EnvironmentConfig;
  /** Names of all environments in the order that commits take, those that are being installed included. */
  readonly path: readonly string[];
}

/** Only what is said somewhere: what is not keeps the stack's value, or the template's default. */
export function parametersOf({
  environment,
  config,
  settings,
  path,
}: Described): Record<string, string> {
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
    [parameters.verify]: decided(settings.verify),
    [parameters.verifyPolicies]: settings.verifyPolicies?.join(','),
    [parameters.verifyTimeout]: settings.verifyTimeoutMinutes?.toString(),
    [parameters.permissionsBoundary]: settings.permissionsBoundary,
    [parameters.githubSubject]:
      trust === undefined ? undefined : trust ? githubSubject(trust, branch) : '',
    [parameters.createGithubProvider]: decided(settings.createGithubProvider),
    [parameters.buildImage]: settings.buildImage,
    [parameters.cache]: decided(settings.cache),
    [parameters.privileged]: decided(settings.privileged),
    [parameters.logRetentionDays]: settings.logRetentionDays?.toString(),
    [parameters.artifactRetentionDays]: settings.artifactRetentionDays?.toString(),
    [parameters.artifactPrefix]: artifactPrefix(config.application),
    ...stageParameters(settings),
    ...pullingParameters(config, settings.region, path),
  };
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/** Parameters that say where an environment pulls its bundles from; empty where it pulls none. */
export function pullingParameters(
  { bundles, assets }: Config,
  region: string,
  [first = '']: readonly string[],
): Record<string, string> {
  const isPulling = bundles === 'pull' && assets !== undefined;
  return {
    [parameters.assetsBucket]: isPulling ? assets.bucket : '',
    [parameters.assetsRegion]: isPulling ? (assets.region ?? region) : '',
    [parameters.assetsAccount]: isPulling ? assets.account : '',
    [parameters.assetsWriter]: isPulling ? first : '',
  };
}

/**
 * Whether nothing enters Deploy. A stack that was made so closes it again with each change of its pipeline, unless it
 * learns that somebody has opened it since.
 * @param hold whether that was asked for; it counts for a stack that is new
 * @param before the stack as it stands
 */
export async function holdParameter(
  { account, config }: { readonly account: Account; readonly config: Config },
  hold: boolean,
  before: StackState | undefined,
): Promise<Record<string, string>> {
  if (before === undefined) return hold ? { [parameters.holdDeploy]: yes } : {};
  if (before.parameters[parameters.holdDeploy] !== yes) return {};
  const isOpen = await isDeployOpen(account, namesOf(config.application).pipeline);
  return isOpen ? { [parameters.holdDeploy]: no } : {};
}

async function isDeployOpen(account: Account, pipeline: string): Promise<boolean> {
  try {
    const deploy = (await getStages(account, pipeline)).find(({ name }) => name === stages.deploy);
    return deploy !== undefined && deploy.closedBecause === undefined;
  } catch (error) {
    if (error instanceof GitenvError && error.code === 'NOT_INSTALLED') return false;
    throw error;
  }
}
