import { roleNamed, roles } from '../model/records';
import { policyOperations } from './holder-policies';

const operations = policyOperations({
  kind: 'role',
  member: 'RoleName',
  named: roleNamed,
  changeable: roleNamed,
  records: roles,
});

export const {
  put: PutRolePolicy,
  get: GetRolePolicy,
  delete: DeleteRolePolicy,
  list: ListRolePolicies,
  attach: AttachRolePolicy,
  detach: DetachRolePolicy,
  listAttached: ListAttachedRolePolicies,
} = operations;
