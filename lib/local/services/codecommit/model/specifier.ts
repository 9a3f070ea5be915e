import type { Commit } from '@aws-sdk/client-codecommit';
import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { parseCommit } from '../git/commit';
import { readObject } from '../git/objects';
import { looksLikeCommitId, readRef } from '../git/refs';
import { commitDoesNotExist } from './errors';
import { gitDirectoryOf, type Repository, repositoryNamed } from './records';

export interface OpenRepository {
  readonly repository: Repository;
  readonly gitdir: string;
}

/** @throws what a missing or malformed name is answered with */
export function openRepository(name: string | undefined, context: Context): OpenRepository {
  const repository = repositoryNamed(name, context);
  return { repository, gitdir: gitDirectoryOf(repository, context) };
}

/**
 * The commit a specifier stands for: a branch, a tag, `HEAD`, a full ref or a full commit ID.
 * @throws CommitDoesNotExistException
 */
export async function commitAt(gitdir: string, specifier: string | undefined): Promise<Commit> {
  if (!specifier) throw new ServiceError('CommitRequiredException', 'A commit is required');
  const commit = await findCommit(gitdir, specifier);
  if (!commit) throw commitDoesNotExist(specifier);
  return commit;
}

export async function findCommit(gitdir: string, specifier: string): Promise<Commit | undefined> {
  if (looksLikeCommitId(specifier)) return peel(gitdir, specifier.toLowerCase());
  const full = specifier === 'HEAD' || specifier.startsWith('refs/');
  const candidates = full ? [specifier] : [`refs/heads/${specifier}`, `refs/tags/${specifier}`];
  for (const ref of candidates) {
    const id = await readRef(gitdir, ref);
    if (id !== undefined) return peel(gitdir, id);
  }
  return undefined;
}

/** Follows an annotated tag to its commit. */
async function peel(gitdir: string, id: string): Promise<Commit | undefined> {
  const object = await readObject(gitdir, id);
  if (object?.type === 'commit') return parseCommit(object);
  const tagged =
    object?.type === 'tag' && /^object ([0-9a-f]{40})$/m.exec(object.content.toString());
  return tagged ? peel(gitdir, tagged[1] ?? '') : undefined;
}
