import fs from 'node:fs';
import path from 'node:path';
import { gitVersion } from '../../git/repository';
import { git } from '../../git/run';
import { type Finding, ok, problem, warning } from './basis/finding';
import { checkCommit } from './commit';
import { checkPushDestination } from './push';

const oldestGit = [2, 25] as const;
const helper = 'git-remote-gitenv';

/**
 * What concerns this machine and this repository.
 * @param environment the first that commits take
 */
export async function checkMachine(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
  environment: string,
): Promise<Finding[]> {
  return [
    await checkGit(root),
    checkHelper(env),
    ...(await checkPushDestination(root)),
    ...(await checkCommit(root, environment)),
  ];
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
