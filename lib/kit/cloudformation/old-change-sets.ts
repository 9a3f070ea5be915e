import { sendSigned } from '../../aws/signed-call';
import { namesOf } from '../../contract';
import type { Job } from '../job';
import type { CloudFormation } from './client';
import type { StackState } from './stack';

const prefix = 'gitenv-';
const ours = /^gitenv-(?<execution>[0-9a-f-]{36})$/;

/** Change sets are named after the execution that planned them, so that one can tell whose they are. */
export function changeSetName({ execution, purpose }: Pick<Job, 'execution' | 'purpose'>): string {
  const look = purpose === 'release' ? '' : `${purpose}-`;
  return `${prefix}${look}${execution.replace(/[^A-Za-z0-9-]/g, '-')}`.slice(0, 128);
}

/** Deletes what earlier releases planned and nobody will apply any more, and what this one planned before. */
export async function deleteOldChangeSets(
  job: Job,
  client: CloudFormation,
  stack: StackState,
): Promise<void> {
  const sets = await client
    .askAll('ListChangeSets', { StackName: stack.id }, 'Summaries')
    .catch((error: Error) => {
      job.say(`Plans of earlier releases stay in stack ${stack.name}: ${error.message}`);
      return [];
    });
  const own = changeSetName(job);
  const planned = sets.filter((set) => ours.test(set.text('ChangeSetName')));
  const awaited = planned.length > 0 ? await executionsGoingOn(job) : new Set<string>();
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
async function executionsGoingOn(job: Job): Promise<ReadonlySet<string> | undefined> {
  const { region, application } = job;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  try {
    const reply = await sendSigned({
      endpoint: job.endpoint('codepipeline') ?? `https://codepipeline.${region}.${domain}/`,
      region,
      service: 'codepipeline',
      target: 'CodePipeline_20150709.ListPipelineExecutions',
      contentType: 'application/x-amz-json-1.1',
      body: JSON.stringify({ pipelineName: namesOf(application).pipeline }),
      credentials: await job.credentials(),
    });
    const { pipelineExecutionSummaries } = JSON.parse(reply) as {
      pipelineExecutionSummaries: { pipelineExecutionId: string; status: string }[];
    };
    const goingOn = pipelineExecutionSummaries.filter(({ status }) =>
      ['InProgress', 'Stopping'].includes(status),
    );
    return new Set(goingOn.map(({ pipelineExecutionId }) => pipelineExecutionId));
  } catch {
    return undefined;
  }
}
