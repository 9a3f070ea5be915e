import { Readable } from 'node:stream';
import { ServiceError } from '../../../../lib/local/base/service-error';
import { codepipeline } from '../../../../lib/local/services/codepipeline';
import { testAccount, testRegion } from '../../machine';
import { approval, build, declare, stage } from './declarations';
import { Trial } from './trial';

const wrong = [null, 0, -1, 1.5, true, '', 'x', '../..', [], [null], [[]], {}, { a: 1 }, '\u0000'];

let trial: Trial;
beforeAll(async () => {
  trial = await Trial.begin();
});
afterAll(() => trial.machine.destroy());

/** The answer to a request that no client would send: `done`, or the error's name and status. */
async function ask(operation: string, input: unknown): Promise<string> {
  const { machine } = trial.machine;
  const { caller } = machine.credentials.administratorOf(testAccount);
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `CodePipeline_20150709.${operation}` },
    body: Readable.from([]),
    content: Buffer.from(JSON.stringify(input)),
  };
  try {
    const context = machine.context(caller, testRegion);
    await codepipeline.protocol.handle(request, codepipeline, context);
    return 'done';
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return `${error.code} ${error.status}`;
  }
}

/** The value with each of its parts, one after another, replaced by each wrong value. */
function* spoiled(value: unknown): Iterable<unknown> {
  yield* wrong;
  if (value === null || typeof value !== 'object') return;
  for (const key of Object.keys(value)) {
    const inner = (value as Record<string, unknown>)[key];
    for (const bad of spoiled(inner))
      yield Array.isArray(value)
        ? value.map((item, index) => (String(index) === key ? bad : item))
        : { ...value, [key]: bad };
  }
}

const commands = {
  name: 'Run',
  actionTypeId: { category: 'Compute', owner: 'AWS', provider: 'Commands', version: '1' } as const,
  inputArtifacts: [{ name: 'SourceOutput' }],
  outputArtifacts: [{ name: 'Ran', files: ['a'] }],
  commands: ['true'],
  outputVariables: ['A'],
  environmentVariables: [{ name: 'A', value: 'b', type: 'PLAINTEXT' as const }],
  namespace: 'Ran',
};

const requests: Readonly<Record<string, unknown>> = {
  CreatePipeline: {
    pipeline: declare(
      [
        {
          ...stage('Build', build('instant'), commands, approval('Ok', { timeoutInMinutes: 5 })),
          beforeEntry: {
            conditions: [
              {
                result: 'FAIL',
                rules: [
                  {
                    name: 'r',
                    ruleTypeId: { category: 'Rule', provider: 'DeploymentWindow' },
                    configuration: { Cron: '* * * ? * *' },
                  },
                ],
              },
            ],
          },
          onFailure: { result: 'RETRY', retryConfiguration: { retryMode: 'ALL_ACTIONS' } },
        },
      ],
      { variables: [{ name: 'A', defaultValue: 'b', description: 'c' }] },
    ),
    tags: [{ key: 'a', value: 'b' }],
  },
  StartPipelineExecution: {
    name: 'app',
    variables: [{ name: 'A', value: 'b' }],
    clientRequestToken: 't',
    sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: 'x' }],
  },
  ListPipelineExecutions: {
    pipelineName: 'app',
    maxResults: 1,
    nextToken: 'x',
    filter: { succeededInStage: { stageName: 'Build' } },
  },
  ListActionExecutions: {
    pipelineName: 'app',
    nextToken: 'MSA1',
    filter: { latestInPipelineExecution: { pipelineExecutionId: 'x', startTimeRange: 'Latest' } },
  },
  GetPipelineExecution: { pipelineName: 'app', pipelineExecutionId: 'x' },
  StopPipelineExecution: { pipelineName: 'app', pipelineExecutionId: 'x', abandon: true },
  RetryStageExecution: {
    pipelineName: 'app',
    stageName: 'Build',
    pipelineExecutionId: 'x',
    retryMode: 'ALL_ACTIONS',
  },
  PutApprovalResult: {
    pipelineName: 'app',
    stageName: 'Build',
    actionName: 'instant',
    token: 'x',
    result: { status: 'Approved', summary: 's' },
  },
  TagResource: { resourceArn: 'arn:aws:codepipeline:r:a:n', tags: [{ key: 'a', value: 'b' }] },
};

test.each(Object.keys(requests))(
  '%s answers whatever it is sent with what AWS has for it',
  async (name) => {
    const answers = new Set<string>();
    for (const input of spoiled(requests[name])) answers.add(await ask(name, input));
    await trial.machine.idle();
    for (const answer of answers) expect(answer).toMatch(/^(done|\w+Exception (400|501))$/);
    expect(answers).toContain('SerializationException 400');
  },
);
