import path from 'node:path';
import type { AwsCredentials } from '../../../lib/aws/call/caller';
import type { Bucket } from '../../../lib/aws/objects/bucket';
import {
  artifacts,
  buildVariables,
  onlyBuildVariable,
  purposeVariable,
  settleSecondsVariable,
  storingBuild,
  yes,
} from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import { type Assets, assetsOf } from './assets';
import { roleCredentials } from './credentials';

/** One build or deploy, as CodeBuild and the stack describe it to what runs in it. */
export interface Job {
  readonly environment: string;
  readonly application: string;
  readonly commit: string;
  readonly execution: string;
  readonly region: string;
  /** All but `release` keep nothing: `plan` and `drift` look, and `build` builds and tests what may be stored already. `store` does so too, and stores the bundle. */
  readonly purpose: 'release' | 'plan' | 'drift' | 'build' | 'store';
  /** The environment's bucket. */
  readonly bucket: Bucket;
  /** Where bundles are pulled from; undefined where the environment's own bucket has them. */
  readonly assets: Assets | undefined;
  /** The folder of the commit. In a deploy, modes and links are not restored there, or it is what the build handed on. */
  readonly root: string;
  /** The folder of what is handed from the build to the deploy. A deploy believes nothing there but by its digest. */
  readonly handover: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells this try of a deploy that plans from others of the same execution; undefined in all else. */
  readonly attempt?: string;
  /** How many milliseconds to wait for what another release has left unsettled. */
  patience(): Promise<number>;
  /** Configured for this service; undefined for AWS's own address. */
  endpoint(service: string): string | undefined;
  credentials(): Promise<AwsCredentials>;
  /** Tells the build's log. */
  say(line: string): void;
}

/** @throws GitenvError naming the variable that is missing: this is no build of a gitenv environment */
export function jobOf(env: Job['env'], say: Job['say'], root = process.cwd()): Job {
  const region = need(env, 'AWS_REGION');
  const endpoint = (service: string) =>
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined;
  const credentials = roleCredentials(env);
  const application = need(env, buildVariables.application);
  const bucket = {
    name: need(env, buildVariables.bucket),
    region,
    endpoint: endpoint('s3'),
    credentials,
  };
  return {
    environment: need(env, buildVariables.environment),
    application,
    commit: need(env, buildVariables.commit),
    execution: need(env, buildVariables.executionId),
    region,
    purpose: purposeOf(env),
    bucket,
    assets: assetsOf(env, application, bucket),
    root,
    handover: path.join(builtIn(env, root), '.gitenv', 'release'),
    env,
    patience: async () => patienceIn(env),
    endpoint,
    credentials,
    say,
  };
}

function purposeOf(env: Job['env']): Job['purpose'] {
  const purpose = env[purposeVariable];
  const only = env[onlyBuildVariable];
  if (purpose === 'plan') return only === yes ? 'build' : only === storingBuild ? 'store' : 'plan';
  return purpose === 'drift' ? purpose : 'release';
}

/** Where Build's output is: a deploy has it as its second input if the first is the commit. */
function builtIn(env: Job['env'], root: string): string {
  return env[`CODEBUILD_SRC_DIR_${artifacts.bundle}`] || root;
}

const usualPatience = 600;

function patienceIn(env: Job['env']): number {
  const seconds = Number(env[settleSecondsVariable] || usualPatience);
  return 1000 * (Number.isFinite(seconds) ? seconds : usualPatience);
}

function need(env: Job['env'], name: string): string {
  const value = env[name];
  if (value) return value;
  throw new GitenvError(
    'NOT_IN_A_BUILD',
    `${name} is not set: this program runs in the builds that gitenv installs`,
  );
}
