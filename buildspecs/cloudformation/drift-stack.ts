import { pollingPause } from '../../lib/aws/call/polling';
import type { PlannedChange } from '../../lib/bundle/plan';
import { GitenvError } from '../../lib/errors';
import { partitionOf } from '../program/job/account';
import type { Job } from '../program/job/job';
import { type CloudFormation, cloudFormationOf } from './client';
import { brief, listChanges } from './describe-changes';
import { planChangeSet } from './plan-stack';
import type { Reply } from './reply';
import { findStack } from './stack';
import type { WantedStack } from './stack-request';

/** What differs between a stack and what runs there by the commit, for a program and for people. */
export interface StackDrift {
  readonly changes: readonly PlannedChange[];
  readonly text: string;
}

/** Compares twice: the stack with what the commit says, and each resource with what the stack says. */
export async function driftOfStack(job: Job, request: WantedStack): Promise<StackDrift> {
  const client = cloudFormationOf(job);
  const stack = await findStack(client, request.name);
  const title = `Drift of stack ${request.name}`;
  if (!stack || stack.status === 'REVIEW_IN_PROGRESS') {
    const detail = 'there is no such stack';
    const type = 'AWS::CloudFormation::Stack';
    const gone: PlannedChange[] = [{ action: 'destroy', type, name: request.name, detail }];
    return { changes: gone, text: listChanges(title, gone) };
  }
  const planned = await planChangeSet({ ...job, purpose: 'drift' }, request);
  const drifted = await driftedResources(client, stack.id, job);
  const changes = [...planned.changes, ...drifted];
  return { changes, text: listChanges(title, changes) };
}

async function driftedResources(
  client: CloudFormation,
  stackId: string,
  job: Job,
): Promise<PlannedChange[]> {
  const begun = await client.ask('DetectStackDrift', { StackName: stackId });
  await detected(client, begun.text('StackDriftDetectionId'), job);
  const drifts = await client.askAll(
    'DescribeStackResourceDrifts',
    { StackName: stackId, StackResourceDriftStatusFilters: ['MODIFIED', 'DELETED'] },
    'StackResourceDrifts',
  );
  return drifts.map((drift) => {
    const isGone = drift.text('StackResourceDriftStatus') === 'DELETED';
    return {
      action: isGone ? 'destroy' : 'change',
      type: drift.text('ResourceType'),
      name: drift.text('LogicalResourceId'),
      detail: isGone ? 'was deleted in the account' : differencesOf(drift),
    };
  });
}

/** @throws GitenvError AWS_REFUSED, with what lets builds read what the stack has */
async function detected(client: CloudFormation, id: string, job: Job): Promise<void> {
  const pause = pollingPause();
  for (;;) {
    const reply = await client.ask('DescribeStackDriftDetectionStatus', {
      StackDriftDetectionId: id,
    });
    const status = reply.text('DetectionStatus');
    if (status === 'DETECTION_COMPLETE') return;
    if (status !== 'DETECTION_IN_PROGRESS')
      throw new GitenvError(
        'AWS_REFUSED',
        `The drift could not be detected: ${reply.text('DetectionStatusReason')}`,
        {
          advice: `CloudFormation reads the resources with the rights of builds, which come from --build-policy: a policy of AWS's may read all, and one of yours may read less.`,
          hint: `gitenv init ${job.environment} --build-policy ${readAll(job)}`,
        },
      );
    await pause();
  }
}

/** AWS's own policy, in the partition of the build. */
function readAll(job: Job): string {
  return `arn:${partitionOf(job)}:iam::aws:policy/ReadOnlyAccess`;
}

/** Such as `/Value: 10 in the template, 99 in the account`. */
function differencesOf(drift: Reply): string {
  return drift
    .list('PropertyDifferences')
    .map((difference) => {
      const [expected, actual] = ['ExpectedValue', 'ActualValue'].map((it) =>
        brief(difference.text(it)),
      );
      return `${difference.text('PropertyPath')}: ${expected} in the template, ${actual} in the account`;
    })
    .join(', ');
}
