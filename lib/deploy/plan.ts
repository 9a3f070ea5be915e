import { randomUUID } from 'node:crypto';
import { bucketOf, callBucket } from '../aws/pipeline/bucket';
import { vouchedFor } from '../aws/pipeline/vouched';
import { findPlan, type KeptPlan } from '../bundle/kept-plan';
import type { Plan } from '../bundle/plan';
import type { Route } from '../config/path';
import { buildVariables, outputVariables } from '../contract';
import { GitenvError } from '../errors';
import { runSideBuild } from '../follow/side-build';
import type { GitPlace } from '../git/run';
import { commitWanted, runsIn } from '../inspect/diff';
import type { Progress } from '../release/following/progress';
import { isOver } from '../release/release';
import { shortCommit } from '../release/wording';
import { lookAt } from '../target/evidence';
import { type OpenEnvironment, openRepository } from '../target/open-environment';
import { Releases } from '../target/releases';
import { apartRequest } from './build-apart';
import { bringBundle } from './bundle/bring-bundle';
import { withoutShells } from './plan-shells';

/** A plan, and whose it is. */
export interface FoundPlan {
  readonly plan: Plan;
  /** The release on its way that will apply it; undefined where it was made to be looked at. */
  readonly release: string | undefined;
}

const searched = 50;

/**
 * What releasing a commit would change in an environment: the plan of the release that is on its way, or one made for
 * the purpose, by the environment's own build.
 * @param spec the commit; without it what runs in the upstream, and HEAD where there is none
 * @throws GitenvError NO_PLAN where the kit makes none; BUILD_FAILED, and what `diff` says of the commit
 */
export async function planFor(
  { environment, upstream }: Route,
  spec: string | undefined,
  place: GitPlace,
  progress: Progress,
): Promise<FoundPlan> {
  const [open, above] = await Promise.all([
    openRepository(environment),
    upstream && openRepository(upstream),
  ]);
  const commit =
    spec === undefined && above
      ? runsIn(above, await lookAt(above))
      : await commitWanted(open, spec, place);
  const waiting = await planOnItsWay(open, commit);
  return (
    waiting ?? { plan: await makePlan(open, above, commit, place, progress), release: undefined }
  );
}

/**
 * The plan of a release: the one whose digest CodePipeline has of its build. A program before contract version 3 says no
 * digest; what lies under the release's id is taken then.
 * @returns undefined where its kit made none
 */
export async function planOfRelease(
  { account, pipeline }: OpenEnvironment,
  releaseId: string,
): Promise<KeptPlan | undefined> {
  const [bucket, vouched] = await Promise.all([
    bucketOf(account, pipeline),
    vouchedFor({ caller: account, pipeline }, releaseId),
  ]);
  return callBucket(account, bucket, () => findPlan(bucket, vouched?.planDigest, releaseId));
}

async function planOnItsWay(open: OpenEnvironment, commit: string): Promise<FoundPlan | undefined> {
  const releases = await new Releases(open).latest(searched);
  for (const release of releases.filter((it) => it.commit === commit && !isOver(it.status))) {
    const plan = await planOfRelease(open, release.id);
    if (plan) return { plan, release: release.id };
  }
  return undefined;
}

async function makePlan(
  open: OpenEnvironment,
  above: OpenEnvironment | undefined,
  commit: string,
  place: GitPlace,
  progress: Progress,
): Promise<Plan> {
  const { environment, account } = open;
  const { name } = environment;
  const id = randomUUID();
  const known = { [buildVariables.executionId]: id };
  const request = await apartRequest({ open, above, commit, place }, known, progress);
  if (above && environment.bundles !== 'rebuild')
    await bringBundle({ commit, upstream: above, open }, progress);
  progress.say(`${name}: planning ${shortCommit(commit)}, which changes nothing`);
  const exported = await runSideBuild(account, request, `the plan for ${name}`, progress);
  const bucket = await bucketOf(account, open.pipeline);
  const digest = exported[outputVariables.planDigest] || undefined;
  const plan = await callBucket(account, bucket, () => findPlan(bucket, digest, id));
  if (plan) {
    // Nobody is asked about this one, and nothing applies it.
    const { digest: _, ...made } = plan;
    return withoutShells(made, open, progress);
  }
  throw new GitenvError(
    'NO_PLAN',
    `The build of ${shortCommit(commit)} made no plan: its kit makes none`,
    { hint: `gitenv diff ${name} ${shortCommit(commit)}` },
  );
}
