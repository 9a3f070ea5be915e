import { randomUUID } from 'node:crypto';
import type { BuildRequest } from '../aws/build/build';
import type { Route } from '../config/path';
import {
  buildVariables,
  namesOf,
  onlyBuildVariable,
  outputVariables,
  purposeVariable,
  storingBuild,
  useRefPrefix,
  yes,
} from '../contract';
import { GitenvError } from '../errors';
import { sideBuild } from '../follow/side-build';
import { pushTag, remoteRefs } from '../git/annotated-tag';
import { type GitPlace, git } from '../git/run';
import { commitWanted } from '../inspect/diff';
import type { Progress } from '../release/following/progress';
import { shortCommit } from '../release/wording';
import { pushSubmodulesIfPossible } from '../submodules/push';
import { bringCommit } from '../target/bring-commit';
import { signedPlace } from '../target/git-place';
import { type OpenEnvironment, openRepository } from '../target/open-environment';
import { orWhyNot } from '../target/why-not';
import { vouchedRelease } from './bundle/bundles';

/** A build that succeeded and that no release has. */
export interface BuiltApart {
  readonly environment: string;
  readonly commit: string;
  /** Its id in CodeBuild. */
  readonly build: string;
  /** What was stored, by CodeBuild's word; undefined unless that was asked for. */
  readonly stored: StoredApart | undefined;
}

export interface StoredApart {
  readonly bundle: string;
  /** Whether it is what the environment released of the commit; undefined if it never did, or nobody knows any more. */
  readonly asReleased: boolean | undefined;
}

/** What is built, and whether the bundle is stored. */
export interface ApartWish {
  /** What names the commit; HEAD without it. */
  readonly spec: string | undefined;
  readonly store: boolean;
}

/**
 * Builds and tests a commit where its release would: in the environment's build project, with its role. Nothing is
 * released or planned, and the deploy branch stays where it is. A bundle that is stored lies below its digest, where whoever
 * was promised that digest finds it; no note and no mark says that anybody should take it.
 * @throws GitenvError USAGE where others store what this environment pulls; TESTS_FAILED with the build's log told before, UNKNOWN_COMMIT, and what opening the environment and pushing to it may say
 */
export async function buildApart(
  { environment, upstream }: Route,
  { spec, store }: ApartWish,
  place: GitPlace,
  progress: Progress,
): Promise<BuiltApart> {
  if (store) refuseToStore(environment);
  const [open, above] = await Promise.all([
    openRepository(environment),
    upstream && openRepository(upstream),
  ]);
  const commit = await commitWanted(open, spec, place);
  const only = { [onlyBuildVariable]: store ? storingBuild : yes };
  const request = await apartRequest({ open, above, commit, place }, only, progress);
  const { name } = environment;
  progress.say(`${name}: building ${shortCommit(commit)}, which releases nothing`);
  const what = `${shortCommit(commit)} in ${name}`;
  const { id, exported } = await sideBuild(open.account, request, what, progress).catch(asAnswer);
  const stored = store ? await storedBy(exported, open, commit) : undefined;
  return { environment: name, commit, build: id, stored };
}

/** Where bundles are pulled, the first environment alone may store any. */
function refuseToStore({ name, bundles, upstream }: Route['environment']): void {
  if (bundles !== 'pull' || upstream === undefined) return;
  throw new GitenvError('USAGE', `${name} pulls its bundles, and may store none`, {
    changed: 'nothing',
    advice: 'The first environment of the path stores them.',
  });
}

/**
 * What CodeBuild keeps of a build that was started here: nobody else could write that.
 * @throws GitenvError NO_BUNDLE where its commit's program, or a buildspec of a team's own, stores nothing
 */
async function storedBy(
  exported: Readonly<Record<string, string>>,
  open: OpenEnvironment,
  commit: string,
): Promise<StoredApart> {
  const bundle = exported[outputVariables.bundle] ?? '';
  if (bundle === '' || exported[outputVariables.plan] !== storingBuild)
    throw new GitenvError('NO_BUNDLE', `The build of ${shortCommit(commit)} has stored no bundle`, {
      advice:
        'Only a kit does, whose .gitenv/kit.cjs in that very commit is of this version of gitenv or a later one. Release the commit to have it stored.',
    });
  // Whoever may only build is told less.
  const known = await orWhyNot(vouchedRelease(open, commit));
  const released = known instanceof GitenvError ? undefined : known?.bundle;
  return { bundle, asReleased: released === undefined ? undefined : released === bundle };
}

/** Elsewhere a build that fails keeps something from being known; here it is what was asked. */
function asAnswer(error: unknown): never {
  if (!(error instanceof GitenvError) || error.code !== 'BUILD_FAILED') throw error;
  const { clause, advice, hint } = error;
  throw new GitenvError('TESTS_FAILED', clause, { advice, hint, cause: error });
}

/** A commit that is to be built outside of a release. */
export interface CommitApart {
  readonly open: OpenEnvironment;
  /** The environment before it on the path, which may have what the clone lacks. */
  readonly above: OpenEnvironment | undefined;
  readonly commit: string;
  readonly place: GitPlace;
}

/**
 * What starts a build of a commit outside of a release, once the account has the commit and its submodules. A program of
 * the kits that does not know `onlyBuildVariable` plans as well, and keeps nothing either.
 * @param variables what the build is told beside its commit
 */
export async function apartRequest(
  apart: CommitApart,
  variables: BuildRequest['variables'],
  progress: Progress,
): Promise<BuildRequest> {
  const { open, above, commit, place } = apart;
  await bringToRepository(apart);
  const upstream = above && { name: above.environment.name, open: async () => above };
  await pushSubmodulesIfPossible(open, commit, place, progress, upstream);
  return {
    project: namesOf(open.environment.application).buildProject,
    cloneUrl: await open.cloneUrl(),
    commit,
    variables: {
      [buildVariables.commit]: commit,
      [buildVariables.executionId]: randomUUID(),
      [purposeVariable]: 'plan',
      ...variables,
    },
  };
}

/** Under a ref of its own, which starts nothing: the deploy branch stays where it is. */
async function bringToRepository({ open, above, commit, place }: CommitApart): Promise<void> {
  await bringCommit(commit, above ? [open, above] : [open], place);
  const [cloneUrl, signed] = [await open.cloneUrl(), await signedPlace(open, place)];
  const ref = `${useRefPrefix}${commit}`;
  const known = await git(remoteRefs(cloneUrl, [ref]), signed);
  if (known.includes(ref) || (await open.tip()) === commit) return;
  await git(pushTag(cloneUrl, commit, ref.slice('refs/tags/'.length)), signed);
}
