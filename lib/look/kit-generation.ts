import fs from 'node:fs';
import path from 'node:path';
import { buildspecFiles, kitMark, kitProgram } from '../contract';
import { textInCommit } from '../git/repository';
import { type GitPlace, git } from '../git/run';

/** Whether both buildspecs of a work tree run the program of the kits: a team's own may need what its build left around it. */
export function isAllKit(root: string): boolean {
  return Object.values(buildspecFiles).every((name) => {
    const file = path.join(root, name);
    return fs.existsSync(file) && fs.readFileSync(file, 'utf8').includes(kitProgram);
  });
}

/**
 * Of these commits, those whose deploy can run in nothing but what its build made: the program of the kits that they carry is from
 * before contract version 3, they carry none, or the clone does not have them.
 */
export async function olderCommits(
  commits: readonly string[],
  place: GitPlace,
): Promise<readonly string[]> {
  const knows = await Promise.all(
    commits.map(async (commit) => (await programIn(commit, place))?.includes(kitMark) ?? false),
  );
  return commits.filter((_, index) => !knows[index]);
}

/** Whether the commit that is checked out has an older program of the kits, which environments may get before a newer one. */
export async function isOlderHere(place: GitPlace): Promise<boolean> {
  return (await programIn('HEAD', place))?.includes(kitMark) === false;
}

function programIn(commit: string, place: GitPlace): Promise<string | undefined> {
  return git(textInCommit(commit, kitProgram), place);
}
