import type { Properties } from '../../../base/context';
import { objectIn, objectsIn, textIn, textsIn } from '../../../recorded/properties';
import type { StoredDistribution } from './records';

/** A list as CloudFront writes it. */
const counted = <T>(items: readonly T[]) => ({ Quantity: items.length, Items: items });

/** DistributionConfig in the words of CloudFront's own API, whose lists say how long they are. */
export function configOf({ config, callerReference }: StoredDistribution) {
  return {
    CallerReference: callerReference,
    Comment: textIn(config, 'Comment') ?? '',
    Enabled: textIn(config, 'Enabled') === 'true',
    DefaultRootObject: textIn(config, 'DefaultRootObject') ?? '',
    HttpVersion: textIn(config, 'HttpVersion') ?? 'http1.1',
    Aliases: counted(textsIn(config, 'Aliases')),
    Origins: counted(objectsIn(config, 'Origins').map(originOf)),
    DefaultCacheBehavior: behaviorOf(objectIn(config, 'DefaultCacheBehavior')),
    CacheBehaviors: counted(
      objectsIn(config, 'CacheBehaviors').map((behavior) => ({
        PathPattern: textIn(behavior, 'PathPattern'),
        ...behaviorOf(behavior),
      })),
    ),
    CustomErrorResponses: counted(objectsIn(config, 'CustomErrorResponses')),
  };
}

function originOf(origin: Properties) {
  return {
    Id: textIn(origin, 'Id'),
    DomainName: textIn(origin, 'DomainName'),
    OriginPath: textIn(origin, 'OriginPath') ?? '',
    OriginAccessControlId: textIn(origin, 'OriginAccessControlId'),
    S3OriginConfig: { OriginAccessIdentity: '' },
  };
}

function behaviorOf(behavior: Properties) {
  return {
    TargetOriginId: textIn(behavior, 'TargetOriginId'),
    ViewerProtocolPolicy: textIn(behavior, 'ViewerProtocolPolicy'),
    Compress: textIn(behavior, 'Compress') === 'true',
    CachePolicyId: textIn(behavior, 'CachePolicyId'),
  };
}
