import type { Service } from '../../base/service';
import { queryProtocol } from '../../protocol/query';
import { principalsOf } from './model/principals';
import * as accessKeys from './operations/access-keys';
import * as groupPolicies from './operations/group-policies';
import * as groups from './operations/groups';
import * as policies from './operations/policies';
import * as policyVersions from './operations/policy-versions';
import * as rolePolicies from './operations/role-policies';
import * as roleTags from './operations/role-tags';
import * as roles from './operations/roles';
import * as simulate from './operations/simulate';
import * as userPolicies from './operations/user-policies';
import * as users from './operations/users';
import { managedPolicyType } from './resources/managed-policy';
import { oidcProviderType } from './resources/oidc-provider';
import { policyType } from './resources/policy';
import { roleType } from './resources/role';
import { rights } from './rights';

/** Roles, users, groups and policies, and what they say to whoever decides. */
export const iam: Service = {
  name: 'iam',
  protocol: queryProtocol({
    namespace: 'https://iam.amazonaws.com/doc/2010-05-08/',
  }),
  rights,
  principals: principalsOf,
  operations: {
    ...roles,
    ...roleTags,
    ...rolePolicies,
    ...users,
    ...userPolicies,
    ...accessKeys,
    ...groups,
    ...groupPolicies,
    ...policies,
    ...policyVersions,
    ...simulate,
  },
  resources: {
    'AWS::IAM::Role': roleType,
    'AWS::IAM::Policy': policyType,
    'AWS::IAM::ManagedPolicy': managedPolicyType,
    'AWS::IAM::OIDCProvider': oidcProviderType,
  },
};
