import { buildVariables } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import { roleCredentials } from '../job/credentials';
import { type Execution, listExecutions } from './executions';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Adds which commit runs in the environment, and by which release, where nobody has said: a schedule does not know.
 * @throws GitenvError where nothing was released successfully yet
 */
export async function withRunning(env: Env): Promise<Env> {
  if (env[buildVariables.commit]) return env;
  const running = await newestSuccess(env);
  const commit = running?.sourceRevisions?.[0]?.revisionId;
  if (!running || commit === undefined)
    throw new GitenvError(
      'NOTHING_RUNS',
      'Nothing was released successfully in this environment yet',
    );
  const { commit: commitName, executionId } = buildVariables;
  return { ...env, [commitName]: commit, [executionId]: running.pipelineExecutionId };
}

async function newestSuccess(env: Env): Promise<Execution | undefined> {
  const executions = listExecutions({
    region: env.AWS_REGION ?? '',
    application: env[buildVariables.application] ?? '',
    endpoint: () => env.AWS_ENDPOINT_URL_CODEPIPELINE || env.AWS_ENDPOINT_URL || undefined,
    credentials: roleCredentials(env),
  });
  for await (const execution of executions) if (execution.status === 'Succeeded') return execution;
  return undefined;
}
