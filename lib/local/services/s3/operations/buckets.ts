import fs from 'node:fs';
import type {
  CreateBucketCommandInput,
  CreateBucketOutput,
  DeleteBucketCommandInput,
  GetBucketLocationCommandInput,
  GetBucketVersioningCommandInput,
  GetBucketVersioningOutput,
  HeadBucketCommandInput,
  HeadBucketOutput,
  ListBucketsCommandInput,
  ListBucketsOutput,
  PutBucketVersioningCommandInput,
} from '@aws-sdk/client-s3';
import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { removeUploads } from '../engine/uploads';
import { bucketFor, bucketForFromAnywhere, demandAnywhere } from '../model/access';
import { buckets, dataFolder, objects, type StoredBucket } from '../model/records';

export function CreateBucket(
  input: CreateBucketCommandInput,
  context: Context,
): CreateBucketOutput {
  const name = input.Bucket ?? '';
  checkName(name);
  demandAnywhere('s3:CreateBucket', name, context);
  if (input.ObjectLockEnabledForBucket) throw notImplemented('s3', 'CreateBucket with Object Lock');
  checkLocation(input.CreateBucketConfiguration?.LocationConstraint, context.region);
  const known = buckets(context).get(name);
  // In the oldest region, creating one's own bucket again succeeds.
  if (known && !(known.account === context.account && context.region === 'us-east-1'))
    throw taken(known, context);
  if (!known)
    buckets(context).put(name, {
      name,
      account: context.account,
      region: context.region,
      createdAt: context.now().toISOString(),
      settings: {},
    });
  return { Location: `/${name}`, BucketArn: `arn:aws:s3:::${name}` };
}

function checkName(name: string): void {
  const looksRight = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..');
  if (!looksRight || /^\d+\.\d+\.\d+\.\d+$/.test(name))
    throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400, {
      BucketName: name,
    });
}

function checkLocation(constraint: string | undefined, region: string): void {
  const asked = constraint === 'EU' ? 'eu-west-1' : (constraint ?? 'us-east-1');
  if (asked === region) return;
  throw new ServiceError(
    'IllegalLocationConstraintException',
    `The ${constraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
  );
}

function taken({ account, name }: StoredBucket, context: Context): ServiceError {
  const members = { BucketName: name };
  return account === context.account
    ? new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
        members,
      )
    : new ServiceError(
        'BucketAlreadyExists',
        'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
        409,
        members,
      );
}

export function DeleteBucket(input: DeleteBucketCommandInput, context: Context): void {
  const bucket = bucketFor('s3:DeleteBucket', input, context);
  if (objects(bucket, context).list().length > 0)
    throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409, {
      BucketName: bucket.name,
    });
  removeUploads(bucket, context);
  fs.rmSync(dataFolder(bucket, context), { recursive: true, force: true });
  buckets(context).delete(bucket.name);
}

export function HeadBucket(input: HeadBucketCommandInput, context: Context): HeadBucketOutput {
  const { region, name } = bucketForFromAnywhere('s3:ListBucket', input, context);
  return { BucketRegion: region, BucketArn: `arn:aws:s3:::${name}`, AccessPointAlias: false };
}

export function ListBuckets(input: ListBucketsCommandInput, context: Context): ListBucketsOutput {
  demandAnywhere('s3:ListAllMyBuckets', undefined, context);
  const found = buckets(context)
    .list()
    .filter(({ account }) => account === context.account)
    .filter(({ name }) => name.startsWith(input.Prefix ?? ''))
    .filter(({ region }) => region === (input.BucketRegion ?? region))
    .filter(({ name }) => name > (input.ContinuationToken ?? ''))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const page = found.slice(0, input.MaxBuckets ?? 10_000);
  return {
    Buckets: page.map(({ name, createdAt, region }) => ({
      Name: name,
      CreationDate: new Date(createdAt),
      BucketRegion: region,
      BucketArn: `arn:aws:s3:::${name}`,
    })),
    Owner: { ID: context.account },
    ...(page.length < found.length && { ContinuationToken: page.at(-1)?.name }),
    ...(input.Prefix !== undefined && { Prefix: input.Prefix }),
  };
}

export function GetBucketLocation(
  input: GetBucketLocationCommandInput,
  context: Context,
): { readonly LocationConstraint: string | undefined } {
  const { region } = bucketForFromAnywhere('s3:GetBucketLocation', input, context);
  return {
    LocationConstraint: region === 'us-east-1' ? undefined : region,
  };
}

export function GetBucketVersioning(
  input: GetBucketVersioningCommandInput,
  context: Context,
): GetBucketVersioningOutput {
  return { Status: bucketFor('s3:GetBucketVersioning', input, context).versioning };
}

export function PutBucketVersioning(
  input: PutBucketVersioningCommandInput,
  context: Context,
): void {
  const bucket = bucketFor('s3:PutBucketVersioning', input, context);
  const { Status, MFADelete } = input.VersioningConfiguration ?? {};
  if (MFADelete === 'Enabled') throw notImplemented('s3', 'PutBucketVersioning with MFADelete');
  if (Status !== 'Enabled' && Status !== 'Suspended')
    throw new ServiceError(
      'IllegalVersioningConfigurationException',
      'The Versioning element must be specified',
    );
  buckets(context).put(bucket.name, { ...bucket, versioning: Status });
}
