import type {
  GetPipelineExecutionInput,
  GetPipelineExecutionOutput,
  StartPipelineExecutionInput,
  StartPipelineExecutionOutput,
  StopPipelineExecutionInput,
  StopPipelineExecutionOutput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { asRequest } from '../../../protocol/request';
import { checkSourceRevisions, checkToken, checkVariables } from '../check/start';
import { engineOf } from '../engine/engine';
import { startExecution } from '../execution/start';
import { stopExecution } from '../execution/stop';
import { checkName, checkPresent } from '../model/checks';
import { invalid } from '../model/errors';
import { digestToken } from '../model/history';
import { type ExecutionRecord, isOver } from '../model/records';
import { showExecution } from '../show/execution';

export function StartPipelineExecution(
  input: StartPipelineExecutionInput,
  context: Context,
): StartPipelineExecutionOutput {
  return startOnce(input, { type: 'StartPipelineExecution', detail: context.caller.arn }, context);
}

/** What a rule's target does: the same start, but triggered by the rule. */
export function StartPipelineExecutionByEvent(
  { ruleArn, ...input }: StartPipelineExecutionInput & { readonly ruleArn: string },
  context: Context,
): StartPipelineExecutionOutput {
  const request = asRequest<StartPipelineExecutionInput>(
    'codepipeline',
    'StartPipelineExecution',
    input,
  );
  return startOnce(request, { type: 'CloudWatchEvent', detail: ruleArn }, context);
}

/** A token that was seen before answers with the execution it started, whatever else the request says. */
function startOnce(
  input: StartPipelineExecutionInput,
  trigger: ExecutionRecord['trigger'],
  context: Context,
): StartPipelineExecutionOutput {
  const engine = engineOf(context);
  const name = checkName('name', input.name);
  const { declaration } = engine.pipeline(name);
  const clientToken = checkToken(input.clientRequestToken);
  const token = clientToken === undefined ? undefined : digestToken(clientToken);
  const known = token === undefined ? undefined : engine.history.startedBy(name, token);
  if (known !== undefined) return { pipelineExecutionId: known };
  const start = {
    trigger,
    overrides: checkSourceRevisions(declaration, input.sourceRevisions ?? []),
    variables: checkVariables(input.variables ?? []),
    ...(token === undefined ? {} : { token }),
  };
  const { id } = engine.change(context, name, (board) => startExecution(board, start));
  return { pipelineExecutionId: id };
}

export function GetPipelineExecution(
  input: GetPipelineExecutionInput,
  context: Context,
): GetPipelineExecutionOutput {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const id = checkPresent('pipelineExecutionId', input.pipelineExecutionId);
  return { pipelineExecution: showExecution(engine.execution(declaration.name, id)) };
}

export function StopPipelineExecution(
  input: StopPipelineExecutionInput,
  context: Context,
): StopPipelineExecutionOutput {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const id = checkPresent('pipelineExecutionId', input.pipelineExecutionId);
  if ((input.reason?.length ?? 0) > 200)
    throw invalid('reason', input.reason, 'Member must have length less than or equal to 200');
  const abandon = input.abandon === true;
  refuseToStop(engine.execution(declaration.name, id), abandon);
  engine.change(context, declaration.name, (board) => {
    const execution = board.find(id);
    if (execution) stopExecution(board, execution, input.reason, abandon);
  });
  return { pipelineExecutionId: id };
}

function refuseToStop({ id, status }: ExecutionRecord, abandon: boolean): void {
  if (isOver(status))
    throw new ServiceError(
      'PipelineExecutionNotStoppableException',
      `Unable to stop pipeline execution ${id}: its status is ${status}.`,
    );
  if (status === 'Stopping' && !abandon)
    throw new ServiceError(
      'DuplicatedStopRequestException',
      `The pipeline execution ${id} is already in a Stopping state.`,
    );
}
