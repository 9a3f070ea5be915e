import type { Context } from '../../../base/context';
import type { Operation } from '../../../base/service';
import { ServiceError } from '../../../base/service-error';
import { bucketFor, ownBucket } from '../model/access';
import { checkPolicy } from '../model/bucket-policy';
import { buckets, type StoredBucket } from '../model/records';

/** A configuration of a bucket that is kept and handed out again, but changes nothing on this machine. */
interface Setting {
  /** The member of the request that carries it. */
  readonly member: string;
  /** What policies call it: `s3:Get…`, `s3:Put…`. */
  readonly noun: string;
  readonly put?: string;
  readonly get?: string;
  readonly delete?: string;
  /** The reply to `get` is the setting itself, where it does not carry it as the request's member. */
  readonly isReply?: boolean;
  readonly missing: readonly [code: string, message: string];
}

const settings: readonly Setting[] = [
  {
    member: 'Policy',
    noun: 'BucketPolicy',
    put: 'PutBucketPolicy',
    get: 'GetBucketPolicy',
    delete: 'DeleteBucketPolicy',
    missing: ['NoSuchBucketPolicy', 'The bucket policy does not exist'],
  },
  {
    member: 'PublicAccessBlockConfiguration',
    noun: 'BucketPublicAccessBlock',
    put: 'PutPublicAccessBlock',
    get: 'GetPublicAccessBlock',
    delete: 'DeletePublicAccessBlock',
    missing: [
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
    ],
  },
  {
    member: 'ServerSideEncryptionConfiguration',
    noun: 'EncryptionConfiguration',
    put: 'PutBucketEncryption',
    get: 'GetBucketEncryption',
    delete: 'DeleteBucketEncryption',
    missing: [
      'ServerSideEncryptionConfigurationNotFoundError',
      'The server side encryption configuration was not found',
    ],
  },
  {
    member: 'OwnershipControls',
    noun: 'BucketOwnershipControls',
    put: 'PutBucketOwnershipControls',
    get: 'GetBucketOwnershipControls',
    delete: 'DeleteBucketOwnershipControls',
    missing: ['OwnershipControlsNotFoundError', 'The bucket ownership controls were not found'],
  },
  {
    member: 'LifecycleConfiguration',
    noun: 'LifecycleConfiguration',
    put: 'PutBucketLifecycleConfiguration',
    get: 'GetBucketLifecycleConfiguration',
    delete: 'DeleteBucketLifecycle',
    isReply: true,
    missing: ['NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist'],
  },
  {
    member: 'CORSConfiguration',
    noun: 'BucketCORS',
    put: 'PutBucketCors',
    get: 'GetBucketCors',
    delete: 'DeleteBucketCors',
    isReply: true,
    missing: ['NoSuchCORSConfiguration', 'The CORS configuration does not exist'],
  },
  {
    member: 'Tagging',
    noun: 'BucketTagging',
    put: 'PutBucketTagging',
    get: 'GetBucketTagging',
    delete: 'DeleteBucketTagging',
    isReply: true,
    missing: ['NoSuchTagSet', 'The TagSet does not exist'],
  },
];

/** Buckets have had encryption and blocked public access since their creation, without anyone having put them. */
const defaults: Readonly<Record<string, unknown>> = {
  ServerSideEncryptionConfiguration: {
    Rules: [
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false },
    ],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

type Input = {
  readonly Bucket?: string;
  readonly ExpectedBucketOwner?: string;
  readonly [member: string]: unknown;
};

/** Put, Get and Delete of each setting, by AWS's names. */
export const bucketSettings: Readonly<Record<string, Operation>> = Object.fromEntries(
  settings.flatMap((setting) =>
    [
      [setting.put, putter(setting)] as const,
      [setting.get, getter(setting)] as const,
      [setting.delete, remover(setting)] as const,
    ].filter(([name]) => name !== undefined),
  ),
);

function putter({ member, noun }: Setting): Operation {
  return (input: Input, context) => {
    const bucket = settingsOf(`s3:Put${noun}`, input, context);
    if (input[member] === undefined)
      throw new ServiceError('MissingRequestBodyError', 'Request body is empty.');
    setBucketSetting(bucket.name, member, input[member], context);
  };
}

/** Nobody but its owner's account may touch a bucket's settings on this machine, whoever its policy names. */
function settingsOf(action: string, input: Input, context: Context): StoredBucket {
  const bucket = bucketFor(action, input, context);
  return ownBucket(bucket.name, context);
}

function getter({ member, noun, isReply, missing: [code, message] }: Setting): Operation {
  return (input: Input, context) => {
    const bucket = settingsOf(`s3:Get${noun}`, input, context);
    const value = bucketSetting(bucket, member);
    if (value === undefined)
      throw new ServiceError(code, message, 404, { BucketName: bucket.name });
    return isReply ? value : { [member]: value };
  };
}

function remover({ member, noun }: Setting): Operation {
  return (input: Input, context) => {
    const { name } = settingsOf(
      `s3:${member === 'Policy' ? 'Delete' : 'Put'}${noun}`,
      input,
      context,
    );
    // Encryption cannot be taken off, only set back.
    const value = member === 'ServerSideEncryptionConfiguration' ? defaults[member] : null;
    setBucketSetting(name, member, value, context);
  };
}

/** A setting as it is, by default too; nothing where there is none. */
export function bucketSetting({ settings }: StoredBucket, member: string): unknown {
  return (member in settings ? settings[member] : defaults[member]) ?? undefined;
}

/** Keeps a setting; `null` removes it, its default included, and undefined brings the default back. */
export function setBucketSetting(
  name: string,
  member: string,
  value: unknown,
  context: Context,
): void {
  const bucket = ownBucket(name, context);
  if (member === 'Policy' && typeof value === 'string') checkPolicy(value, bucket);
  const { [member]: _, ...others } = bucket.settings;
  const settings = value === undefined ? others : { ...others, [member]: value };
  buckets(context).put(name, { ...bucket, settings });
}
