import { asksOf, type RightsOf, rightsOf, textOf } from '../../rights/asks';
import { passRole } from '../../rights/pass-role';
import { tagsIn } from '../../rights/tags';
import { fieldsOf } from '../../values/fields';
import type { PipelineRecord } from './model/records';

const service: RightsOf = {
  service: 'codepipeline',
  names: {
    PipelineName: (input) =>
      textOf(input, 'pipelineName', 'name') ?? textOf(fieldsOf(input.pipeline), 'name'),
    StageName: (input) => textOf(input, 'stageName'),
    ActionName: (input) => textOf(input, 'actionName'),
  },
  tags: (resource, context) => {
    const [name = ''] = (resource.split(':')[5] ?? '').split('/');
    return tagsIn(context.records<PipelineRecord>('codepipeline/pipelines').get(name)?.tags);
  },
  further: {
    CreatePipeline: ({ pipeline }) => passedRoles(pipeline),
    UpdatePipeline: ({ pipeline }) => passedRoles(pipeline),
  },
  special: {
    // A rule of EventBridge starts a pipeline by the operation that everybody uses.
    StartPipelineExecutionByEvent: (input, context) =>
      asksOf(service, 'StartPipelineExecution', input, context),
  },
};

export const rights = rightsOf(service);

/** The role of a pipeline, and those of its actions. */
function passedRoles(pipeline: unknown) {
  const { roleArn, stages } = fieldsOf(pipeline);
  const actions = [stages ?? []].flat().flatMap((stage) => fieldsOf(stage).actions ?? []);
  const roles = [roleArn, ...[actions].flat().map((action) => fieldsOf(action).roleArn)];
  return [...new Set(roles)].flatMap((role) => passRole(role, 'codepipeline.amazonaws.com'));
}
