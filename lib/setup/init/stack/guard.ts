import { Readable } from 'node:stream';
import type { Account } from '../../../aws/account/account';
import { storeObject } from '../../../aws/objects/object-store';
import { bucketIn, callBucket } from '../../../aws/pipeline/bucket';
import { describeStack } from '../../../aws/stack/stack';
import { sha256Of } from '../../../bundle/manifest';
import type { Config, EnvironmentConfig } from '../../../config/config';
import { namesOf, outputs, parameters } from '../../../contract';
import { type GuardedMode, guardedModes } from '../../../guard-names';
import { objectKeys } from '../../../object-keys';

/** As much of an environment that is being installed as decides what its guard does. */
export interface GuardAsked {
  readonly environment: string;
  readonly config: Pick<Config, 'application' | 'environments'>;
  readonly settings: Pick<EnvironmentConfig, 'guarded'>;
  /** Names of all environments in the order that commits take. */
  readonly path: readonly string[];
  readonly guardProgram: Buffer;
}

/**
 * What the guard of an environment does. The one before a guarded environment records what it releases, since it will be asked to
 * prove it.
 * @returns undefined where nobody says anything: the stack keeps what it has
 */
export function guardedModeOf({
  environment,
  config,
  settings,
  path,
}: Omit<GuardAsked, 'guardProgram'>): GuardedMode | undefined {
  if (settings.guarded === true) return guardedModes.yes;
  if (settings.guarded === 'warn') return guardedModes.warn;
  const next = path[path.indexOf(environment) + 1];
  if (next !== undefined && config.environments[next]?.guarded) return guardedModes.records;
  return settings.guarded === false ? guardedModes.no : undefined;
}

/** Parameters of the stack of an environment that has a guard, or has to have none; empty where nobody says anything. */
export function guardParameters(asked: GuardAsked): Record<string, string> {
  const mode = guardedModeOf(asked);
  if (mode === undefined) return {};
  const isThere = mode !== guardedModes.no;
  return {
    [parameters.guarded]: mode,
    [parameters.guardProgram]: isThere ? sha256Of(asked.guardProgram) : '',
  };
}

/**
 * Puts the program of the guard below its digest into the bucket of the environment, unless it is there already.
 * @returns false where there is no bucket yet
 */
export async function storeGuardProgram(
  asked: GuardAsked & { readonly account: Account },
): Promise<boolean> {
  const { account, config, guardProgram } = asked;
  if ((guardedModeOf(asked) ?? guardedModes.no) === guardedModes.no) return true;
  const stack = await describeStack(account, namesOf(config.application).stack);
  const name = stack?.outputs[outputs.bucket];
  if (name === undefined) return false;
  const bucket = bucketIn(account, name);
  const sha256 = sha256Of(guardProgram);
  await callBucket(account, bucket, () =>
    storeObject(bucket, objectKeys.guardProgram(sha256), {
      open: () => Readable.from([guardProgram]),
      bytes: guardProgram.length,
      sha256,
      onlyNew: true,
    }),
  );
  return true;
}
