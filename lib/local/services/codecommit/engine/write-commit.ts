import type { Context } from '../../../base/context';
import { ServiceError } from '../../../base/service-error';
import { branchesOf, branchRef, looksLikeCommitId, readRef } from '../git/refs';
import { type PathChange, writeObject, writeTree } from '../git/write';
import { branchDoesNotExist, movedMeanwhile } from '../model/errors';
import { checkBranchName } from '../model/names';
import { findCommit, type OpenRepository } from '../model/specifier';
import { type FileChange, keepersFor, resolveChanges } from './changes';
import { commitText } from './commit-text';
import { moveRef } from './move-ref';

export interface NewCommit {
  readonly branchName: string | undefined;
  readonly parentCommitId: string | undefined;
  readonly message: string | undefined;
  readonly author: string | undefined;
  readonly email: string | undefined;
  readonly changes: readonly FileChange[];
  readonly keepEmptyFolders?: boolean | undefined;
}

export interface WrittenCommit {
  readonly commitId: string;
  readonly treeId: string;
  /** The tree of the parent, where there is one. */
  readonly parentTreeId: string | undefined;
  readonly changes: readonly PathChange[];
}

/** Writes a commit on top of a branch and moves the branch to it, with the event of a push. */
export async function writeCommit(
  open: OpenRepository,
  commit: NewCommit,
  context: Context,
): Promise<WrittenCommit> {
  const { gitdir } = open;
  const branchName = checkBranchName(commit.branchName);
  const parentId = await parentOf(gitdir, branchName, commit.parentCommitId);
  const base = { gitdir, treeId: parentId && (await findCommit(gitdir, parentId))?.treeId };
  const asked = await resolveChanges(base, commit.changes);
  const keepers = commit.keepEmptyFolders ? await keepersFor(base, asked) : [];
  const changes = [...asked, ...(keepers.length > 0 ? await resolveChanges(base, keepers) : [])];
  const treeId = await writeTree(gitdir, base.treeId, changes, context.newId());
  if (treeId === base.treeId)
    throw new ServiceError('NoChangeException', 'The commit would change nothing');
  const parents = parentId === undefined ? [] : [parentId];
  const text = commitText(commit, treeId, parents, context);
  const commitId = await writeObject(gitdir, 'commit', text);
  const move = { ref: branchRef(branchName), old: parentId, new: commitId };
  if (!(await moveRef(open, move, context))) throw movedMeanwhile(branchName);
  return { commitId, treeId, parentTreeId: base.treeId, changes };
}

/** The tip of the branch, which the caller must name to show that it knows it. */
async function parentOf(
  gitdir: string,
  branchName: string,
  claimed: string | undefined,
): Promise<string | undefined> {
  const tip = await readRef(gitdir, branchRef(branchName));
  if (tip === undefined) {
    if ((await branchesOf(gitdir)).length > 0) throw branchDoesNotExist(branchName);
    return undefined;
  }
  if (!claimed)
    throw new ServiceError('ParentCommitIdRequiredException', 'A parent commit ID is required');
  if (!looksLikeCommitId(claimed))
    throw new ServiceError('InvalidParentCommitIdException', `${claimed} is not a full commit ID`);
  if (claimed === tip) return tip;
  if (!(await findCommit(gitdir, claimed)))
    throw new ServiceError('ParentCommitDoesNotExistException', `${claimed} does not exist`);
  throw new ServiceError(
    'ParentCommitIdOutdatedException',
    `The parent commit ID is outdated: ${branchName} stands at ${tip}`,
  );
}
