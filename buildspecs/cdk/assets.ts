import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Bucket } from '../../lib/aws/objects/bucket';
import { receiveObject, storeObject } from '../../lib/aws/objects/object-store';
import { filesBelow, sha256OfFile } from '../../lib/bundle/files';
import { digestOf } from '../../lib/bundle/manifest';
import { pack } from '../../lib/bundle/pack';
import { notWhatItSays, storedSha256 } from '../../lib/bundle/store-once';
import { unpack } from '../../lib/bundle/unpack';
import { fieldsOf } from '../../lib/fields';
import { objectKeys } from '../../lib/object-keys';
import { partitionOf } from '../program/job/account';
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

/** Keys of those assets that lie in the environment's bucket. */
export function assetKeys({ assets }: Pick<AssemblyStack, 'assets'>): string[] {
  return assets
    .filter(({ destination }) => !('bucket' in destination))
    .map((asset) => `${objectKeys.assets}${fileOf(asset)}`);
}

/** Brings every asset of a stack to where the template will look for it; what is there already is left. */
export async function publishAssets(
  job: Job,
  stack: Pick<AssemblyStack, 'assets'>,
  folder: string,
): Promise<void> {
  for (const asset of stack.assets) {
    const { bucket, key } = destinationOf(job, asset);
    const isOwn = bucket.name === job.bucket.name;
    if (await publish(bucket, key, path.join(folder, asset.path), { ...asset, isOwn }))
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
  const account = env.CODEBUILD_BUILD_ARN?.split(':')[4] ?? '';
  return { account, partition: partitionOf({ env }) };
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

/** An asset, and whether it goes to the environment's own bucket, in which builds of all commits may write its name. */
type Published = Pick<FileAsset, 'isFolder'> & { readonly isOwn: boolean };

/** @returns false where it is there already */
async function publish(
  bucket: Bucket,
  key: string,
  source: string,
  { isFolder, isOwn }: Published,
): Promise<boolean> {
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-asset-'));
  try {
    const file = isFolder ? path.join(scratch, 'asset.zip') : source;
    if (isFolder) await pack(source, filesBelow(source), file);
    if (await store(bucket, key, file)) return true;
    const isSame = !isOwn || (await storedSha256(bucket, key)) === sha256OfFile(file);
    if (!isSame && !(isFolder && (await holdsFolder(bucket, key, source, scratch))))
      throw notWhatItSays(bucket, key);
    return false;
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

/** Whether a zip that is there holds the same files: another version of Node may have packed them otherwise. */
async function holdsFolder(
  bucket: Bucket,
  key: string,
  source: string,
  scratch: string,
): Promise<boolean> {
  const zip = path.join(scratch, 'stored.zip');
  await receiveObject(bucket, key, (body) => pipeline(body, fs.createWriteStream(zip)));
  const unpacked = path.join(scratch, 'stored');
  fs.mkdirSync(unpacked);
  const files = filesBelow(source);
  try {
    await unpack(zip, { version: 2, files, digest: digestOf(files) }, unpacked);
    return true;
  } catch (error) {
    // What the system refuses says nothing about the zip.
    if (fieldsOf(error).syscall !== undefined) throw error;
    return false;
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
