import { askBucket } from '../../lib/aws/objects/request';
import { failureStatus, GitenvError } from '../../lib/errors';
import { accountOf } from '../program/job/account';
import type { Job } from '../program/job/job';
import type { StateSettings } from './settings';

/** Where the state of one root module lies, in the account of the release. */
export interface StatePlace {
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
}

/**
 * @param usualKey where the state lies unless the settings say otherwise
 * @throws GitenvError where the account of the build is not known
 */
export function statePlace(job: Job, settings: StateSettings, usualKey: string): StatePlace {
  const account = accountOf(job);
  const region = settings.region ?? job.region;
  const filled = (text: string) =>
    text
      .replaceAll('{environment}', job.environment)
      .replaceAll('{application}', job.application)
      .replaceAll('{account}', account)
      .replaceAll('{region}', region);
  return {
    bucket: filled(settings.bucket ?? 'gitenv-tfstate-{account}-{region}'),
    key: filled(settings.key ?? usualKey),
    region,
  };
}

/** What `init` is told, so that the configuration itself names no environment. */
export function backendArguments(job: Job, { bucket, key, region }: StatePlace): string[] {
  const values = {
    bucket,
    key,
    region,
    encrypt: 'true',
    use_lockfile: 'true',
    // A configured endpoint has no name for each bucket.
    ...(job.bucket.endpoint !== undefined && { use_path_style: 'true' }),
  };
  return Object.entries(values).map(([name, value]) => `-backend-config=${name}=${value}`);
}

/**
 * Looks whether the bucket is there and belongs to the account of the environment: a state that two environments share
 * would have one of them destroy the other.
 * @throws GitenvError saying how to create it, or that it is another account's
 */
export async function demandStateBucket(job: Job, place: StatePlace): Promise<void> {
  const account = accountOf(job);
  const bucket = { ...job.bucket, name: place.bucket, region: place.region };
  try {
    await askBucket(bucket, {
      method: 'HEAD',
      key: '',
      headers: { 'x-amz-expected-bucket-owner': account },
    });
  } catch (error) {
    const status = failureStatus(error);
    if (status === 404) throw missing(job, place, account);
    if (status === 403)
      throw new GitenvError(
        'ACCESS_DENIED',
        `The state bucket ${place.bucket} is not account ${account}'s, or the role of this build may not list it`,
      );
    throw error;
  }
}

function missing(job: Job, { bucket, region }: StatePlace, account: string): GitenvError {
  const where =
    region === 'us-east-1' ? '' : ` --create-bucket-configuration LocationConstraint=${region}`;
  const clause = `There is no bucket ${bucket} in account ${account} for the state of ${job.environment}`;
  const further = [
    'Create it once, with versions:',
    `  aws s3api create-bucket --bucket ${bucket} --region ${region}${where}`,
    `  aws s3api put-bucket-versioning --bucket ${bucket} --region ${region} --versioning-configuration Status=Enabled`,
    `Then: gitenv redeploy ${job.environment}`,
  ];
  return new GitenvError('NO_BUCKET', clause, { further: further.join('\n') });
}
