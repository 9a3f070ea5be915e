import type {
  DisableStageTransitionInput,
  EnableStageTransitionInput,
} from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { engineOf } from '../engine/engine';
import { checkName, checkPresent } from '../model/checks';
import { type Stage, stageOf } from '../model/declaration';
import { invalid, stageNotFound } from '../model/errors';
import type { Transition } from '../model/records';

export function DisableStageTransition(input: DisableStageTransitionInput, context: Context): void {
  const reason = checkPresent('reason', input.reason);
  if (!/^[a-zA-Z0-9!@ ().*?-]{1,300}$/.test(reason))
    throw invalid(
      'reason',
      reason,
      'Member must satisfy regular expression pattern: [a-zA-Z0-9!@ \\(\\)\\.\\*\\?\\-]+',
    );
  changeTransition(input, { enabled: false, reason }, context);
}

export function EnableStageTransition(input: EnableStageTransitionInput, context: Context): void {
  changeTransition(input, { enabled: true }, context);
}

function changeTransition(
  input: EnableStageTransitionInput,
  change: Pick<Transition, 'enabled' | 'reason'>,
  context: Context,
): void {
  const engine = engineOf(context);
  const { declaration } = engine.pipeline(checkName('pipelineName', input.pipelineName));
  const stage = gateBehind(
    declaration.stages,
    checkName('stageName', input.stageName),
    input.transitionType,
  );
  if (!stageOf(declaration, stage)) throw stageNotFound(declaration.name, stage);
  engine.change(context, declaration.name, (board) => {
    board.memoryOf(stage).inbound = {
      ...change,
      changedBy: context.caller.arn,
      changedAt: board.time(),
    };
  });
}

/** The transition out of a stage is the one into the next. */
function gateBehind(stages: readonly Stage[], name: string, type: string | undefined): string {
  if (type === 'Inbound') return name;
  if (type !== 'Outbound')
    throw invalid(
      'transitionType',
      type,
      'Member must satisfy enum value set: [Inbound, Outbound]',
    );
  const index = stages.findIndex((stage) => stage.name === name);
  return index < 0 ? name : (stages[index + 1]?.name ?? '');
}
