import type { Shape } from './conform';

const map: Shape = { '*': 'string' };
const named: Shape = { name: 'string' };
const typeId: Shape = {
  category: 'string',
  owner: 'string',
  provider: 'string',
  version: 'string',
};
const environmentVariable: Shape = { name: 'string', value: 'string', type: 'string' };

const rule: Shape = {
  name: 'string',
  ruleTypeId: typeId,
  configuration: map,
  commands: ['string'],
  inputArtifacts: [named],
  roleArn: 'string',
  region: 'string',
  timeoutInMinutes: 'integer',
};
const conditions: Shape = [{ result: 'string', rules: [rule] }];

const action: Shape = {
  name: 'string',
  actionTypeId: typeId,
  runOrder: 'integer',
  configuration: map,
  commands: ['string'],
  outputArtifacts: [{ name: 'string', files: ['string'] }],
  inputArtifacts: [named],
  outputVariables: ['string'],
  roleArn: 'string',
  region: 'string',
  namespace: 'string',
  timeoutInMinutes: 'integer',
  environmentVariables: [environmentVariable],
};

const stage: Shape = {
  name: 'string',
  blockers: [{ name: 'string', type: 'string' }],
  actions: [action],
  beforeEntry: { conditions },
  onSuccess: { conditions },
  onFailure: { result: 'string', retryConfiguration: { retryMode: 'string' }, conditions },
};

const store: Shape = {
  type: 'string',
  location: 'string',
  encryptionKey: { id: 'string', type: 'string' },
};

const pipeline: Shape = {
  name: 'string',
  roleArn: 'string',
  artifactStore: store,
  artifactStores: { '*': store },
  stages: [stage],
  version: 'integer',
  executionMode: 'string',
  pipelineType: 'string',
  variables: [{ name: 'string', defaultValue: 'string', description: 'string' }],
  triggers: [{ providerType: 'string' }],
};

const tags: Shape = [{ key: 'string', value: 'string' }];
const page = { maxResults: 'integer', nextToken: 'string' } as const;
const inPipeline = { pipelineName: 'string' } as const;
const inStage = { ...inPipeline, stageName: 'string' } as const;
const ofExecution = { pipelineExecutionId: 'string' } as const;
const runs: Shape = {
  ...inPipeline,
  ...page,
  filter: {
    ...ofExecution,
    latestInPipelineExecution: { ...ofExecution, startTimeRange: 'string' },
  },
};
const start = {
  name: 'string',
  variables: [{ name: 'string', value: 'string' }],
  clientRequestToken: 'string',
  sourceRevisions: [{ actionName: 'string', revisionType: 'string', revisionValue: 'string' }],
} as const;

/** What each operation's request looks like, by the operation's name. */
export const shapes: Readonly<Record<string, Shape>> = {
  CreatePipeline: { pipeline, tags },
  UpdatePipeline: { pipeline },
  GetPipeline: { name: 'string', version: 'integer' },
  DeletePipeline: { name: 'string' },
  ListPipelines: page,
  StartPipelineExecution: start,
  StartPipelineExecutionByEvent: { ...start, ruleArn: 'string' },
  GetPipelineExecution: { ...inPipeline, ...ofExecution },
  StopPipelineExecution: { ...inPipeline, ...ofExecution, abandon: 'boolean', reason: 'string' },
  ListPipelineExecutions: {
    ...inPipeline,
    ...page,
    filter: { succeededInStage: { stageName: 'string' } },
  },
  ListActionExecutions: runs,
  ListRuleExecutions: runs,
  GetPipelineState: { name: 'string' },
  DisableStageTransition: { ...inStage, transitionType: 'string', reason: 'string' },
  EnableStageTransition: { ...inStage, transitionType: 'string' },
  RetryStageExecution: { ...inStage, ...ofExecution, retryMode: 'string' },
  RollbackStage: { ...inStage, targetPipelineExecutionId: 'string' },
  OverrideStageCondition: { ...inStage, ...ofExecution, conditionType: 'string' },
  PutApprovalResult: {
    ...inStage,
    actionName: 'string',
    token: 'string',
    result: { summary: 'string', status: 'string' },
  },
  ListTagsForResource: { resourceArn: 'string', ...page },
  TagResource: { resourceArn: 'string', tags },
  UntagResource: { resourceArn: 'string', tagKeys: ['string'] },
};
