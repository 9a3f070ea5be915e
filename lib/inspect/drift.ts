import { readObject } from '../aws/objects/object-store';
import { bucketOf, callBucket } from '../aws/pipeline/bucket';
import { type Plan, parsePlan } from '../bundle/plan';
import type { Environment } from '../config/environment';
import { buildVariables, driftspecFile, namesOf, objectKeys, purposeVariable } from '../contract';
import { GitenvError } from '../errors';
import { runSideBuild } from '../follow/side-build';
import { fileInCommit } from '../git/repository';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import { lookAt } from '../target/evidence';
import { type OpenEnvironment, openRepository } from '../target/open-environment';

/**
 * Compares an environment with the commit that runs in it, by a build with the rights of its deploys that changes
 * nothing.
 * @returns what differs, as the plan that would put it right
 * @throws GitenvError NO_PLAN where nothing runs, or the kit cannot tell; BUILD_FAILED
 */
export async function findDrift(
  environment: Environment,
  place: GitPlace,
  progress: Progress,
): Promise<Plan> {
  const { name, application } = environment;
  const open = await openRepository(environment);
  const { running } = (await lookAt(open)).state;
  if (running?.release.commit === undefined)
    throw new GitenvError('NO_PLAN', `Nothing was released successfully in ${name} yet`, {
      hint: `gitenv push ${name}`,
    });
  const { commit, id } = running.release;
  await refuseWithoutDriftspec(name, commit, place);
  progress.say(`${name}: comparing it with ${shortCommit(commit)}, which runs there`);
  const request = {
    project: namesOf(application).deployProject,
    cloneUrl: await open.cloneUrl(),
    commit,
    buildspec: driftspecFile,
    variables: {
      [buildVariables.commit]: commit,
      [buildVariables.executionId]: id,
      [purposeVariable]: 'drift',
    },
  };
  const before = await latestDrift(open);
  await runSideBuild(open.account, request, `the comparison of ${name}`, progress);
  const found = await latestDrift(open);
  if (found && found.createdAt !== before?.createdAt) return found;
  throw new GitenvError('NO_PLAN', `The build of ${driftspecFile} in ${name} compared nothing`);
}

/** Where this clone has the commit, nobody has to wait for a build to hear it. */
async function refuseWithoutDriftspec(
  name: string,
  commit: string,
  place: GitPlace,
): Promise<void> {
  if ((await git(commitAt(commit), place)) === undefined) return;
  if (await git(fileInCommit(commit, driftspecFile), place)) return;
  throw new GitenvError(
    'NO_PLAN',
    `${shortCommit(commit)}, which runs in ${name}, has no ${driftspecFile}: its kit cannot compare`,
    { advice: 'gitenv kits lists others.', hint: 'gitenv kits' },
  );
}

/** What the latest comparison found; undefined before the first. */
export async function latestDrift({
  account,
  pipeline,
}: OpenEnvironment): Promise<Plan | undefined> {
  const bucket = await bucketOf(account, pipeline);
  const stored = await callBucket(account, bucket, () => readObject(bucket, objectKeys.drift));
  return stored && parsePlan(stored.toString('utf8'));
}
