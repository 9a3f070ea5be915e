import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CodeCommitClient, GetRepositoryCommand } from '@aws-sdk/client-codecommit';
import { CodePipelineClient, ListPipelineExecutionsCommand } from '@aws-sdk/client-codepipeline';
import {
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
} from '@aws-sdk/client-eventbridge';
import { startMachine, type TestMachine } from '../../machine';
import { signedUrl, Workspace } from '../codecommit/workspace';

let machine: TestMachine;
let stacks: CloudFormationClient;
let work: Workspace;

beforeAll(async () => {
  machine = await startMachine();
  stacks = new CloudFormationClient(machine.client());
  work = await new Workspace().init();
  await stacks.send(
    new CreateStackCommand({
      StackName: 'app',
      TemplateBody: template(),
      Capabilities: ['CAPABILITY_IAM'],
    }),
  );
  await machine.idle();
});
afterAll(async () => {
  work.remove();
  await machine.destroy();
});

const action = (Name: string, Category: string, Provider: string, more: object) => ({
  Name,
  ActionTypeId: { Category, Owner: 'AWS', Provider, Version: '1' },
  ...more,
});

const role = (Service: string, Action: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [
      {
        PolicyName: 'work',
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action, Resource: '*' }] },
      },
    ],
  },
});

function template(description = 'The application'): string {
  const pipelineArn = { 'Fn::Sub': 'arn:aws:codepipeline:${AWS::Region}:${AWS::AccountId}:app' };
  return JSON.stringify({
    Resources: {
      Repo: {
        Type: 'AWS::CodeCommit::Repository',
        Properties: { RepositoryName: 'app', RepositoryDescription: description },
      },
      Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'artifacts' } },
      PipelineRole: role('codepipeline.amazonaws.com', ['codecommit:*', 's3:*']),
      EventsRole: role('events.amazonaws.com', ['codepipeline:StartPipelineExecution']),
      Pipeline: {
        Type: 'AWS::CodePipeline::Pipeline',
        Properties: {
          Name: 'app',
          PipelineType: 'V2',
          ExecutionMode: 'QUEUED',
          RoleArn: { 'Fn::GetAtt': ['PipelineRole', 'Arn'] },
          ArtifactStore: { Type: 'S3', Location: { Ref: 'Bucket' } },
          Variables: [{ Name: 'PUSHED_BY', DefaultValue: 'nobody' }],
          Stages: [
            {
              Name: 'Source',
              Actions: [
                action('Source', 'Source', 'CodeCommit', {
                  Configuration: {
                    RepositoryName: { 'Fn::GetAtt': ['Repo', 'Name'] },
                    BranchName: 'main',
                    PollForSourceChanges: 'false',
                  },
                  OutputArtifacts: [{ Name: 'Source' }],
                }),
              ],
            },
            { Name: 'Approve', Actions: [action('Approve', 'Approval', 'Manual', {})] },
          ],
        },
      },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          EventPattern: {
            source: ['aws.codecommit'],
            resources: [{ 'Fn::GetAtt': ['Repo', 'Arn'] }],
            detail: {
              event: ['referenceCreated', 'referenceUpdated'],
              referenceType: ['branch'],
              referenceName: ['main'],
            },
          },
          Targets: [
            {
              Id: 'pipeline',
              Arn: pipelineArn,
              RoleArn: { 'Fn::GetAtt': ['EventsRole', 'Arn'] },
              InputTransformer: {
                InputPathsMap: { c: '$.detail.commitId', u: '$.detail.callerUserArn' },
                InputTemplate:
                  '{"sourceRevisions":[{"actionName":"Source","revisionType":"COMMIT_ID","revisionValue":<c>}],"variables":[{"name":"PUSHED_BY","value":<u>}]}',
              },
            },
          ],
        },
      },
    },
    Outputs: {
      Id: { Value: { Ref: 'Repo' } },
      Address: { Value: { 'Fn::GetAtt': ['Repo', 'CloneUrlHttp'] } },
      Rule: { Value: { Ref: 'Rule' } },
      RuleArn: { Value: { 'Fn::GetAtt': ['Rule', 'Arn'] } },
    },
  });
}

async function outputs(): Promise<Record<string, string>> {
  const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'app' }));
  const list = Stacks?.[0]?.Outputs ?? [];
  return Object.fromEntries(list.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
}

async function executions() {
  await machine.idle();
  const client = new CodePipelineClient(machine.client());
  const reply = await client.send(new ListPipelineExecutionsCommand({ pipelineName: 'app' }));
  return (reply.pipelineExecutionSummaries ?? []).filter(
    ({ trigger }) => trigger?.triggerType === 'CloudWatchEvent',
  );
}

describe('a stack with a repository, a rule and a pipeline', () => {
  test('has the attributes that templates use', async () => {
    const { repositoryMetadata } = await new CodeCommitClient(machine.client()).send(
      new GetRepositoryCommand({ repositoryName: 'app' }),
    );
    expect(await outputs()).toEqual({
      Id: repositoryMetadata?.repositoryId,
      Address: repositoryMetadata?.cloneUrlHttp,
      Rule: expect.stringMatching(/^app-Rule-/),
      RuleArn: expect.stringMatching(/^arn:aws:events:eu-west-1:111111111111:rule\/app-Rule-/),
    });
  });

  test('runs each pushed commit of the branch, pinned, and knows who pushed', async () => {
    const first = await work.commit('First');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main', 'main:side');
    const second = await work.commit('Second');
    await work.git('push', '--quiet', signedUrl(machine, 'app'), 'main');
    const runs = await executions();
    expect(runs.map(({ sourceRevisions }) => sourceRevisions?.[0]?.revisionId)).toEqual([
      second,
      first,
    ]);
    expect(runs[0]?.trigger?.triggerDetail).toBe((await outputs()).RuleArn);
  });

  test('changes in place, and is gone when deleted', async () => {
    const { Id, Rule = '' } = await outputs();
    await stacks.send(
      new UpdateStackCommand({
        StackName: 'app',
        TemplateBody: template('The shop'),
        Capabilities: ['CAPABILITY_IAM'],
      }),
    );
    await machine.idle();
    const repositories = new CodeCommitClient(machine.client());
    const get = new GetRepositoryCommand({ repositoryName: 'app' });
    expect((await repositories.send(get)).repositoryMetadata).toMatchObject({
      repositoryId: Id,
      repositoryDescription: 'The shop',
    });
    const rules = new EventBridgeClient(machine.client());
    const { Targets } = await rules.send(new ListTargetsByRuleCommand({ Rule }));
    expect(Targets?.map((target) => target.Id)).toEqual(['pipeline']);
    await stacks.send(new DeleteStackCommand({ StackName: 'app' }));
    await machine.idle();
    await expect(repositories.send(get)).rejects.toMatchObject({
      name: 'RepositoryDoesNotExistException',
    });
    await expect(rules.send(new DescribeRuleCommand({ Name: Rule }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});
