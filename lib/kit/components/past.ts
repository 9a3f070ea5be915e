import { sendSigned } from '../../aws/signed-call';
import { findManifest } from '../../bundle/store';
import { namesOf, stages } from '../../contract';
import type { Job } from '../job';
import type { Past, PastRelease } from './choice';

interface Execution {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly sourceRevisions?: readonly { readonly revisionId?: string }[];
}

/**
 * What was released before, by the pipeline's own history.
 * @throws Error where the role may not ask
 */
export async function pastOf(job: Job): Promise<Past> {
  const attempts: PastRelease[] = [];
  for await (const execution of before(job)) {
    const commit = execution.sourceRevisions?.[0]?.revisionId ?? '';
    if (execution.status === 'Succeeded') return { running: await release(job, commit), attempts };
    if (await mayHaveDeployed(job, execution)) attempts.push(await release(job, commit));
  }
  return { running: undefined, attempts };
}

/** The executions before this one, the newest first; all where this is a plan by itself. */
async function* before(job: Job): AsyncGenerator<Execution> {
  const later: Execution[] = [];
  let passed = false;
  for await (const execution of pages<Execution>(
    job,
    'ListPipelineExecutions',
    {},
    'pipelineExecutionSummaries',
  )) {
    if (execution.pipelineExecutionId === job.execution) passed = true;
    else if (passed) yield execution;
    else later.push(execution);
  }
  if (!passed) yield* later;
}

/** One that is still on its way may deploy before this one does. */
async function mayHaveDeployed(job: Job, { pipelineExecutionId, status }: Execution) {
  if (status === 'InProgress' || status === 'Stopping') return true;
  const filter = { pipelineExecutionId };
  const actions = pages<{ stageName?: string }>(
    job,
    'ListActionExecutions',
    { filter },
    'actionExecutionDetails',
  );
  for await (const { stageName } of actions) if (stageName === stages.deploy) return true;
  return false;
}

async function release({ bucket }: Job, commit: string): Promise<PastRelease> {
  const manifest = commit === '' ? undefined : await findManifest(bucket, commit);
  return { commit, components: manifest?.components };
}

async function* pages<T>(
  job: Job,
  operation: string,
  input: object,
  list: string,
): AsyncGenerator<T> {
  let nextToken: string | undefined;
  do {
    const pipelineName = namesOf(job.application).pipeline;
    const reply = await ask(job, operation, {
      pipelineName,
      ...input,
      ...(nextToken && { nextToken }),
    });
    yield* (reply[list] ?? []) as T[];
    nextToken = reply.nextToken as string | undefined;
  } while (nextToken);
}

async function ask(job: Job, operation: string, input: object): Promise<Record<string, unknown>> {
  const { region } = job;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const reply = await sendSigned({
    endpoint: job.endpoint('codepipeline') ?? `https://codepipeline.${region}.${domain}/`,
    region,
    service: 'codepipeline',
    target: `CodePipeline_20150709.${operation}`,
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify(input),
    credentials: await job.credentials(),
  });
  return JSON.parse(reply) as Record<string, unknown>;
}
