import { Readable } from 'node:stream';
import type { Account } from '../../../aws/account/account';
import { storeObject } from '../../../aws/objects/object-store';
import { bucketIn, callBucket } from '../../../aws/pipeline/bucket';
import { sha256Of } from '../../../bundle/manifest';
import type { Config, EnvironmentConfig } from '../../../config/config';
import { type GuardedMode, guardedModes } from '../../../guard-names';
import { objectKeys } from '../../../object-keys';

/** The guard that this gitenv installs. */
export interface GuardHere {
  /** Text of the template of its stack. */
  readonly template: string;
  readonly program: Buffer;
}

/** As much of an environment as decides what its guard does. */
export interface GuardAsked {
  readonly environment: string;
  readonly config: Pick<Config, 'application' | 'environments'>;
  readonly settings: Pick<EnvironmentConfig, 'guarded'>;
  /** Names of all environments in the order that commits take. */
  readonly path: readonly string[];
}

/**
 * What the guard of an environment does. The one before a guarded environment records what it releases, since it will be asked to
 * prove it.
 * @returns undefined where nobody says anything: it stays as it is
 */
export function guardedModeOf({
  environment,
  config,
  settings,
  path,
}: GuardAsked): GuardedMode | undefined {
  if (settings.guarded === true) return guardedModes.yes;
  if (settings.guarded === 'warn') return guardedModes.warn;
  const next = path[path.indexOf(environment) + 1];
  if (next !== undefined && config.environments[next]?.guarded) return guardedModes.records;
  return settings.guarded === false ? guardedModes.no : undefined;
}

/** Whether releases pass a gate. */
export function hasGate(mode: string | undefined): boolean {
  return mode === guardedModes.warn || mode === guardedModes.yes;
}

/** Puts the program of the guard below its digest into the bucket of the environment, unless it is there already. */
export async function storeGuardProgram(
  account: Account,
  bucketName: string,
  program: Buffer,
): Promise<void> {
  const bucket = bucketIn(account, bucketName);
  const sha256 = sha256Of(program);
  await callBucket(account, bucket, () =>
    storeObject(bucket, objectKeys.guardProgram(sha256), {
      open: () => Readable.from([program]),
      bytes: program.length,
      sha256,
      onlyNew: true,
    }),
  );
}
