import type { GetCallerIdentityRequest, GetCallerIdentityResponse } from '@aws-sdk/client-sts';
import type { Operation, Service } from '../call/operation';

const sts: Service = { name: 'sts', protocol: { query: '2011-06-15' } };

/** Needs no permission. */
export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  service: sts,
  name: 'GetCallerIdentity',
  light: true,
};
