import fs from 'node:fs';
import path from 'node:path';
import { readTree, writeSome } from '../../../lib/git/checkout';
import { programsAndLinks } from '../../../lib/git/gitmodules';
import { type GitPlace, git } from '../../../lib/git/run';
import { type Lost, lostOf } from './tree-id';

/** The folder of a commit, as CodePipeline's zip left it. */
export interface Unpacked {
  readonly root: string;
  readonly commit: string;
  /** Tells the build's log. */
  say(line: string): void;
}

/** Whether the files come from a clone, which has modes and links as they are. */
export function isClone(root: string): boolean {
  return fs.existsSync(path.join(root, '.git'));
}

/**
 * Gives the files of the commit the modes that they have in it, and makes its symbolic links, by what the files tell.
 * @param tree the id of the commit's tree
 * @returns false where they do not tell enough, and nothing was done
 */
export function restoreByFiles(unpacked: Unpacked, tree: string): boolean {
  const lost = lostOf(unpacked.root, tree);
  if (!lost) return false;
  for (const name of lost.links) {
    const file = path.join(unpacked.root, name);
    const target = fs.readFileSync(file);
    fs.rmSync(file);
    fs.symlinkSync(target, file);
  }
  for (const name of lost.programs) makeProgram(unpacked.root, name);
  tell(unpacked, lost);
  return true;
}

/** The same by a repository that has the commit and all its files. */
export async function restoreByCommit(unpacked: Unpacked, place: GitPlace): Promise<void> {
  const { root, commit } = unpacked;
  const known = await git(programsAndLinks(commit), place);
  const programs = known.programs.filter((name) => makeProgram(root, name));
  const links = known.links.filter((name) => !statOf(root, name)?.isSymbolicLink());
  if (links.length > 0) {
    await git(readTree(commit), place);
    await git(writeSome(links), place);
  }
  tell(unpacked, { programs, links });
}

/** @returns false for what is none or one already: what a command before has removed stays so */
function makeProgram(root: string, name: string): boolean {
  const stat = statOf(root, name);
  if (!stat?.isFile() || (stat.mode & 0o111) === 0o111) return false;
  fs.chmodSync(path.join(root, name), stat.mode | 0o111);
  return true;
}

function statOf(root: string, name: string): fs.Stats | undefined {
  return fs.lstatSync(path.join(root, name), { throwIfNoEntry: false });
}

function tell({ say }: Unpacked, { programs, links }: Lost): void {
  const counts = [
    programs.length > 0 && count(programs.length, 'executable file'),
    links.length > 0 && count(links.length, 'symbolic link'),
  ].filter((text) => text !== false);
  if (counts.length > 0)
    say(`Restored what CodePipeline's zip of the commit loses: ${counts.join(' and ')}.`);
}

function count(number: number, what: string): string {
  return number === 1 ? `1 ${what}` : `${number} ${what}s`;
}
