import type { ResourceChange } from '@aws-sdk/client-cloudformation';
import type { ChangeSetRecord, StackRecord } from './records';

/** What only a change set that reverts drift says of itself. */
export function deploymentModeOf({ reverts }: ChangeSetRecord) {
  if (!reverts) return {};
  const StackDriftStatus = reverts.length > 0 ? ('DRIFTED' as const) : ('IN_SYNC' as const);
  return { DeploymentMode: 'REVERT_DRIFT' as const, StackDriftStatus };
}

/** Which properties change, without what they are and were. */
export function withoutValues({
  BeforeContext,
  AfterContext,
  ...change
}: ResourceChange): ResourceChange {
  return {
    ...change,
    Details: change.Details?.map(({ Target, ...detail }) => {
      const { BeforeValue, AfterValue, ...rest } = Target ?? {};
      return { ...detail, Target: rest };
    }),
  };
}

/** A change set as lists have it. */
export function summaryOf(changeSet: ChangeSetRecord, stack: StackRecord) {
  return {
    ChangeSetName: changeSet.name,
    ChangeSetId: changeSet.id,
    StackId: stack.id,
    StackName: stack.name,
    Description: changeSet.description,
    CreationTime: new Date(changeSet.createdAt),
    ExecutionStatus: changeSet.execution,
    Status: changeSet.status,
    StatusReason: changeSet.reason,
    IncludeNestedStacks: false,
    ImportExistingResources: changeSet.importExisting ?? false,
  };
}
