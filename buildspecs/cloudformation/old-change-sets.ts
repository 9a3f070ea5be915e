import { clauseOf } from '../../lib/errors';
import { callerOf, listExecutions } from '../program/history/executions';
import type { Job } from '../program/job/job';
import type { CloudFormation } from './client';
import type { FoundStack } from './stack';

const prefix = 'gitenv-';
/** More than a pipeline can have on their way. */
const searched = 100;
const ours = /^gitenv-(?<execution>[0-9a-f-]{36})(-[0-9a-f]{8})?$/;

/** Change sets are named after the execution that planned them, so that one can tell whose they are. */
export function changeSetName({
  execution,
  purpose,
  attempt,
}: Pick<Job, 'execution' | 'purpose' | 'attempt'>): string {
  const look = purpose === 'release' ? '' : `${purpose}-`;
  const whole = attempt ? `${execution}-${attempt}` : execution;
  return `${prefix}${look}${whole.replace(/[^A-Za-z0-9-]/g, '-')}`.slice(0, 128);
}

/** Deletes what earlier releases planned and nobody will apply any more, and what this one planned before. */
export async function deleteOldChangeSets(
  job: Job,
  client: CloudFormation,
  stack: FoundStack,
): Promise<void> {
  const sets = await client
    .askAll('ListChangeSets', { StackName: stack.id }, 'Summaries')
    .catch((error: Error) => {
      job.say(`Plans of earlier releases stay in stack ${stack.name}: ${error.message}`);
      return [];
    });
  const own = changeSetName(job);
  const planned = sets.filter((set) => ours.test(set.text('ChangeSetName')));
  const awaited = planned.length > 0 ? await executionsGoingOn(job, stack) : new Set<string>();
  for (const set of planned) {
    const name = set.text('ChangeSetName');
    const execution = ours.exec(name)?.groups?.execution ?? '';
    const canBeApplied = set.text('ExecutionStatus') === 'AVAILABLE';
    const isAwaited = awaited === undefined || awaited.has(execution);
    if (/^EXECUTE_/.test(set.text('ExecutionStatus'))) continue;
    if (name !== own && canBeApplied && isAwaited) continue;
    await client.ask('DeleteChangeSet', {
      StackName: stack.id,
      ChangeSetName: set.text('ChangeSetId'),
    });
  }
}

/** Releases that may yet come to apply what they planned; undefined where it cannot be told. */
async function executionsGoingOn(
  job: Job,
  { name }: FoundStack,
): Promise<ReadonlySet<string> | undefined> {
  const goingOn = new Set<string>();
  let seen = 0;
  try {
    for await (const { pipelineExecutionId, status } of listExecutions(callerOf(job))) {
      if (['InProgress', 'Stopping'].includes(status)) goingOn.add(pipelineExecutionId);
      seen += 1;
      if (seen === searched) break;
    }
    return goingOn;
  } catch (error) {
    job.say(
      `Plans of earlier releases stay in stack ${name}, since it is not known which releases are over: ${clauseOf(error)}.`,
    );
    return undefined;
  }
}
