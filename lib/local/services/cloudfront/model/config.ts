import type { Context, Properties } from '../../../base/context';
import { notImplemented } from '../../../base/service-error';
import { handlerFailure } from '../../../recorded/handler-failure';
import { objectIn, objectsIn, textIn, textsIn } from '../../../recorded/properties';
import { accessControls } from './records';

/** What is honoured, and what is kept without effect since it says nothing of which file a browser is given. */
const known: Readonly<Record<string, readonly string[]>> = {
  DistributionConfig: [
    ...['Enabled', 'DefaultRootObject', 'Origins', 'DefaultCacheBehavior', 'CacheBehaviors'],
    ...['CustomErrorResponses', 'Comment', 'HttpVersion', 'IPV6Enabled', 'PriceClass', 'Aliases'],
    ...['ViewerCertificate', 'Logging', 'Restrictions', 'WebACLId'],
  ],
  Origin: [
    ...['Id', 'DomainName', 'OriginPath', 'OriginAccessControlId', 'S3OriginConfig'],
    ...['ConnectionAttempts', 'ConnectionTimeout', 'OriginShield'],
  ],
  CacheBehavior: [
    ...['PathPattern', 'TargetOriginId', 'ViewerProtocolPolicy', 'AllowedMethods', 'CachedMethods'],
    ...['Compress', 'CachePolicyId', 'OriginRequestPolicyId', 'ResponseHeadersPolicyId'],
    ...['ForwardedValues', 'MinTTL', 'DefaultTTL', 'MaxTTL', 'SmoothStreaming'],
  ],
};

/**
 * Refuses what is not served here as CloudFront would, and what CloudFront refuses itself.
 * @throws 501 that names it; in the words of CloudFormation's handler where an origin is not there
 */
export function checkConfig(config: Properties, context: Context): void {
  refuseUnknown('DistributionConfig', config);
  const origins = objectsIn(config, 'Origins');
  for (const origin of origins) checkOrigin(origin, context);
  const ids = origins.map((origin) => textIn(origin, 'Id'));
  for (const behavior of behaviorsOf(config)) {
    refuseUnknown('CacheBehavior', behavior);
    const target = textIn(behavior, 'TargetOriginId');
    if (!ids.includes(target))
      throw handlerFailure(
        'InvalidRequest',
        `Invalid request provided: AWS::CloudFront::Distribution: The specified origin server does not exist or is not valid: ${target}`,
        context,
      );
    const methods = textsIn(behavior, 'AllowedMethods');
    const writing = methods.find((method) => !['GET', 'HEAD', 'OPTIONS'].includes(method));
    if (writing) throw notImplemented('cloudfront', `AllowedMethods with ${writing}`);
  }
}

/** The default one comes last, as it is what is left. */
export function behaviorsOf(config: Properties): readonly Properties[] {
  return [...objectsIn(config, 'CacheBehaviors'), objectIn(config, 'DefaultCacheBehavior')];
}

function checkOrigin(origin: Properties, context: Context): void {
  refuseUnknown('Origin', origin);
  const domain = textIn(origin, 'DomainName') ?? '';
  if (!bucketAt(domain)) throw notImplemented('cloudfront', `an origin at ${domain}`);
  const identity = textIn(objectIn(origin, 'S3OriginConfig'), 'OriginAccessIdentity');
  if (identity) throw notImplemented('cloudfront', 'an origin with OriginAccessIdentity');
  const id = textIn(origin, 'OriginAccessControlId');
  if (!id) throw notImplemented('cloudfront', 'an origin without OriginAccessControlId');
  if (accessControls(context).get(id)?.account !== context.account)
    throw handlerFailure(
      'NotFound',
      'Invalid request provided: The specified origin access control does not exist.',
      context,
    );
}

/** The bucket of S3's own address of it; nothing for anything else, such as that of a website. */
export function bucketAt(domain: string): { bucket: string; region: string } | undefined {
  const [, bucket, region = 'us-east-1'] =
    /^(.+?)\.s3(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com$/.exec(domain) ?? [];
  return bucket === undefined ? undefined : { bucket, region };
}

function refuseUnknown(kind: string, properties: Properties): void {
  const strange = Object.keys(properties).find((name) => !known[kind]?.includes(name));
  if (strange !== undefined) throw notImplemented('cloudfront', `${strange} of a ${kind}`);
}
