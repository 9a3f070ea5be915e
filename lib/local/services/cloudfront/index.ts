import type { Service } from '../../base/service';
import { restXmlProtocol } from '../../protocol/rest-xml/rest-xml';
import { pages } from './engine/serve';
import {
  CreateInvalidation,
  GetDistribution,
  GetDistributionConfig,
  GetInvalidation,
  ListInvalidations,
} from './operations';
import { accessControlType, distributionType } from './resources';
import { rights } from './rights';

/** Distributions of buckets, made by stacks, and what they serve to browsers on this machine. */
export const cloudfront: Service = {
  name: 'cloudfront',
  protocol: restXmlProtocol('http://cloudfront.amazonaws.com/doc/2020-05-31/'),
  rights,
  operations: {
    GetDistribution,
    GetDistributionConfig,
    CreateInvalidation,
    GetInvalidation,
    ListInvalidations,
  },
  resources: {
    'AWS::CloudFront::Distribution': distributionType,
    'AWS::CloudFront::OriginAccessControl': accessControlType,
  },
  routes: [pages],
};
