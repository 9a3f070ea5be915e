import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { type ActionDeclaration, CreatePipelineCommand } from '@aws-sdk/client-codepipeline';
import { PutBucketVersioningCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { build, declare, source, stage } from './declarations';
import { Workshop } from './workshop';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await Workshop.open();
});
afterEach(() => workshop.machine.destroy());

function action(
  category: 'Deploy' | 'Compute' | 'Source',
  provider: string,
  configuration: Record<string, string>,
  more: Partial<ActionDeclaration> = {},
): ActionDeclaration {
  const actionTypeId = { category, owner: 'AWS', provider, version: '1' } as const;
  const inputArtifacts = [{ name: 'SourceOutput' }];
  return { name: provider, actionTypeId, configuration, inputArtifacts, ...more };
}

const failureOf = async () =>
  (await workshop.actions()).at(-1)?.output?.executionResult?.errorDetails;

describe('a pipeline with real repositories, builds and buckets', () => {
  test('builds a commit and deploys what the build made of it', async () => {
    const commit = await workshop.commit({ 'src/page.html': '<p>Hello' });
    await workshop.bucket('site');
    await workshop.project('make', [
      'mkdir out && cp -r src/. out/ && echo "$CODEBUILD_RESOLVED_SOURCE_VERSION" > out/commit',
      'export RESULT="built $WHO"',
    ]);
    const made = [{ name: 'Made' }];
    const EnvironmentVariables = '[{"name":"WHO","value":"#{SourceVariables.BranchName}"}]';
    await workshop.run(
      stage(
        'Build',
        build('make', {
          outputArtifacts: made,
          namespace: 'Make',
          configuration: { EnvironmentVariables },
        }),
      ),
      stage(
        'Deploy',
        action(
          'Deploy',
          'S3',
          { BucketName: 'site', Extract: 'true', ObjectKey: 'v1', CacheControl: 'no-cache' },
          { inputArtifacts: made },
        ),
      ),
    );
    expect(await workshop.latest()).toMatchObject({
      status: 'Succeeded',
      sourceRevisions: [{ revisionId: commit, revisionSummary: 'Change what is built' }],
    });
    expect(await workshop.keys('site')).toEqual(['v1/commit', 'v1/page.html']);
    expect((await workshop.object('site', 'v1/commit')).text).toBe(`${commit}\n`);
    expect(await workshop.object('site', 'v1/page.html')).toMatchObject({
      text: '<p>Hello',
      ContentType: 'text/html',
      CacheControl: 'no-cache',
    });
    const [, made1] = await workshop.actions();
    expect(made1?.output?.outputVariables).toEqual({ RESULT: 'built main' });
  });

  test('says why a build failed, and where its log is', async () => {
    await workshop.commit({ a: '1' });
    await workshop.project('make', ['echo about to fail', 'exit 7']);
    await workshop.run(stage('Build', build('make')));
    expect((await workshop.latest())?.status).toBe('Failed');
    expect((await failureOf())?.message).toMatch(
      /^Build terminated with state: FAILED\. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: .*exit 7/,
    );
    const arn = (await workshop.actions()).at(-1)?.output?.executionResult?.logStreamARN ?? '';
    const [, logGroupName, logStreamName] = /:log-group:([^:]+):log-stream:(.+)$/.exec(arn) ?? [];
    const logs = new CloudWatchLogsClient(workshop.machine.client());
    const { events } = await logs.send(new GetLogEventsCommand({ logGroupName, logStreamName }));
    expect(events?.map(({ message }) => message).join('')).toContain('about to fail');
  });

  test('fails in Source as long as the repository is empty', async () => {
    await workshop.project('make', ['true']);
    await workshop.run(stage('Build', build('make')));
    expect((await workshop.latest())?.status).toBe('Failed');
    expect((await failureOf())?.message).toContain('no branch named main was found');
    await workshop.commit({ a: '1' });
    await workshop.project('other', ['mkdir out']);
    await workshop.runAgain();
    expect((await workshop.actions())[0]?.status).toBe('Succeeded');
  });
});

describe('a Commands action', () => {
  test('runs its commands on the artifact, exports variables and keeps files', async () => {
    await workshop.commit({ name: 'world' });
    await workshop.bucket('site');
    await workshop.run(
      stage(
        'Compute',
        action(
          'Compute',
          'Commands',
          {},
          {
            namespace: 'Run',
            commands: [
              'GREETING="$HELLO $(cat name)"',
              'echo "$GREETING" > greeting',
              'export GREETING',
              'echo #{codepipeline.PipelineExecutionId} > id',
            ],
            environmentVariables: [
              { name: 'HELLO', value: 'hello from #{SourceVariables.BranchName}' },
            ],
            outputVariables: ['GREETING'],
            outputArtifacts: [{ name: 'Out', files: ['greeting', 'id'] }],
          },
        ),
      ),
      stage(
        'Deploy',
        action(
          'Deploy',
          'S3',
          { BucketName: 'site', Extract: 'true' },
          { inputArtifacts: [{ name: 'Out' }] },
        ),
      ),
    );
    expect((await workshop.latest())?.status).toBe('Succeeded');
    const run = (await workshop.actions())[1];
    expect(run?.output?.outputVariables).toEqual({ GREETING: 'hello from main world' });
    expect((await workshop.object('site', 'greeting')).text).toBe('hello from main world\n');
    expect((await workshop.object('site', 'id')).text).toBe(
      `${(await workshop.latest())?.pipelineExecutionId}\n`,
    );
    const logs = new CloudWatchLogsClient(workshop.machine.client());
    const { logStreams } = await logs.send(
      new DescribeLogStreamsCommand({ logGroupName: '/aws/codepipeline/app' }),
    );
    expect(logStreams).toHaveLength(1);
  });

  test('fails with its command, and as a rule keeps the execution out', async () => {
    await workshop.commit({ a: '1' });
    const ruleTypeId = {
      category: 'Rule',
      owner: 'AWS',
      provider: 'Commands',
      version: '1',
    } as const;
    const inputArtifacts = [{ name: 'SourceOutput' }];
    const rule = { name: 'check', ruleTypeId, commands: ['test -f b'], inputArtifacts };
    const guarded = stage('Compute', action('Compute', 'Commands', {}, { commands: ['true'] }));
    guarded.beforeEntry = { conditions: [{ result: 'FAIL', rules: [rule] }] };
    await workshop.run(guarded);
    expect((await workshop.latest())?.status).toBe('Failed');
    await workshop.commit({ b: '1' });
    await workshop.runAgain();
    expect((await workshop.latest())?.status).toBe('Succeeded');
  });
});

describe('an S3 source', () => {
  test('brings one version of an object', async () => {
    await workshop.bucket('incoming');
    await workshop.bucket('outgoing');
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await workshop.s3.send(
      new PutBucketVersioningCommand({ Bucket: 'incoming', VersioningConfiguration }),
    );
    const Metadata = { 'codepipeline-artifact-revision-summary': 'the first' };
    const put = new PutObjectCommand({ Bucket: 'incoming', Key: 'a b.txt', Body: 'one', Metadata });
    const { VersionId } = await workshop.s3.send(put);
    const first = source();
    const from = action(
      'Source',
      'S3',
      { S3Bucket: 'incoming', S3ObjectKey: 'a b.txt', PollForSourceChanges: 'false' },
      {
        inputArtifacts: [],
        outputArtifacts: [{ name: 'SourceOutput' }],
        namespace: 'In',
      },
    );
    const deploy = { BucketName: 'outgoing', Extract: 'false', ObjectKey: 'copy-#{In.VersionId}' };
    const { pipelines, machine } = workshop;
    const stages = [{ ...first, actions: [from] }, stage('Deploy', action('Deploy', 'S3', deploy))];
    await pipelines.send(new CreatePipelineCommand({ pipeline: { ...declare([]), stages } }));
    await machine.idle();
    expect(await workshop.latest()).toMatchObject({
      status: 'Succeeded',
      sourceRevisions: [{ revisionId: VersionId, revisionSummary: 'the first' }],
    });
    expect((await workshop.object('outgoing', `copy-${VersionId}`)).text).toBe('one');
  });
});

describe('a CloudFormation action', () => {
  const template = (value: string) =>
    JSON.stringify({
      Parameters: { Extra: { Type: 'String' } },
      Resources: {
        Value: {
          Type: 'AWS::SSM::Parameter',
          Properties: {
            Name: '/app/value',
            Type: 'String',
            Value: { 'Fn::Sub': `${value}-\${Extra}` },
          },
        },
      },
      Outputs: { Value: { Value: { 'Fn::GetAtt': ['Value', 'Value'] } } },
    });
  const common = {
    StackName: 'app-stack',
    TemplatePath: 'SourceOutput::template.json',
    TemplateConfiguration: 'SourceOutput::settings.json',
    RoleArn: 'arn:aws:iam::111111111111:role/pipeline',
  };
  const settings = JSON.stringify({ Parameters: { Extra: 'x' }, Tags: { team: 'a' } });
  const stackOf = async () => {
    const client = new CloudFormationClient(workshop.machine.client());
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: 'app-stack' }));
    return Stacks?.[0];
  };
  const deploy = (name: string, configuration: Record<string, string>, more = {}) =>
    action('Deploy', 'CloudFormation', { ...common, ...configuration }, { name, ...more });

  test('creates a stack, updates it, and is content when nothing changes', async () => {
    await workshop.commit({ 'template.json': template('one'), 'settings.json': settings });
    await workshop.run(
      stage('Deploy', deploy('Stack', { ActionMode: 'CREATE_UPDATE' }, { namespace: 'Stack' })),
    );
    expect((await workshop.latest())?.status).toBe('Succeeded');
    expect(await stackOf()).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{ OutputKey: 'Value', OutputValue: 'one-x' }],
      Tags: [{ Key: 'team', Value: 'a' }],
    });
    const stackAction = (await workshop.actions()).at(-1);
    expect(stackAction?.output?.outputVariables).toEqual({ Value: 'one-x' });
    expect(stackAction?.output?.executionResult?.externalExecutionId).toBe(
      (await stackOf())?.StackId,
    );
    await workshop.runAgain();
    expect((await workshop.latest())?.status).toBe('Succeeded');
    await workshop.commit({ 'template.json': template('two') });
    await workshop.runAgain();
    expect(await stackOf()).toMatchObject({
      StackStatus: 'UPDATE_COMPLETE',
      Outputs: [{ OutputValue: 'two-x' }],
    });
  });

  test('names the resource that failed', async () => {
    const broken = template('one').replace('AWS::SSM::Parameter', 'AWS::Nothing::Here');
    await workshop.commit({ 'template.json': broken, 'settings.json': settings });
    await workshop.run(stage('Deploy', deploy('Stack', { ActionMode: 'CREATE_UPDATE' })));
    expect((await workshop.latest())?.status).toBe('Failed');
    expect((await failureOf())?.message).toContain('AWS::Nothing::Here');
  });

  test('goes by way of a change set, and passes outputs on', async () => {
    await workshop.commit({ 'template.json': template('one'), 'settings.json': settings });
    await workshop.bucket('site');
    const ChangeSetName = 'release';
    const ParameterOverrides = '{"Extra":{"Fn::GetArtifactAtt":["SourceOutput","BucketName"]}}';
    await workshop.run(
      stage(
        'Deploy',
        deploy('Prepare', { ActionMode: 'CHANGE_SET_REPLACE', ChangeSetName, ParameterOverrides }),
        deploy(
          'Execute',
          { ActionMode: 'CHANGE_SET_EXECUTE', ChangeSetName, OutputFileName: 'outputs.json' },
          { runOrder: 2, outputArtifacts: [{ name: 'Outputs' }] },
        ),
      ),
      stage(
        'Publish',
        action(
          'Deploy',
          'S3',
          { BucketName: 'site', Extract: 'true' },
          { inputArtifacts: [{ name: 'Outputs' }] },
        ),
      ),
    );
    expect((await workshop.latest())?.status).toBe('Succeeded');
    expect((await workshop.object('site', 'outputs.json')).text).toBe('{"Value":"one-artifacts"}');
    await workshop.runAgain();
    expect((await workshop.latest())?.status).toBe('Succeeded');
  });

  test('deletes a stack, and is content when there is none', async () => {
    await workshop.commit({ 'template.json': template('one'), 'settings.json': settings });
    await workshop.run(
      stage('Deploy', deploy('Stack', { ActionMode: 'CREATE_UPDATE' })),
      stage('Remove', deploy('Gone', { ActionMode: 'DELETE_ONLY' })),
      stage('Again', deploy('Gone', { ActionMode: 'DELETE_ONLY' })),
    );
    expect((await workshop.latest())?.status).toBe('Succeeded');
    await expect(stackOf()).rejects.toThrow('does not exist');
  });
});
