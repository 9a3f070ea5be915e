import { groupNamed, groups } from '../model/records';
import { policyOperations } from './holder-policies';

const operations = policyOperations({
  kind: 'group',
  member: 'GroupName',
  named: groupNamed,
  changeable: groupNamed,
  records: groups,
});

export const {
  put: PutGroupPolicy,
  get: GetGroupPolicy,
  delete: DeleteGroupPolicy,
  list: ListGroupPolicies,
  attach: AttachGroupPolicy,
  detach: DetachGroupPolicy,
  listAttached: ListAttachedGroupPolicies,
} = operations;
