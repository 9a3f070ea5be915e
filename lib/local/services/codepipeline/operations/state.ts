import type { GetPipelineStateInput, GetPipelineStateOutput } from '@aws-sdk/client-codepipeline';
import type { Context } from '../../../base/context';
import { engineOf } from '../engine/engine';
import { checkName } from '../model/checks';
import { showStage, showStageAlone } from '../show/stage';

/** In PARALLEL mode there is no state of a stage, since executions do not share one. */
export function GetPipelineState(
  input: GetPipelineStateInput,
  context: Context,
): GetPipelineStateOutput {
  const engine = engineOf(context);
  const { declaration, created, updated } = engine.pipeline(checkName('name', input.name));
  engine.wake(context, declaration.name);
  const { stages, live } = engine.state(declaration.name);
  const find = (id: string) => engine.execution(declaration.name, id);
  const shared = live.map(find).filter(({ mode }) => mode !== 'PARALLEL');
  return {
    pipelineName: declaration.name,
    pipelineVersion: declaration.version,
    stageStates: declaration.stages.map((stage) => {
      const memory = stages[stage.name] ?? { actions: {} };
      if (declaration.executionMode === 'PARALLEL') return showStageAlone(stage, memory);
      return showStage(stage, memory, shared, find);
    }),
    created: new Date(created),
    updated: new Date(updated),
  };
}
