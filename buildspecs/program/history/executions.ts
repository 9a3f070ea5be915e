import { callPages } from '../../../lib/aws/call/call';
import type { Caller } from '../../../lib/aws/call/caller';
import { ListActionExecutions, ListPipelineExecutions } from '../../../lib/aws/pipeline/operations';
import { namesOf } from '../../../lib/contract';
import type { Job } from '../job/job';

/** An execution of the pipeline, as lists have it. */
export interface Execution {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly sourceRevisions?: readonly { readonly revisionId?: string | undefined }[];
}

/** Whose pipeline is asked. */
export interface Asker extends Caller {
  readonly application: string;
}

export function callerOf({ region, application, credentials, endpoint }: Job): Asker {
  return { region, application, credentials, endpoint };
}

/** The pipeline's executions, newest first, as far as they are asked for. */
export async function* listExecutions(asker: Asker): AsyncGenerator<Execution> {
  const input = { pipelineName: namesOf(asker.application).pipeline };
  for await (const page of callPages(asker, ListPipelineExecutions, input, 'nextToken'))
    for (const {
      pipelineExecutionId = '',
      status = '',
      sourceRevisions = [],
    } of page.pipelineExecutionSummaries ?? [])
      yield { pipelineExecutionId, status, sourceRevisions };
}

/** An action that an execution has begun. */
export interface BegunAction {
  readonly name: string;
  readonly status: string;
}

/** The actions that an execution has begun, the latest first. */
export async function* actionsOf(asker: Asker, id: string): AsyncGenerator<BegunAction> {
  const { pipeline: pipelineName } = namesOf(asker.application);
  const input = { pipelineName, filter: { pipelineExecutionId: id } };
  for await (const page of callPages(asker, ListActionExecutions, input, 'nextToken'))
    for (const { actionName: name = '', status = '' } of page.actionExecutionDetails ?? [])
      yield { name, status };
}
