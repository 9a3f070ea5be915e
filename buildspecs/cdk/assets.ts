import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Bucket } from '../../lib/aws/objects/bucket';
import { storeObject } from '../../lib/aws/objects/object-store';
import { filesBelow, sha256OfFile } from '../../lib/bundle/files';
import { pack } from '../../lib/bundle/pack';
import { objectKeys } from '../../lib/object-keys';
import type { Job } from '../program/job/job';
import type { AssemblyStack, FileAsset } from './assembly';

/** Values of the parameters by which a template knows its assets in the environment's bucket. */
export function assetParameters(
  { assets }: AssemblyStack,
  { bucket }: Pick<Job, 'bucket'>,
): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const asset of assets) {
    if ('bucket' in asset.destination) continue;
    const { bucketParameter, keyParameter, hashParameter } = asset.destination;
    values[bucketParameter] = bucket.name;
    // The CDK has what is before the bars and what is after them put together again.
    values[keyParameter] = `${objectKeys.assets}||${fileOf(asset)}`;
    values[hashParameter] = asset.sha;
  }
  return values;
}

/** Brings every asset of a stack to where the template will look for it; what is there already is left. */
export async function publishAssets(job: Job, stack: AssemblyStack, folder: string): Promise<void> {
  for (const asset of stack.assets) {
    const { bucket, key } = destinationOf(job, asset);
    if (await publish(bucket, key, path.join(folder, asset.path), asset))
      job.say(`Published ${asset.path} to s3://${bucket.name}/${key}.`);
  }
}

function destinationOf(job: Job, asset: FileAsset): { bucket: Bucket; key: string } {
  const { destination } = asset;
  if (!('bucket' in destination))
    return { bucket: job.bucket, key: `${objectKeys.assets}${fileOf(asset)}` };
  const name = filledIn(destination.bucket, job);
  return { bucket: { ...job.bucket, name }, key: filledIn(destination.key, job) };
}

function fileOf({ sha, path: file, isFolder }: FileAsset): string {
  return `${sha}${isFolder ? '.zip' : path.extname(file)}`;
}

/** The account and the partition that a build runs in, by the ARN that CodeBuild gives it. */
export function assetAccount({ env }: Pick<Job, 'env'>): { account: string; partition: string } {
  const [, partition = 'aws', , , account = ''] = (env.CODEBUILD_BUILD_ARN ?? '').split(':');
  return { account, partition };
}

/** Puts in what the CDK left open for the deploy, such as `${AWS::Region}`. */
function filledIn(text: string, job: Job): string {
  const { account, partition } = assetAccount(job);
  const values = { AccountId: account, Region: job.region, Partition: partition };
  return Object.entries(values).reduce(
    (filled, [name, value]) => filled.replaceAll(`\${AWS::${name}}`, value),
    text,
  );
}

async function publish(
  bucket: Bucket,
  key: string,
  source: string,
  { isFolder }: FileAsset,
): Promise<boolean> {
  if (!isFolder) return store(bucket, key, source);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-asset-'));
  try {
    const zip = path.join(scratch, 'asset.zip');
    await pack(source, filesBelow(source), zip);
    return await store(bucket, key, zip);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

async function store(bucket: Bucket, key: string, file: string): Promise<boolean> {
  return storeObject(bucket, key, {
    open: () => fs.createReadStream(file),
    bytes: fs.statSync(file).size,
    sha256: sha256OfFile(file),
    onlyNew: true,
  });
}
