import { sendSigned } from '../aws/signed-call';
import { buildVariables, namesOf } from '../contract';
import { roleCredentials } from './credentials';

type Env = Readonly<Record<string, string | undefined>>;

interface Execution {
  readonly pipelineExecutionId: string;
  readonly status: string;
  readonly sourceRevisions?: readonly { readonly revisionId?: string }[];
}

/**
 * Adds which commit runs in the environment, and by which release, where nobody has said: a schedule does not know.
 * @throws Error where nothing was released successfully yet
 */
export async function withRunning(env: Env): Promise<Env> {
  if (env[buildVariables.commit]) return env;
  const executions = await listExecutions(env);
  const running = executions.find(({ status }) => status === 'Succeeded');
  const commit = running?.sourceRevisions?.[0]?.revisionId;
  if (!running || commit === undefined)
    throw new Error('Nothing was released successfully in this environment yet.');
  const { commit: commitName, executionId } = buildVariables;
  return { ...env, [commitName]: commit, [executionId]: running.pipelineExecutionId };
}

/** The pipeline's latest executions, newest first. */
export async function listExecutions(env: Env): Promise<readonly Execution[]> {
  const region = env.AWS_REGION ?? '';
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const reply = await sendSigned({
    endpoint:
      (env.AWS_ENDPOINT_URL_CODEPIPELINE || env.AWS_ENDPOINT_URL) ??
      `https://codepipeline.${region}.${domain}/`,
    region,
    service: 'codepipeline',
    target: 'CodePipeline_20150709.ListPipelineExecutions',
    contentType: 'application/x-amz-json-1.1',
    body: JSON.stringify({
      pipelineName: namesOf(env[buildVariables.application] ?? '').pipeline,
      maxResults: 100,
    }),
    credentials: await roleCredentials(env)(),
  });
  const { pipelineExecutionSummaries = [] } = JSON.parse(reply) as {
    pipelineExecutionSummaries?: Execution[];
  };
  return pipelineExecutionSummaries;
}
