import { type Account, lookedAt, openAccount } from '../../../aws/account/account';
import { LookPatience } from '../../../aws/call/patience';
import type { Bucket } from '../../../aws/objects/bucket';
import { askBucket } from '../../../aws/objects/request';
import { callBucket } from '../../../aws/pipeline/bucket';
import { describeStack } from '../../../aws/stack/stack';
import type { Config } from '../../../config/config';
import { assetsOutputs, configFile, namesOf } from '../../../contract';
import { GitenvError } from '../../../errors';
import { assetsName } from '../../init/assets';
import type { BucketPolicy } from './bucket-policy';
import { type Finding, ok, problem, warning } from './finding';

/** The bucket that environments pull their bundles from, as its own account tells of it. */
export interface SharedBucket {
  readonly name: string;
  readonly owner: string;
  readonly policy: BucketPolicy;
  /** Made by `gitenv assets`, which then also mends it. */
  readonly isOurs: boolean;
}

/** The bucket where it can be asked, and what is to be said of it. */
export interface SharedLook {
  readonly shared: SharedBucket | undefined;
  readonly findings: readonly Finding[];
}

type Assets = NonNullable<Config['assets']>;

/** Looks at the bucket with the profile of its own account: nobody else may ask for a bucket's policy. */
export async function lookAtShared(config: Config, patienceMs: number): Promise<SharedLook> {
  const { assets, bundles, application } = config;
  if (bundles !== 'pull' || !assets) return { shared: undefined, findings: [] };
  const { bucket: name, account: owner } = assets;
  try {
    const account = lookedAt(await openOwner(config, assets), new LookPatience(patienceMs));
    await account.verify();
    const stack = await describeStack(account, namesOf(application).assetsStack);
    const isOurs = stack?.outputs[assetsOutputs.bucket] === name;
    const found = await policyOf(account, assets, isOurs);
    if (!('policy' in found)) return { shared: undefined, findings: [found] };
    const { policy } = found;
    const told = ok('bundles', undefined, `bundles are pulled from ${name} of account ${owner}`);
    return { shared: { name, owner, policy, isOurs }, findings: [told] };
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    return { shared: undefined, findings: [notAsked(name, error)] };
  }
}

/** @throws GitenvError what its credentials may say */
function openOwner({ environments }: Config, assets: Assets): Promise<Account> {
  const { profile, account } = assets;
  const region = assets.region ?? Object.values(environments)[0]?.region ?? '';
  return openAccount({ profile, region, account, environment: assetsName });
}

/** Most people have no access to the account of the bucket, and need none. */
function notAsked(name: string, { clause, hint, code }: GitenvError): Finding {
  const what = `what ${name}, which bundles are pulled from, lets in cannot be told: ${clause}`;
  const ask = 'have somebody run gitenv doctor who has a profile of its account';
  const isPassing = ['EXPIRED_CREDENTIALS', 'CLOCK_SKEW', 'UNREACHABLE'].includes(code);
  return warning('bundles', undefined, what, isPassing && hint ? hint : ask);
}

async function policyOf(
  account: Account,
  { bucket: name, account: owner }: Assets,
  isOurs: boolean,
): Promise<{ policy: BucketPolicy } | Finding> {
  const { region, credentials } = account;
  const bucket: Bucket = {
    name,
    region,
    endpoint: account.endpoint('s3'),
    caBundle: account.caBundle,
    lookPatience: account.lookPatience,
    owner,
    credentials,
  };
  const say = (what: string, fix: string) =>
    problem(
      'bundles',
      undefined,
      `the bucket ${name}, which bundles are pulled from, ${what}`,
      fix,
    );
  try {
    const policy: BucketPolicy = JSON.parse(await readPolicy(account, bucket));
    return { policy };
  } catch (error) {
    const { name: kind = '', $metadata } = causeOf(error);
    const status = $metadata?.httpStatusCode;
    if (kind === 'NoSuchBucketPolicy') return { policy: {} };
    const anew = isOurs ? 'gitenv assets' : `correct "assets" in ${configFile}, or gitenv assets`;
    if (kind === 'NoSuchBucket') return say('is not there', anew);
    if (status === 301 || /^(IllegalLocationConstraint|AuthorizationHeader)/.test(kind))
      return say(
        `is not in ${region}`,
        `correct "region" of "assets" in ${configFile}, then gitenv init of every environment`,
      );
    if (status === 403)
      return say(
        `is not one of account ${owner}, or ${account.profile ?? 'this profile'} may not read its policy (${kind})`,
        `correct "assets" in ${configFile}, or ask for s3:GetBucketPolicy`,
      );
    throw error;
  }
}

function readPolicy(account: Account, bucket: Bucket): Promise<string> {
  return callBucket(account, bucket, () =>
    askBucket(bucket, { method: 'GET', key: '', query: { policy: '' } }),
  );
}

interface S3Failure {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function causeOf(error: unknown): S3Failure {
  return ((error instanceof GitenvError ? error.cause : error) ?? {}) as S3Failure;
}
