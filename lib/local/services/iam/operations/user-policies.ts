import { users } from '../model/records';
import { changeable, userNamed } from '../model/users';
import { policyOperations } from './holder-policies';

const operations = policyOperations({
  kind: 'user',
  member: 'UserName',
  named: userNamed,
  changeable,
  records: users,
});

export const {
  put: PutUserPolicy,
  get: GetUserPolicy,
  delete: DeleteUserPolicy,
  list: ListUserPolicies,
  attach: AttachUserPolicy,
  detach: DetachUserPolicy,
  listAttached: ListAttachedUserPolicies,
} = operations;
