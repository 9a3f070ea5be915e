import { commandToPush, type Reached } from './commands';

/** Of an annotated tag that was pushed to the branch, which no server takes. */
export function tagWords(reached: Reached, source: string, isThere: boolean): string {
  const way = commandToPush(reached, source, isThere);
  return `${reached.environment}: a tag with a message is no commit, and a branch takes commits only. To release the commit it points at: ${way}`;
}

/** Of a push from a clone that lacks older commits, which the other side then does not take. */
export function shallowWords({ environment }: Reached): string {
  return `${environment}: this clone is shallow, and ${environment} needs the older commits too. To fetch them: git fetch --unshallow`;
}

/** Of a push that git will not begin before the hook of Git LFS has ended, which may wait for a server, and fails without one. */
export function lfsWords({ environment, remote }: Reached): string {
  return `${environment}: Git LFS has a pre-push hook here, which looks for a server of LFS files at ${environment}, and CodeCommit is none. If it waits, or ends the push: GIT_LFS_SKIP_PUSH=1 git push ${remote}. For all pushes from this clone: git config remote.${remote}.lfspushurl "file://$(git rev-parse --absolute-git-dir)"`;
}

/** Of a push that git ended itself, because it was to push submodules, whose remotes lead elsewhere. */
export function recursionWords({ environment, remote }: Reached): string {
  return `${environment}: push.recurseSubmodules or submodule.recurse has git push submodules itself, which it cannot here. gitenv brings them along: git push --recurse-submodules=no ${remote}. For all pushes from this clone: git config push.recurseSubmodules no`;
}
