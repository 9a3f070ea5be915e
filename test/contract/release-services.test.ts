/**
 * What must be the same here and on AWS, for the services that a release goes through. See `services.test.ts` for how
 * to run it against AWS; everything it makes there it removes again.
 */
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  ValidateTemplateCommand,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  BatchGetBuildsCommand,
  BatchGetProjectsCommand,
  CodeBuildClient,
  StartBuildCommand,
} from '@aws-sdk/client-codebuild';
import {
  CodeCommitClient,
  CreateBranchCommand,
  CreateCommitCommand,
  CreateRepositoryCommand,
  DeleteRepositoryCommand,
  GetBranchCommand,
  GetCommitCommand,
  GetDifferencesCommand,
  GetFileCommand,
} from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  GetPipelineCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  ListPipelinesCommand,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  PutEventsCommand,
  PutRuleCommand,
  TestEventPatternCommand,
} from '@aws-sdk/client-eventbridge';
import { openAccount, type TestAccount } from './account';
import { refereed } from './referee';

let account: TestAccount;
beforeAll(async () => {
  account = await openAccount();
});
afterAll(() => account.close());

test('codecommit moves a branch only from where it is', async () => {
  const codecommit = refereed(new CodeCommitClient(account.client()), 'codecommit');
  const repositoryName = account.name('repository');
  const branch = { repositoryName, branchName: 'main' };
  const commit = (content: string, parentCommitId?: string) =>
    codecommit.send(
      new CreateCommitCommand({
        ...branch,
        ...(parentCommitId && { parentCommitId }),
        putFiles: [{ filePath: 'a/b', fileContent: Buffer.from(content) }],
      }),
    );
  await codecommit.send(new CreateRepositoryCommand({ repositoryName }));
  try {
    await expect(codecommit.send(new GetBranchCommand(branch))).rejects.toMatchObject({
      name: 'BranchDoesNotExistException',
    });
    const { commitId: first = '' } = await commit('one');
    await expect(commit('two')).rejects.toMatchObject({ name: 'ParentCommitIdRequiredException' });
    const { commitId: second = '' } = await commit('two', first);
    await expect(commit('three', first)).rejects.toMatchObject({
      name: 'ParentCommitIdOutdatedException',
    });
    const tip = await codecommit.send(new GetBranchCommand(branch));
    expect(tip.branch?.commitId).toBe(second);
    const { commit: found } = await codecommit.send(
      new GetCommitCommand({ repositoryName, commitId: second }),
    );
    expect(found?.parents).toEqual([first]);
    const { differences } = await codecommit.send(
      new GetDifferencesCommand({
        repositoryName,
        beforeCommitSpecifier: first,
        afterCommitSpecifier: second,
      }),
    );
    expect(differences).toMatchObject([{ changeType: 'M', afterBlob: { path: 'a/b' } }]);
    const file = await codecommit.send(new GetFileCommand({ repositoryName, filePath: 'a/b' }));
    expect(Buffer.from(file.fileContent ?? []).toString()).toBe('two');
    await expect(
      codecommit.send(
        new CreateBranchCommand({ repositoryName, branchName: 'x', commitId: '0'.repeat(40) }),
      ),
    ).rejects.toMatchObject({ name: 'CommitDoesNotExistException' });
  } finally {
    await codecommit.send(new DeleteRepositoryCommand({ repositoryName }));
  }
});

test('codepipeline says which pipeline is not there', async () => {
  const codepipeline = refereed(new CodePipelineClient(account.client()), 'codepipeline');
  const name = account.name('pipeline');
  await codepipeline.send(new ListPipelinesCommand({}));
  const missing = { name: 'PipelineNotFoundException', $metadata: { httpStatusCode: 400 } };
  for (const ask of [
    () => codepipeline.send(new GetPipelineCommand({ name })),
    () => codepipeline.send(new GetPipelineStateCommand({ name })),
    () => codepipeline.send(new ListPipelineExecutionsCommand({ pipelineName: name })),
    () => codepipeline.send(new StartPipelineExecutionCommand({ name })),
  ])
    await expect(ask()).rejects.toMatchObject(missing);
});

test('codebuild tells what it does not know, and refuses to build it', async () => {
  const codebuild = refereed(new CodeBuildClient(account.client()), 'codebuild');
  const name = account.name('project');
  const { projects, projectsNotFound } = await codebuild.send(
    new BatchGetProjectsCommand({ names: [name] }),
  );
  expect({ projects, projectsNotFound }).toEqual({ projects: [], projectsNotFound: [name] });
  const id = `${name}:00000000-0000-0000-0000-000000000000`;
  const { buildsNotFound } = await codebuild.send(new BatchGetBuildsCommand({ ids: [id] }));
  expect(buildsNotFound).toEqual([id]);
  await expect(codebuild.send(new StartBuildCommand({ projectName: name }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});

test('cloudformation names stacks that are not there, and changes that are none', async () => {
  const cloudformation = refereed(new CloudFormationClient(account.client()), 'cloudformation');
  const StackName = account.name('stack');
  const parameter = { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'one' } };
  const TemplateBody = JSON.stringify({ Resources: { Parameter: parameter } });
  await expect(cloudformation.send(new DescribeStacksCommand({ StackName }))).rejects.toMatchObject(
    {
      name: 'ValidationError',
      message: `Stack with id ${StackName} does not exist`,
    },
  );
  await cloudformation.send(new ValidateTemplateCommand({ TemplateBody }));
  const { StackId = '' } = await cloudformation.send(
    new CreateStackCommand({ StackName, TemplateBody }),
  );
  try {
    const waiting = { client: cloudformation, maxWaitTime: 120, minDelay: 1, maxDelay: 2 };
    await waitUntilStackCreateComplete(waiting, { StackName });
    const change = { StackName, TemplateBody, ChangeSetName: 'none' };
    await cloudformation.send(new CreateChangeSetCommand(change));
    await expect(
      cloudformation.send(new CreateStackCommand({ StackName, TemplateBody })),
    ).rejects.toMatchObject({ name: 'AlreadyExistsException' });
    await cloudformation.send(new DeleteStackCommand({ StackName }));
    await waitUntilStackDeleteComplete(waiting, { StackName: StackId });
    const { Stacks } = await cloudformation.send(new DescribeStacksCommand({ StackName: StackId }));
    expect(Stacks?.[0]?.StackStatus).toBe('DELETE_COMPLETE');
  } finally {
    await cloudformation.send(new DeleteStackCommand({ StackName }));
  }
});

test('events match patterns, and take no event in the name of AWS', async () => {
  const events = refereed(new EventBridgeClient(account.client()), 'eventbridge');
  const Name = account.name('rule');
  const EventPattern = JSON.stringify({ source: [{ prefix: 'mine.' }] });
  const event = {
    id: '1',
    'detail-type': 'x',
    source: 'mine.app',
    account: '111111111111',
    time: '2026-11-21T00:00:00Z',
    region: 'eu-west-1',
    resources: [],
    detail: {},
  };
  const { Result } = await events.send(
    new TestEventPatternCommand({ EventPattern, Event: JSON.stringify(event) }),
  );
  expect(Result).toBe(true);
  await events.send(new PutRuleCommand({ Name, EventPattern }));
  try {
    const rule = await events.send(new DescribeRuleCommand({ Name }));
    expect(rule).toMatchObject({ Name, EventPattern, State: 'ENABLED' });
  } finally {
    await events.send(new DeleteRuleCommand({ Name }));
  }
  await expect(events.send(new DescribeRuleCommand({ Name }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const { FailedEntryCount, Entries } = await events.send(
    new PutEventsCommand({
      Entries: [{ Source: 'aws.codecommit', DetailType: 'x', Detail: '{}' }],
    }),
  );
  expect({ FailedEntryCount, code: Entries?.[0]?.ErrorCode }).toEqual({
    FailedEntryCount: 1,
    code: 'NotAuthorizedForSourceException',
  });
});
