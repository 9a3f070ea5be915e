import { buildVariables } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import { roleCredentials } from '../job/credentials';
import { hasDeployed } from './earlier';
import { type Execution, listExecutions } from './executions';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Adds which commit runs in the environment, and by which release, where nobody has said: a schedule does not know.
 * @throws GitenvError where nothing was released successfully yet
 */
export async function withRunning(env: Env): Promise<Env> {
  if (env[buildVariables.commit]) return env;
  const running = await newestDeployed(env);
  const commit = running?.sourceRevisions?.[0]?.revisionId;
  if (!running || commit === undefined)
    throw new GitenvError(
      'NOTHING_RUNS',
      'Nothing was released successfully in this environment yet',
    );
  const { commit: commitName, executionId } = buildVariables;
  return { ...env, [commitName]: commit, [executionId]: running.pipelineExecutionId };
}

async function newestDeployed(env: Env): Promise<Execution | undefined> {
  const asker = {
    region: env.AWS_REGION ?? '',
    application: env[buildVariables.application] ?? '',
    endpoint: () => env.AWS_ENDPOINT_URL_CODEPIPELINE || env.AWS_ENDPOINT_URL || undefined,
    credentials: roleCredentials(env),
  };
  for await (const execution of listExecutions(asker))
    if (await hasDeployed(asker, execution)) return execution;
  return undefined;
}
