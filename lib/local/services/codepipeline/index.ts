import { jsonProtocol } from '../../protocol/json';
import type { Operation, Service } from '../../service';
import { hear } from './engine/polling';
import { recover } from './engine/recover';
import { PutApprovalResult } from './operations/approvals';
import * as executions from './operations/executions';
import * as lists from './operations/lists';
import * as pipelines from './operations/pipelines';
import * as stages from './operations/stages';
import * as state from './operations/state';
import * as tags from './operations/tags';
import * as transitions from './operations/transitions';
import { pipelineResource } from './resources';
import { shaped } from './wire/conform';
import { shapes } from './wire/shapes';

const { StartPipelineExecutionByEvent, ...ofExecutions } = executions;

export const codepipeline: Service = {
  name: 'codepipeline',
  protocol: jsonProtocol('CodePipeline_20150709'),
  operations: allShaped({
    ...pipelines,
    ...ofExecutions,
    ...lists,
    ...stages,
    ...state,
    ...transitions,
    ...tags,
    PutApprovalResult,
  }),
  internal: allShaped({ StartPipelineExecutionByEvent }),
  hear,
  recover,
  resources: { 'AWS::CodePipeline::Pipeline': pipelineResource },
};

function allShaped(operations: Readonly<Record<string, Operation>>): Record<string, Operation> {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => {
      const shape = shapes[name];
      if (shape === undefined) throw new Error(`${name} has no shape`);
      return [name, shaped(shape, operation)];
    }),
  );
}
