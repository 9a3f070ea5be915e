import type { Caller } from '../../lib/aws/call/caller';
import { openSigner, type Signer } from '../../lib/aws/kms/signer';
import type { Bucket } from '../../lib/aws/objects/bucket';
import { buildVariables } from '../../lib/contract';
import { GitenvError } from '../../lib/errors';
import { guardNamesOf, guardVariables } from '../../lib/guard-names';
import { roleCredentials } from '../program/job/credentials';

type Env = Readonly<Record<string, string | undefined>>;

/** Where the guard is, and whom it asks. */
export interface GuardPlace extends Caller {
  readonly application: string;
  readonly environment: string;
  readonly branch: string;
  readonly account: string;
  readonly partition: string;
  /** One of `guardedModes`. */
  readonly mode: string;
  readonly bucket: Bucket;
  readonly env: Env;
  /** Tells the build's log. */
  say(line: string): void;
}

/** @throws GitenvError naming the variable that is missing */
export function guardPlaceOf(env: Env, say: GuardPlace['say']): GuardPlace {
  const region = need(env, 'AWS_REGION');
  const endpoint = (service: string) =>
    env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] || env.AWS_ENDPOINT_URL || undefined;
  const credentials = roleCredentials(env);
  const [, partition = '', , , account = ''] = need(env, 'CODEBUILD_BUILD_ARN').split(':');
  return {
    application: need(env, buildVariables.application),
    environment: need(env, buildVariables.environment),
    branch: need(env, guardVariables.branch),
    mode: need(env, guardVariables.mode),
    bucket: {
      name: need(env, buildVariables.bucket),
      region,
      endpoint: endpoint('s3'),
      credentials,
    },
    region,
    account,
    partition,
    env,
    endpoint,
    credentials,
    say,
  };
}

/** @throws GitenvError NOT_INSTALLED where the key is gone */
export async function signerOf(place: GuardPlace): Promise<Signer> {
  const { alias } = guardNamesOf(place.application);
  const signer = await openSigner(place, alias);
  if (signer) return signer;
  throw new GitenvError('NOT_INSTALLED', `The key ${alias} is not there`, {
    hint: `gitenv init ${place.environment}`,
  });
}

function need(env: Env, name: string): string {
  const value = env[name];
  if (value) return value;
  throw new GitenvError('NOT_IN_A_BUILD', `${name} is not set: this is the program of the guard`);
}
