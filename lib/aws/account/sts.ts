import type {
  AssumeRoleRequest,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
} from '@aws-sdk/client-sts';
import type { Operation, Service } from '../call/operation';

const sts: Service = { name: 'sts', protocol: { query: '2011-06-15' } };

/** Needs no permission. */
export const getCallerIdentity: Operation<GetCallerIdentityRequest, GetCallerIdentityResponse> = {
  service: sts,
  name: 'GetCallerIdentity',
  light: true,
};

/** As on the wire, where times are text. */
interface AssumedRole {
  readonly Credentials: {
    readonly AccessKeyId: string;
    readonly SecretAccessKey: string;
    readonly SessionToken: string;
    readonly Expiration: string;
  };
}

export const assumeRole: Operation<AssumeRoleRequest, AssumedRole> = {
  service: sts,
  name: 'AssumeRole',
  light: true,
};
