import fs from 'node:fs';
import path from 'node:path';
import { ignoreRuleOf } from '../git/files/ignored';
import { fileInCommit, topLevel } from '../git/repository';
import { git } from '../git/run';
import { shellWord } from '../shell-word';
import type { CommitView } from './commit-view';
import { type Trouble, words } from './trouble';

/** What to say of a file that a commit has to have. */
export interface NeededFile {
  readonly path: string;
  /** Who needs it, such as `buildspec.yml runs`. */
  readonly why: string;
  /** What to do where it is nowhere. */
  readonly otherwise: Pick<Trouble, 'advice' | 'fix'>;
}

/** Why a commit lacks a file: a rule of git keeps it out, nobody has added it, or there is none. */
export async function lackOf(
  { place, paths }: CommitView,
  { path: file, why, otherwise }: NeededFile,
): Promise<Trouble> {
  const what = `${why} ${file}, which is not in the commit`;
  const like = paths.find((it) => it !== file && it.toLowerCase() === file.toLowerCase());
  if (like !== undefined && path.posix.dirname(like) !== path.posix.dirname(file))
    return {
      what: `${what}: it has ${like}, and builds run on Linux, where that is another name`,
      advice: `Write it as ${shellWord(like)} where it is named, and commit that.`,
    };
  if (like !== undefined)
    return {
      what: `${what}: it has ${like}, and builds run on Linux, where that is another name`,
      fix: `${words.git} mv --force ${shellWord(like)} ${shellWord(file)} && ${words.git} commit -m ${shellWord(`Rename ${like}`)}`,
    };
  const root = await git(topLevel, place).catch(() => undefined);
  const isHere = root !== undefined && isFile(path.join(root, file));
  if (!isHere) return { what, ...otherwise };
  if (await git(fileInCommit('HEAD', file), place))
    return { what: `${what}, but in HEAD`, advice: 'Push HEAD, or a commit that has it.' };
  const rule = await git(ignoreRuleOf(file), { ...place, cwd: root });
  const because = rule
    ? `: ${rule.file} ignores it, by '${rule.pattern}' in line ${rule.line}`
    : ': it is only in your work tree';
  return { what: `${what}${because}`, add: { path: file, isIgnored: rule !== undefined } };
}

function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
