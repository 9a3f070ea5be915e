import type { Context } from '../../../base/context';
import type { Ask, AskedKeys } from '../../../base/rights';
import { ServiceError } from '../../../base/service-error';
import { fieldsOf } from '../../../values/fields';
import { accessDenied } from './errors';
import { bucketAnywhere, type StoredBucket } from './records';

/** What of a request policies may look at. Every operation's input has some of it. */
export interface Asked {
  readonly Bucket?: string | undefined;
  /** Given, the request is about this object; otherwise about the bucket. */
  readonly Key?: string | undefined;
  /** The account that the caller takes the bucket for. */
  readonly ExpectedBucketOwner?: string | undefined;
}

/**
 * The bucket, where its policy lets the caller do this: its owner's people may whatever no statement denies them, those of
 * other accounts only what one allows.
 * @param action such as `s3:PutObject`
 * @param keys further condition keys, by lower-case name
 * @throws NoSuchBucket; AccessDenied; AuthorizationHeaderMalformed
 */
export function bucketFor(
  action: string,
  input: Asked,
  context: Context,
  keys: AskedKeys = {},
): StoredBucket {
  return inItsRegion(bucketForFromAnywhere(action, input, context, keys), context);
}

/** @throws AuthorizationHeaderMalformed, naming the right region, when the request was signed for another one */
export function inItsRegion(bucket: StoredBucket, context: Context): StoredBucket {
  if (bucket.region !== context.region)
    throw new ServiceError(
      'AuthorizationHeaderMalformed',
      `The authorization header is malformed; the region '${context.region}' is wrong; expecting '${bucket.region}'`,
      400,
      { Region: bucket.region },
    );
  return bucket;
}

/** Like `bucketFor`, from any region. */
export function bucketForFromAnywhere(
  action: string,
  input: Asked,
  context: Context,
  keys: AskedKeys = {},
): StoredBucket {
  const bucket = bucketAnywhere(input.Bucket, context);
  checkOwner(bucket, input);
  demand(askOf(bucket, action, input, keys), context);
  return bucket;
}

/**
 * A bucket of the caller's own account, whatever its policy says.
 * @throws NoSuchBucket; AccessDenied; AuthorizationHeaderMalformed
 */
export function ownBucket(name: string | undefined, context: Context): StoredBucket {
  const bucket = bucketAnywhere(name, context);
  if (bucket.account !== context.account) throw accessDenied();
  return inItsRegion(bucket, context);
}

/** @throws AccessDenied for a bucket of another account than the caller takes it for */
export function checkOwner({ account }: StoredBucket, { ExpectedBucketOwner }: Asked): void {
  if ((ExpectedBucketOwner ?? account) !== account) throw accessDenied();
}

export function isAllowed(
  bucket: StoredBucket,
  action: string,
  input: Asked,
  context: Context,
  keys: AskedKeys = {},
): boolean {
  return context.decide(askOf(bucket, action, input, keys)).isAllowed;
}

function askOf(bucket: StoredBucket, action: string, input: Asked, keys: AskedKeys): Ask {
  const arn = `arn:aws:s3:::${bucket.name}`;
  const { Policy } = bucket.settings;
  return {
    action,
    resource: input.Key === undefined ? arn : `${arn}/${input.Key}`,
    keys: { ...requestKeys(input), ...bucketKeys(bucket), ...keys },
    of: {
      account: bucket.account,
      documents: typeof Policy === 'string' ? [Policy] : [],
      isClosedToPublic: isPublicBlocked(bucket),
    },
  };
}

/** @throws AccessDenied in AWS's words, in which S3 puts the resource in quotes */
function demand(ask: Ask, context: Context): void {
  context.demand(ask, (words) =>
    accessDenied(
      words.replace(` on resource: ${ask.resource} `, () => ` on resource: "${ask.resource}" `),
    ),
  );
}

/** What is of no bucket that is there, such as making one. @throws AccessDenied */
export function demandAnywhere(action: string, bucket: string | undefined, context: Context): void {
  const resource = bucket === undefined ? '*' : `arn:aws:s3:::${bucket}`;
  demand({ action, resource, keys: requestKeys({}) }, context);
}

/** Buckets block public access until told otherwise. */
function isPublicBlocked({
  settings: { PublicAccessBlockConfiguration: block },
}: StoredBucket): boolean {
  if (block === undefined) return true;
  return String(fieldsOf(block).RestrictPublicBuckets) === 'true';
}

const members = {
  's3:prefix': 'Prefix',
  's3:delimiter': 'Delimiter',
  's3:max-keys': 'MaxKeys',
  's3:versionid': 'VersionId',
  's3:x-amz-acl': 'ACL',
  's3:x-amz-copy-source': 'CopySource',
  's3:x-amz-metadata-directive': 'MetadataDirective',
  's3:x-amz-server-side-encryption': 'ServerSideEncryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id': 'SSEKMSKeyId',
  's3:x-amz-server-side-encryption-customer-algorithm': 'SSECustomerAlgorithm',
  's3:x-amz-storage-class': 'StorageClass',
  's3:x-amz-website-redirect-location': 'WebsiteRedirectLocation',
} as const;

function requestKeys(input: object): AskedKeys {
  const given = fieldsOf(input);
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => {
      const value = given[member];
      return [key, value === undefined ? undefined : String(value)];
    }),
  );
}

/** Global keys are the same for every service. */
function bucketKeys({ account }: StoredBucket): AskedKeys {
  return {
    's3:if-match': undefined,
    's3:if-none-match': undefined,
    's3:objectcreationoperation': undefined,
    's3:resourceaccount': account,
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:tlsversion': '1.3',
  };
}

/** Of requests that make an object at once, or that are a step towards one. */
export function creationKeys(
  input: { readonly IfMatch?: string | undefined; readonly IfNoneMatch?: string | undefined },
  isCreation: boolean,
): AskedKeys {
  return {
    's3:if-match': input.IfMatch,
    's3:if-none-match': input.IfNoneMatch,
    's3:objectcreationoperation': String(isCreation),
  };
}

/** Policies tell a version that is asked for by its id from an object: `s3:GetObjectVersion`, `s3:GetObjectVersionTagging`. */
export function ofVersion(
  action: string,
  { VersionId }: { readonly VersionId?: string | undefined },
): string {
  return VersionId === undefined ? action : action.replace(/Object/, 'ObjectVersion');
}
