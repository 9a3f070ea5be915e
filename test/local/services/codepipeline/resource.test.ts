import { GetPipelineCommand, ListTagsForResourceCommand } from '@aws-sdk/client-codepipeline';
import type { Context, Properties, ResourceRequest } from '../../../../lib/local/base/context';
import { pipelineResource } from '../../../../lib/local/services/codepipeline/resources';
import { testAccount, testRegion } from '../../machine';
import { Trial } from './trial';

let trial: Trial;
let context: Context;
beforeEach(async () => {
  trial = await Trial.begin();
  const { caller } = trial.machine.machine.credentials.administratorOf(testAccount);
  context = trial.machine.machine.context(caller, testRegion);
});
afterEach(() => trial.machine.destroy());

const properties: Properties = {
  RoleArn: 'arn:aws:iam::111111111111:role/pipeline',
  PipelineType: 'V2',
  ExecutionMode: 'QUEUED',
  ArtifactStore: { Type: 'S3', Location: 'artifacts', EncryptionKey: { Id: 'k', Type: 'KMS' } },
  Variables: [{ Name: 'BY', DefaultValue: 'unknown' }],
  Tags: [{ Key: 'team', Value: 'a' }],
  Stages: [
    {
      Name: 'Source',
      Actions: [
        {
          Name: 'Source',
          ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeCommit', Version: '1' },
          Configuration: { RepositoryName: 'app', BranchName: 'main', PollForSourceChanges: false },
          OutputArtifacts: [{ Name: 'SourceOutput' }],
        },
      ],
    },
    {
      Name: 'Build',
      Actions: [
        {
          Name: 'Build',
          ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
          Configuration: { ProjectName: 'instant' },
          InputArtifacts: [{ Name: 'SourceOutput' }],
          RunOrder: 1,
        },
      ],
    },
  ],
};

function request(more: Properties = {}): ResourceRequest {
  return {
    stackName: 'stack',
    stackId: 'id',
    logicalId: 'Pipeline',
    properties: { ...properties, ...more },
    physicalName: () => 'stack-Pipeline-1',
  };
}

const pipeline = async (name: string) =>
  (await trial.client.send(new GetPipelineCommand({ name }))).pipeline;

describe('AWS::CodePipeline::Pipeline', () => {
  test('is created under its name, with text where a template wrote false, and runs at once', async () => {
    const state = await pipelineResource.create(request({ Name: 'app' }), context);
    expect(state).toEqual({
      physicalId: 'app',
      attributes: { Version: '1', Arn: 'arn:aws:codepipeline:eu-west-1:111111111111:app' },
    });
    await trial.machine.idle();
    expect(await trial.executions()).toMatchObject([
      { status: 'Succeeded', trigger: { triggerType: 'CreatePipeline' } },
    ]);
    const created = await pipeline('app');
    expect(created?.stages?.[0]?.actions?.[0]?.configuration?.PollForSourceChanges).toBe('false');
    expect(created).toMatchObject({
      artifactStore: { type: 'S3', location: 'artifacts', encryptionKey: { id: 'k', type: 'KMS' } },
      variables: [{ name: 'BY', defaultValue: 'unknown' }],
    });
  });

  test('has a name made for it where it has none', async () => {
    const { physicalId } = await pipelineResource.create(request(), context);
    expect(physicalId).toBe('stack-Pipeline-1');
    await trial.machine.idle();
  });

  test('is updated in place, and runs again only where it says so', async () => {
    await pipelineResource.create(request({ Name: 'app' }), context);
    await trial.machine.idle();
    const changed = request({ Name: 'app', ExecutionMode: 'SUPERSEDED', Tags: [] });
    const state = await pipelineResource.update('app', changed, properties, context);
    expect(state.attributes.Version).toBe('2');
    await trial.machine.idle();
    expect(await trial.executions()).toHaveLength(1);
    const restarting = request({ Name: 'app', RestartExecutionOnUpdate: true });
    await pipelineResource.update('app', restarting, changed.properties, context);
    await trial.machine.idle();
    expect(await trial.executions()).toHaveLength(2);
    const resourceArn = 'arn:aws:codepipeline:eu-west-1:111111111111:app';
    const { tags } = await trial.client.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toEqual([{ key: 'team', value: 'a' }]);
  });

  test('disables the transitions it names, and enables them again', async () => {
    const DisableInboundStageTransitions = [{ StageName: 'Build', Reason: 'not yet' }];
    const held = request({ Name: 'app', DisableInboundStageTransitions });
    await pipelineResource.create(held, context);
    expect((await trial.stage('Build'))?.inboundTransitionState).toMatchObject({
      enabled: false,
      disabledReason: 'not yet',
    });
    await pipelineResource.update('app', request({ Name: 'app' }), held.properties, context);
    expect((await trial.stage('Build'))?.inboundTransitionState?.enabled).toBe(true);
    await trial.machine.idle();
  });

  test('is deleted, also when it is gone already', async () => {
    await pipelineResource.create(request({ Name: 'app' }), context);
    await trial.machine.idle();
    await pipelineResource.delete('app', properties, context);
    await pipelineResource.delete('app', properties, context);
    await expect(pipeline('app')).rejects.toMatchObject({ name: 'PipelineNotFoundException' });
  });
});
