import { latestExports } from '../aws/build/build';
import { bucketOf, callBucket } from '../aws/pipeline/bucket';
import { findPlan } from '../bundle/kept-plan';
import type { Plan } from '../bundle/plan';
import type { Environment } from '../config/environment';
import {
  buildVariables,
  driftspecFile,
  namesOf,
  outputVariables,
  purposeVariable,
} from '../contract';
import { GitenvError } from '../errors';
import { runSideBuild } from '../follow/side-build';
import { fileInCommit } from '../git/repository';
import { commitAt } from '../git/resolve-commit';
import { type GitPlace, git } from '../git/run';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import { lookAt } from '../target/evidence';
import { type OpenEnvironment, openRepository } from '../target/open-environment';
import { explainedComparison, refuseOlderProgram } from './comparable';

const purpose = 'drift';

/**
 * Compares an environment with the commit that runs in it, by a build with the rights of its builds, which may
 * change nothing.
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
  await refuseOlderProgram(name, commit, place);
  progress.say(`${name}: comparing it with ${shortCommit(commit)}, which runs there`);
  const request = {
    project: namesOf(application).buildProject,
    cloneUrl: await open.cloneUrl(),
    commit,
    buildspec: driftspecFile,
    variables: {
      [buildVariables.commit]: commit,
      [buildVariables.executionId]: id,
      [purposeVariable]: purpose,
    },
  };
  const what = `the comparison of ${name}`;
  const exported = await runSideBuild(open.account, request, what, progress).catch(
    async (error) => {
      throw await explainedComparison(error, { name, commit }, place);
    },
  );
  const found = await driftIn(open, exported);
  if (found) return found;
  throw new GitenvError(
    'NO_PLAN',
    `The build of ${driftspecFile} in ${name} says of no comparison that it made one`,
    {
      further: `${driftspecFile} has to export ${outputVariables.planDigest}, as that of the kits does since contract version 3. Change it, and release that.`,
    },
  );
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
export async function latestDrift(open: OpenEnvironment): Promise<Plan | undefined> {
  const { account, environment } = open;
  const { buildProject } = namesOf(environment.application);
  const asked = { name: purposeVariable, value: purpose };
  return driftIn(open, await latestExports(account, buildProject, asked));
}

async function driftIn(
  { account, pipeline }: OpenEnvironment,
  exported: Readonly<Record<string, string>> | undefined,
): Promise<Plan | undefined> {
  const digest = exported?.[outputVariables.planDigest];
  if (!digest) return undefined;
  const bucket = await bucketOf(account, pipeline);
  return callBucket(account, bucket, () => findPlan(bucket, digest, ''));
}
