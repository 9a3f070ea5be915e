import type {
  ListPipelineExecutionsOutput,
  PipelineExecutionSummary,
} from '@aws-sdk/client-codepipeline';
import { pushedByUnknown, pushedByVariable, stages } from '../../contract';
import { GitenvError } from '../../errors';
import type { Release, ReleaseFacts } from '../../release/release';
import { type Account, callAws } from '../account/account';
import { notInstalled } from '../account/not-installed';
import { quickly } from '../account/quick-call';
import { factsOf, releaseOf } from './execution';

/**
 * A pipeline's executions, newest first, as far back as AWS keeps them. Pages are asked for as they are used up.
 * `pushedBy` is known only where the trigger tells; `getRelease` knows the rest.
 */
export async function* listReleases(
  account: Account,
  pipeline: string,
  pageSize = 100,
): AsyncGenerator<Release> {
  for await (const page of releasePages(account, pipeline, pageSize)) yield* page;
}

/** The same, all that one answer has at once. */
export async function* releasePages(
  account: Account,
  pipeline: string,
  pageSize = 100,
): AsyncGenerator<Release[]> {
  let nextToken: string | undefined;
  do {
    const page: ListPipelineExecutionsOutput = await quickly(account, {
      service: 'codepipeline',
      target: 'CodePipeline_20150709.ListPipelineExecutions',
      input: { pipelineName: pipeline, maxResults: pageSize, nextToken },
      absent: ['PipelineNotFoundException', `pipeline '${pipeline}'`],
      times: ['startTime', 'lastUpdateTime'],
    });
    yield (page.pipelineExecutionSummaries ?? []).map(releaseOf);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

/**
 * The newest release of exactly this commit among the latest hundred.
 * @param since only one that started then or later, by AWS's clock
 * @param except ids that are known already, which tells a repeated commit's new release from its old one without
 *   trusting any clock
 */
export async function findRelease(
  account: Account,
  pipeline: string,
  commit: string,
  { since, except }: { since?: Date; except?: ReadonlySet<string> } = {},
): Promise<Release | undefined> {
  let seen = 0;
  for await (const release of listReleases(account, pipeline)) {
    const old = since !== undefined && release.startedAt < since;
    if (release.commit === commit && !old && !except?.has(release.id)) return release;
    seen += 1;
    if (seen === 100) return undefined;
  }
  return undefined;
}

/**
 * One release with who pushed it.
 * @throws GitenvError RELEASE_GONE where the pipeline does not know it any more, as after it was replaced
 */
export async function getRelease(
  account: Account,
  pipeline: string,
  id: string,
): Promise<ReleaseFacts> {
  const { GetPipelineExecutionCommand } = await import('./sdk');
  const { pipelineExecution: found = {} } = await callPipeline(account, pipeline, async () => {
    const names = { pipelineName: pipeline, pipelineExecutionId: id };
    try {
      return await (await account.codepipeline()).send(new GetPipelineExecutionCommand(names));
    } catch (cause) {
      if ((cause as Error).name !== 'PipelineExecutionNotFoundException') throw cause;
      const clause = `The pipeline '${pipeline}' does not know the release ${id} any more`;
      throw new GitenvError('RELEASE_GONE', clause, { cause });
    }
  });
  const source = found.artifactRevisions?.[0];
  const facts = factsOf({
    ...found,
    sourceRevisions: source && [{ actionName: stages.source, ...source }],
  } as PipelineExecutionSummary);
  const pusher = found.variables?.find(({ name }) => name === pushedByVariable)?.resolvedValue;
  return {
    ...facts,
    pushedBy: pusher && pusher !== pushedByUnknown ? pusher : facts.pushedBy,
  };
}

/**
 * Starts a release of a commit that the repository already has, without moving the branch.
 * @returns the release's id
 */
export async function startRelease(
  account: Account,
  pipeline: string,
  commit: string,
  pushedBy: string,
): Promise<string> {
  const { StartPipelineExecutionCommand } = await import('./sdk');
  const { pipelineExecutionId = '' } = await callPipeline(account, pipeline, async () =>
    (await account.codepipeline()).send(
      new StartPipelineExecutionCommand({
        name: pipeline,
        variables: [{ name: pushedByVariable, value: pushedBy }],
        sourceRevisions: [
          { actionName: stages.source, revisionType: 'COMMIT_ID', revisionValue: commit },
        ],
      }),
    ),
  );
  return pipelineExecutionId;
}

/** Calls CodePipeline; that the pipeline does not exist is said as such. */
export function callPipeline<T>(
  account: Account,
  pipeline: string,
  call: () => Promise<T>,
): Promise<T> {
  return callAws(account, async () => {
    try {
      return await call();
    } catch (error) {
      if ((error as Error).name !== 'PipelineNotFoundException') throw error;
      throw notInstalled(account, `pipeline '${pipeline}'`, error);
    }
  });
}
