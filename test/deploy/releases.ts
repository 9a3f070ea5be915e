import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  ListPipelineExecutionsCommand,
  type PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { address, application, type Stage } from './stage';

export const short = (commit: string) => commit.slice(0, 8);

/** The commit the account's branch is at, as git sees it. */
export async function remoteTip(stage: Stage): Promise<string> {
  return (await stage.git(['ls-remote', address, 'main'])).stdout.slice(0, 40);
}

/** All releases, newest first, once nothing is under way; less the run that making a pipeline starts by itself. */
export async function releases({ machine }: Stage): Promise<PipelineExecutionSummary[]> {
  await machine.idle();
  const client = new CodePipelineClient(machine.client());
  const command = new ListPipelineExecutionsCommand({ pipelineName: application });
  const { pipelineExecutionSummaries = [] } = await client.send(command);
  return pipelineExecutionSummaries.slice(0, -1);
}

export async function variablesOf({ machine }: Stage, id: string | undefined) {
  const client = new CodePipelineClient(machine.client());
  const { pipelineExecution } = await client.send(
    new GetPipelineExecutionCommand({ pipelineName: application, pipelineExecutionId: id }),
  );
  return pipelineExecution?.variables;
}

/** Three commits, each released. */
export async function threeReleases(stage: Stage): Promise<[string, string, string]> {
  const commits = [];
  for (const message of ['First', 'Second', 'Third']) {
    commits.push(await stage.commit(message));
    const push = await stage.git(['push', '--quiet', 'dev'], { env: { GITENV_FOLLOW: '0' } });
    expect(push).toMatchObject({ exitCode: 0 });
    await stage.machine.idle();
  }
  return commits as [string, string, string];
}
