import { type Account, lookedAt } from '../../../aws/account/account';
import { LookPatience } from '../../../aws/call/patience';
import type { Bucket } from '../../../aws/objects/bucket';
import { askBucket } from '../../../aws/objects/request';
import { callBucket } from '../../../aws/pipeline/bucket';
import { describeStack } from '../../../aws/stack/stack';
import { type Config, pathOf } from '../../../config/config';
import { assetsOutputs, configFile, namesOf } from '../../../contract';
import { GitenvError } from '../../../errors';
import { objectKeys } from '../../../object-keys';
import { inBytes } from '../../../release/wording';
import {
  assetsBucketIn,
  openAssetsAccount,
  type RecordedAssets,
} from '../../../target/shared-bucket';
import { storedSize } from '../../../target/stored-size';
import { orWhyNot } from '../../../target/why-not';
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

/** Looks at the bucket with the profile of its own account: nobody else may ask for a bucket's policy. */
export async function lookAtShared(config: Config, patienceMs: number): Promise<SharedLook> {
  const { assets, bundles, application } = config;
  if (bundles !== 'pull' || !assets) return { shared: undefined, findings: [] };
  const { bucket: name, account: owner } = assets;
  try {
    const account = lookedAt(await openAssetsAccount(config, assets), new LookPatience(patienceMs));
    await account.verify();
    const stack = await describeStack(account, namesOf(application).assetsStack);
    const isOurs = stack?.outputs[assetsOutputs.bucket] === name;
    const found = await policyOf(account, assets, isOurs);
    if (!('policy' in found)) return { shared: undefined, findings: [found] };
    const { policy } = found;
    const told = ok('bundles', undefined, `bundles are pulled from ${name} of account ${owner}`);
    const [writer = ''] = pathOf(config);
    const below = [objectKeys.bundlesOf(application)];
    const stored = { below, beside: 0, environment: writer };
    const size = await sizeOf(account, assetsBucketIn(account, assets), stored);
    return { shared: { name, owner, policy, isOurs }, findings: [told, ...size] };
  } catch (error) {
    if (!(error instanceof GitenvError)) throw error;
    return { shared: undefined, findings: [notAsked(name, error)] };
  }
}

/** From so many bytes on it is worth to look what of them is needed. More objects than that are not counted. */
const much = { bytes: 10e9, objects: 20_000 };

/** What an environment has stored. */
interface Stored {
  /** Prefixes of what is counted in the bucket. */
  readonly below: readonly string[];
  /** Bytes of images, which lie elsewhere. */
  readonly beside: number;
  /** The environment that prunes it. */
  readonly environment: string;
}

export async function sizeOf(
  account: Account,
  bucket: Bucket,
  { below, beside, environment }: Stored,
): Promise<Finding[]> {
  const enough = { ...much, bytes: Math.max(0, much.bytes - beside) };
  const size = await orWhyNot(callBucket(account, bucket, () => storedSize(bucket, below, enough)));
  if (size instanceof GitenvError) {
    if (size.code === 'ACCESS_DENIED') return [];
    throw size;
  }
  if (!size.isMore) return [];
  const isMuch = size.bytes >= enough.bytes;
  const kinds = beside > 0 ? 'bundles, assets and images' : 'bundles and assets';
  const what = isMuch
    ? `more than ${inBytes(much.bytes)} of ${kinds}`
    : `more than ${much.objects} objects of bundles and assets`;
  const where = isMuch && beside > 0 ? environment : bucket.name;
  const says = `${where} has ${what}`;
  return [warning('bundles', environment, says, `gitenv prune ${environment} --dry-run`)];
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
  assets: RecordedAssets,
  isOurs: boolean,
): Promise<{ policy: BucketPolicy } | Finding> {
  const { bucket: name, account: owner } = assets;
  const bucket = assetsBucketIn(account, assets);
  const { region } = bucket;
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
