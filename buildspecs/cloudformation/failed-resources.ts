import type { CloudFormation } from './client';

/**
 * The resources that a stack failed to bring back, as ContinueUpdateRollback names them: those of a nested stack by
 * the name of that stack and their own.
 * @param prefix of a nested stack's resources
 */
export async function failedToGoBack(
  client: CloudFormation,
  stackId: string,
  prefix = '',
): Promise<string[]> {
  const reply = await client.ask('DescribeStackResources', { StackName: stackId });
  const failed: string[] = [];
  for (const resource of reply.list('StackResources')) {
    // One whose update was only cancelled may not be skipped; CloudFormation has no code for that.
    const wasCancelled = /cancell?ed/i.test(resource.text('ResourceStatusReason'));
    if (resource.text('ResourceStatus') !== 'UPDATE_FAILED' || wasCancelled) continue;
    const id = resource.text('PhysicalResourceId');
    if (resource.text('ResourceType') === 'AWS::CloudFormation::Stack')
      failed.push(...(await failedToGoBack(client, id, `${nameIn(id)}.`)));
    else failed.push(`${prefix}${resource.text('LogicalResourceId')}`);
  }
  return failed;
}

/** The name of a stack by its ARN. */
function nameIn(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}
