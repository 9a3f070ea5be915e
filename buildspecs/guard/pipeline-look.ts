import { call } from '../../lib/aws/call/call';
import { GetCommit } from '../../lib/aws/codecommit/operations';
import { getRelease, releasePages } from '../../lib/aws/pipeline/pipeline';
import { listActions } from '../../lib/aws/pipeline/pipeline-state';
import { namesOf } from '../../lib/contract';
import { failureName, GitenvError } from '../../lib/errors';
import type { ReadRelease } from '../../lib/records/release-facts';
import type { Release, ReleaseAction } from '../../lib/release/release';
import type { GuardPlace } from './place';

/** @param pages how many hundreds of releases; all that AWS keeps unless it is said */
export async function releasesOf(place: GuardPlace, pages = Infinity): Promise<Release[]> {
  const known: Release[] = [];
  let read = 0;
  for await (const page of releasePages(place, namesOf(place.application).pipeline)) {
    known.push(...page);
    read += 1;
    if (read === pages) break;
  }
  return known;
}

export function actionsToRecord(place: GuardPlace, { id }: Release): Promise<ReleaseAction[]> {
  return listActions(place, namesOf(place.application).pipeline, id);
}

/** Asks for all that the lists do not tell of a release. */
export async function readRelease(
  place: GuardPlace,
  release: Release,
  actions: readonly ReleaseAction[],
  known: readonly Release[],
): Promise<ReadRelease> {
  const [facts, tree] = await Promise.all([
    getRelease(place, namesOf(place.application).pipeline, release.id).catch(goneAs(release)),
    release.commit === undefined ? undefined : treeOf(place, release.commit),
  ]);
  return { release, facts, actions, tree, known };
}

/** A list may still have what is gone by its id. */
function goneAs(release: Release) {
  return (error: unknown): Release => {
    if (error instanceof GitenvError && error.code === 'RELEASE_GONE') return release;
    throw error;
  };
}

/** @returns undefined where the repository does not have the commit any more */
async function treeOf(place: GuardPlace, commitId: string): Promise<string | undefined> {
  const { repository } = namesOf(place.application);
  try {
    const { commit } = await call(place, GetCommit, { repositoryName: repository, commitId });
    return commit?.treeId;
  } catch (error) {
    if (failureName(error) === 'CommitIdDoesNotExistException') return undefined;
    throw error;
  }
}
