import type { Context } from '../../../base/context';
import { notImplemented, ServiceError } from '../../../base/service-error';
import { conditionsHold, type RequestKeys } from '../../../policy/condition';
import { isPrincipal, principalArn, principalsOf } from '../../../policy/principal';
import { isAbout, type Statement, statementsIn } from '../../../policy/statement';
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
  keys: RequestKeys = {},
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
  keys: RequestKeys = {},
): StoredBucket {
  const bucket = bucketAnywhere(input.Bucket, context);
  checkOwner(bucket, input);
  if (!isAllowed(bucket, action, input, context, keys)) throw accessDenied();
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
  keys: RequestKeys = {},
): boolean {
  const arn = `arn:aws:s3:::${bucket.name}`;
  const resource = input.Key === undefined ? arn : `${arn}/${input.Key}`;
  const request = { ...requestKeys(input), ...callerKeys(bucket, context), ...keys };
  const applies = (statement: Statement) =>
    names(statement, bucket, context) &&
    isAbout(statement, action, resource) &&
    conditionsHold(statement.Condition, request);
  const statements = statementsOf(bucket);
  const effect = (wanted: string) => statements.filter(({ Effect }) => Effect === wanted);
  if (effect('Deny').some(applies)) return false;
  return bucket.account === context.account || effect('Allow').some(applies);
}

function statementsOf({ settings: { Policy } }: StoredBucket): readonly Statement[] {
  return typeof Policy === 'string' ? statementsIn(Policy) : [];
}

/** `*` denies anybody, but lets nobody from another account in while the bucket blocks public access. */
function names(statement: Statement, bucket: StoredBucket, { caller }: Context): boolean {
  if (statement.NotPrincipal !== undefined)
    throw notImplemented('s3', 'NotPrincipal in a bucket policy');
  const isOpen = statement.Effect === 'Deny' || !isPublicBlocked(bucket);
  return principalsOf(statement).some((one) => (one === '*' ? isOpen : isPrincipal(one, caller)));
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

function requestKeys(input: object): RequestKeys {
  const given = fieldsOf(input);
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => {
      const value = given[member];
      return [key, value === undefined ? undefined : String(value)];
    }),
  );
}

/** Requests never leave this machine, which counts as an encrypted connection. */
function callerKeys({ account }: StoredBucket, { caller, region }: Context): RequestKeys {
  return {
    'aws:principalaccount': caller.account,
    'aws:principalarn': principalArn(caller.arn),
    'aws:principalisawsservice': 'false',
    'aws:principalorgid': undefined,
    'aws:requestedregion': region,
    'aws:resourceaccount': account,
    'aws:securetransport': 'true',
    'aws:sourceaccount': undefined,
    'aws:sourcearn': undefined,
    'aws:sourcevpc': undefined,
    'aws:sourcevpce': undefined,
    'aws:userid': caller.userId,
    'aws:viaawsservice': 'false',
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
): RequestKeys {
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
