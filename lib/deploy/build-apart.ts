import { randomUUID } from 'node:crypto';
import type { BuildRequest } from '../aws/build/build';
import type { Route } from '../config/path';
import {
  buildVariables,
  namesOf,
  onlyBuildVariable,
  purposeVariable,
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

/** A build that succeeded and that no release has. */
export interface BuiltApart {
  readonly environment: string;
  readonly commit: string;
  /** Its id in CodeBuild. */
  readonly build: string;
}

/**
 * Builds and tests a commit where its release would: in the environment's build project, with its role. Nothing is
 * released, stored or planned, and the deploy branch stays where it is.
 * @param spec the commit; HEAD without it
 * @throws GitenvError TESTS_FAILED with the build's log told before, UNKNOWN_COMMIT, and what opening the environment and pushing to it may say
 */
export async function buildApart(
  { environment, upstream }: Route,
  spec: string | undefined,
  place: GitPlace,
  progress: Progress,
): Promise<BuiltApart> {
  const [open, above] = await Promise.all([
    openRepository(environment),
    upstream && openRepository(upstream),
  ]);
  const commit = await commitWanted(open, spec, place);
  const only = { [onlyBuildVariable]: yes };
  const request = await apartRequest({ open, above, commit, place }, only, progress);
  const { name } = environment;
  progress.say(`${name}: building ${shortCommit(commit)}, which releases nothing`);
  const what = `${shortCommit(commit)} in ${name}`;
  const { id } = await sideBuild(open.account, request, what, progress).catch(asAnswer);
  return { environment: name, commit, build: id };
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
