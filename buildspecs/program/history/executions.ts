import { type Caller, callJson } from '../../../lib/aws/call/json-call';
import { namesOf } from '../../../lib/contract';
import type { Job } from '../job/job';

const codepipeline = { name: 'codepipeline' as const, prefix: 'CodePipeline_20150709' };

/** An execution of the pipeline, as lists have it. */
export interface Execution {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly sourceRevisions?: readonly { readonly revisionId?: string }[];
}

/** Whose pipeline is asked. */
export interface Asker extends Caller {
  readonly application: string;
}

export function callerOf({ region, application, credentials, endpoint }: Job): Asker {
  return { region, application, credentials, endpoint };
}

/** The pipeline's executions, newest first, as far as they are asked for. */
export function listExecutions(asker: Asker): AsyncGenerator<Execution> {
  return pages(asker, 'ListPipelineExecutions', {}, 'pipelineExecutionSummaries');
}

/** The stages of the actions that an execution has begun. */
export async function* stagesOf(asker: Asker, id: string): AsyncGenerator<string> {
  const filter = { pipelineExecutionId: id };
  const list = 'actionExecutionDetails';
  const actions = pages<{ stageName?: string }>(asker, 'ListActionExecutions', { filter }, list);
  for await (const { stageName = '' } of actions) yield stageName;
}

async function* pages<T>(
  asker: Asker,
  operation: string,
  input: object,
  list: string,
): AsyncGenerator<T> {
  const { pipeline: pipelineName } = namesOf(asker.application);
  let token: object = {};
  do {
    const reply = await callJson(asker, codepipeline, operation, {
      pipelineName,
      ...input,
      ...token,
    });
    yield* (reply[list] ?? []) as T[];
    token = reply.nextToken === undefined ? {} : { nextToken: reply.nextToken };
  } while ('nextToken' in token);
}
