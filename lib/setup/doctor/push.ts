import {
  type GitSetting,
  isEnvironment,
  lastValue,
  pushKeys,
  recursesByItself,
  recursionKeys,
  remotesOf,
} from '../../config/git-settings';
import { fileInCommit, getConfigMatching, unsettingOf } from '../../git/repository';
import { type GitPlace, git } from '../../git/run';
import { type Finding, note, ok, warning } from './basis/finding';

/** Whether `git push` without a word may release what was meant for another remote. */
export async function checkPushDestination(root: string): Promise<Finding[]> {
  const place = { cwd: root };
  const settings = await git(getConfigMatching(pushKeys), place);
  return [
    await checkDefault(settings, place),
    ...(await branchesOf(settings, place)),
    ...(await checkRecursion(place)),
  ];
}

/** Git would push submodules to a remote of the environment's name, which they do not have. */
async function checkRecursion(place: GitPlace): Promise<Finding[]> {
  if (!recursesByItself(await git(getConfigMatching(recursionKeys), place))) return [];
  if (!(await git(fileInCommit('HEAD', '.gitmodules'), place))) return [];
  return [
    warning(
      'push',
      undefined,
      'push.recurseSubmodules or submodule.recurse has git push submodules itself, which fails: gitenv brings them along',
      'git config push.recurseSubmodules no',
    ),
  ];
}

async function checkDefault(settings: readonly GitSetting[], place: GitPlace): Promise<Finding> {
  const byDefault = lastValue(settings, 'remote.pushdefault');
  const others = remotesOf(settings).filter((remote) => !isEnvironment(settings, remote));
  if (byDefault === undefined || !isEnvironment(settings, byDefault))
    return ok('push', undefined, 'git push of a branch goes where the branch tracks');
  if (others.length === 0)
    return ok('push', undefined, `git push goes to ${byDefault}, by remote.pushDefault`);
  return warning(
    'push',
    undefined,
    `git push goes to ${byDefault} from every branch, by remote.pushDefault, also from those that track ${others.join(' or ')}`,
    await git(unsettingOf('remote.pushDefault'), place),
  );
}

/** That of a branch of its own was said on purpose, so that it is no fault. */
async function branchesOf(settings: readonly GitSetting[], place: GitPlace): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [key, remote] of settings) {
    const [, branch] = /^branch\.(.+)\.pushremote$/.exec(key) ?? [];
    const tracked = lastValue(settings, `branch.${branch}.remote`);
    if (branch === undefined || !isEnvironment(settings, remote)) continue;
    if (tracked === undefined || isEnvironment(settings, tracked)) continue;
    const unset = await git(unsettingOf(`branch.${branch}.pushRemote`), place);
    findings.push(
      note(
        'push',
        undefined,
        `git push of ${branch} goes to ${remote}, by branch.${branch}.pushRemote, although it tracks ${tracked}; to end that: ${unset}`,
      ),
    );
  }
  return findings;
}
