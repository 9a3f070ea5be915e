import type { PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { pushedByVariable, stages } from '../../contract';
import { GitenvError } from '../../errors';
import type { Release, ReleaseFacts } from '../../release/release';
import type { Account } from '../account/account';
import { call, callPages } from '../call/call';
import type { Caller } from '../call/caller';
import { factsOf, releaseOf } from './execution';
import { GetPipelineExecution, ListPipelineExecutions, StartPipelineExecution } from './operations';

/**
 * A pipeline's executions, newest first, as far back as AWS keeps them. Pages are asked for as they are used up.
 * `pushedBy` is known only where the trigger tells; `getRelease` knows the rest.
 */
export async function* listReleases(
  account: Caller,
  pipeline: string,
  pageSize = 100,
): AsyncGenerator<Release> {
  for await (const page of releasePages(account, pipeline, pageSize)) yield* page;
}

/** The same, all that one answer has at once. */
export async function* releasePages(
  account: Caller,
  pipeline: string,
  pageSize = 100,
): AsyncGenerator<Release[]> {
  const input = { pipelineName: pipeline, maxResults: pageSize };
  const whose = { application: pipeline, region: account.region };
  for await (const page of callPages(account, ListPipelineExecutions, input, 'nextToken'))
    yield (page.pipelineExecutionSummaries ?? []).map((it) => releaseOf(it, whose));
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
  account: Caller,
  pipeline: string,
  id: string,
): Promise<ReleaseFacts> {
  const names = { pipelineName: pipeline, pipelineExecutionId: id };
  const reply = await call(account, GetPipelineExecution, names);
  if (!reply)
    throw new GitenvError(
      'RELEASE_GONE',
      `The pipeline '${pipeline}' does not know the release ${id} any more`,
    );
  const { pipelineExecution: found = {} } = reply;
  const source = found.artifactRevisions?.[0];
  const pusher = found.variables?.find(({ name }) => name === pushedByVariable)?.resolvedValue;
  const summary = {
    ...found,
    sourceRevisions: source && [{ actionName: stages.source, ...source }],
  } as PipelineExecutionSummary;
  return factsOf(summary, { application: pipeline, region: account.region }, pusher);
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
  const { pipelineExecutionId = '' } = await call(account, StartPipelineExecution, {
    name: pipeline,
    variables: [{ name: pushedByVariable, value: pushedBy }],
    sourceRevisions: [
      { actionName: stages.source, revisionType: 'COMMIT_ID', revisionValue: commit },
    ],
  });
  return pipelineExecutionId;
}
