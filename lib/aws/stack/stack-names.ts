import type { StackStatus } from '@aws-sdk/client-cloudformation';
import type { Account } from '../account/account';
import { callPages } from '../call/call';
import * as cloudformation from './operations';

/** All but those that are deleted, which CloudFormation lists for 90 days more, and those that nobody has filled yet. */
const live: StackStatus[] = [
  'CREATE_COMPLETE',
  'CREATE_FAILED',
  'CREATE_IN_PROGRESS',
  'DELETE_FAILED',
  'DELETE_IN_PROGRESS',
  'IMPORT_COMPLETE',
  'IMPORT_IN_PROGRESS',
  'IMPORT_ROLLBACK_COMPLETE',
  'IMPORT_ROLLBACK_FAILED',
  'IMPORT_ROLLBACK_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'ROLLBACK_FAILED',
  'ROLLBACK_IN_PROGRESS',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_FAILED',
  'UPDATE_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_FAILED',
  'UPDATE_ROLLBACK_IN_PROGRESS',
];

/** The names of all stacks of an account and region. */
export async function stackNames(account: Account): Promise<string[]> {
  const names: string[] = [];
  const input = { StackStatusFilter: live };
  for await (const page of callPages(account, cloudformation.ListStacks, input, 'NextToken'))
    for (const { StackName } of page.StackSummaries ?? []) if (StackName) names.push(StackName);
  return names;
}
