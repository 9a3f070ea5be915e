import type { Service } from '../../base/service';
import { jsonProtocol } from '../../protocol/json';
import { hear } from './engine/polling';
import { PutApprovalResult } from './operations/approvals';
import * as executions from './operations/executions';
import * as lists from './operations/lists';
import * as pipelines from './operations/pipelines';
import * as stages from './operations/stages';
import * as state from './operations/state';
import * as tags from './operations/tags';
import * as transitions from './operations/transitions';
import { recover } from './recover';
import { pipelineResource } from './resources';
import { rights } from './rights';

const { StartPipelineExecutionByEvent, ...ofExecutions } = executions;

export const codepipeline: Service = {
  name: 'codepipeline',
  protocol: jsonProtocol('CodePipeline_20150709'),
  rights,
  operations: {
    ...pipelines,
    ...ofExecutions,
    ...lists,
    ...stages,
    ...state,
    ...transitions,
    ...tags,
    PutApprovalResult,
  },
  internal: { StartPipelineExecutionByEvent },
  hear,
  recover,
  resources: { 'AWS::CodePipeline::Pipeline': pipelineResource },
};
