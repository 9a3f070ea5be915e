import fs from 'node:fs';
import path from 'node:path';
import { buildspecFiles, configFile, driftspecFile, kitProgram } from '../../contract';
import { getFlag, ignoredPaths, uncommittedPaths } from '../../git/repository';
import { commitAt } from '../../git/resolve-commit';
import { git } from '../../git/run';
import { shellWord } from '../../shell-word';

export interface Steps {
  readonly root: string;
  /** Where the user stands, from which paths in commands begin. */
  readonly directory: string;
  /** What else was written to the work tree, beside what every repository has. */
  readonly files: readonly string[];
  /** Those of the files that are to be executable. */
  readonly programs: readonly string[];
  /** The command that releases. */
  readonly push: string;
}

/** Commands that lead from the work tree as it is to a release, each of which works as it stands. */
export async function nextSteps(steps: Steps): Promise<string[]> {
  const { root, push } = steps;
  const paths = pathsOf(steps);
  const place = { cwd: root };
  const [uncommitted, ignored, head, hasModes] = await Promise.all([
    git(uncommittedPaths(paths), place),
    git(ignoredPaths(paths), place),
    git(commitAt('HEAD'), place),
    git(getFlag('core.fileMode'), place),
  ]);
  const plain = paths.filter((it) => uncommitted.includes(it) && !ignored.includes(it));
  const adding = [
    ...(head === undefined ? ['git add --all'] : command('git add', plain, steps)),
    ...command('git add --force', ignored, steps),
    ...(hasModes === false
      ? command('git add --chmod=+x', programsAmong(steps, plain), steps)
      : []),
  ];
  return [...adding, ...(adding.length > 0 ? ["git commit -m 'Deploy with gitenv'"] : []), push];
}

function pathsOf({ root, files, programs }: Steps): string[] {
  const own = [...Object.values(buildspecFiles), driftspecFile, kitProgram];
  const all = new Set([configFile, ...own, ...files, ...programs]);
  return [...all].filter((it) => fs.existsSync(path.join(root, it)));
}

function programsAmong({ programs }: Steps, plain: readonly string[]): string[] {
  return plain.filter((it) => programs.includes(it));
}

function command(verb: string, paths: readonly string[], { root, directory }: Steps): string[] {
  if (paths.length === 0) return [];
  const from = fs.realpathSync(directory);
  const base = fs.realpathSync(root);
  const seen = paths.map((it) => shellWord(path.relative(from, path.join(base, it))));
  return [`${verb} ${seen.join(' ')}`];
}
