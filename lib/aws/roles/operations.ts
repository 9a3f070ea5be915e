import type {
  GetRoleRequest,
  GetRoleResponse,
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesRequest,
  ListRolePoliciesResponse,
  SimulatePolicyResponse,
  SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import type { Operation, Service } from '../call/operation';

/** It has one address for all regions of a partition, which the SDK knows. */
const iam: Service = {
  name: 'iam',
  protocol: { query: '2010-05-08' },
  client: 'IAMClient',
  sdk: () => import('./sdk'),
};

export const ListAttachedRolePolicies: Operation<
  ListAttachedRolePoliciesRequest,
  ListAttachedRolePoliciesResponse
> = { service: iam, name: 'ListAttachedRolePolicies' };

export const ListRolePolicies: Operation<ListRolePoliciesRequest, ListRolePoliciesResponse> = {
  service: iam,
  name: 'ListRolePolicies',
};

export const GetRole: Operation<GetRoleRequest, GetRoleResponse> = {
  service: iam,
  name: 'GetRole',
};

export const SimulatePrincipalPolicy: Operation<
  SimulatePrincipalPolicyRequest,
  SimulatePolicyResponse
> = { service: iam, name: 'SimulatePrincipalPolicy' };
