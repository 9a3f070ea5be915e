import fs from 'node:fs';
import path from 'node:path';
import { buildspecFiles } from '../../contract';
import { fileInCommit, gitVersion } from '../../git/repository';
import { git } from '../../git/run';
import { type Finding, ok, problem, warning } from './finding';

const oldestGit = [2, 20] as const;
const helper = 'git-remote-gitenv';

/** What concerns this machine and this repository. */
export async function checkMachine(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  return [await checkGit(root), checkHelper(env), await checkBuildspecs(root)];
}

async function checkGit(root: string): Promise<Finding> {
  const version = await git(gitVersion, { cwd: root });
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < oldestGit[0] || (major === oldestGit[0] && minor < oldestGit[1]);
  if (!isOld) return ok('git', undefined, `git ${version}`);
  return warning(
    'git',
    undefined,
    `git ${version} is older than what gitenv is tried with`,
    `install git ${oldestGit.join('.')} or newer`,
  );
}

function checkHelper(env: Readonly<Record<string, string | undefined>>): Finding {
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const found = folders.map((folder) => path.join(folder, helper)).find(isExecutable);
  if (found) return ok('helper', undefined, `${helper} is on the PATH`);
  return problem(
    'helper',
    undefined,
    `${helper} is not on the PATH, so git cannot push to gitenv:// addresses`,
    'npm link, or put the folder of the gitenv command on the PATH',
  );
}

function isExecutable(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What is released is the commit, so the files have to be in it, not only in the work tree. */
async function checkBuildspecs(root: string): Promise<Finding> {
  const files = Object.values(buildspecFiles);
  const present = await Promise.all(
    files.map((file) => git(fileInCommit('HEAD', file), { cwd: root })),
  );
  const missing = files.filter((_, index) => !present[index]);
  if (missing.length === 0) return ok('buildspecs', undefined, `HEAD has ${files.join(' and ')}`);
  const here = missing.every((file) => fs.existsSync(path.join(root, file)));
  return problem(
    'buildspecs',
    undefined,
    `HEAD has no ${missing.join(' and no ')}, without which a release fails`,
    here
      ? `git add ${missing.join(' ')} && git commit`
      : missing.length < files.length
        ? `add ${missing.join(' and ')}, or begin with a kit: gitenv kits`
        : 'gitenv init <env>, which writes them',
  );
}
