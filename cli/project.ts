import fs from 'node:fs';
import path from 'node:path';
import { environmentOf, environmentsOf, parseConfig } from '../lib/config/config';
import { ownProfiles, profileKeys, withOwnProfiles } from '../lib/config/git-settings';
import { configFile } from '../lib/contract';
import { GitenvError, systemCode } from '../lib/errors';
import { getConfigMatching, topLevel } from '../lib/git/repository';
import { git } from '../lib/git/run';
import type { Project } from './session';

/**
 * The project that a folder belongs to: `gitenv.json` lies at the root of the work tree. Its profiles are those of this clone.
 * @throws GitenvError NOT_A_REPOSITORY, NO_CONFIG, BAD_CONFIG
 */
export async function findProject(directory: string): Promise<Project> {
  if (!fs.existsSync(directory))
    throw new GitenvError('NOT_A_REPOSITORY', `There is no folder ${directory}`, {
      advice: 'Name another with -C.',
    });
  // Every command waits for both, so they run at the same time.
  const asked = git(getConfigMatching(profileKeys), { cwd: directory });
  asked.catch(() => undefined);
  // As git finds it, which `GIT_DIR` and `GIT_WORK_TREE` may say. If there is none, that is what to say.
  const root = await git(topLevel, { cwd: directory });
  const recorded = parseConfig(readConfig(root, directory), path.join(root, configFile));
  const config = withOwnProfiles(recorded, ownProfiles(await asked, recorded.application));
  return {
    root,
    config,
    environments: environmentsOf(config),
    environment: (name) => environmentOf(config, name),
  };
}

function readConfig(root: string, directory: string): string {
  try {
    return fs.readFileSync(path.join(root, configFile), 'utf8');
  } catch (cause) {
    const code = systemCode(cause);
    if (code !== 'ENOENT') {
      const file = path.join(root, configFile);
      throw new GitenvError('NOT_READABLE', `${file} cannot be read (${code})`, { cause });
    }
    const where = root === directory ? 'here' : `in ${root}`;
    throw new GitenvError('NO_CONFIG', `There is no ${configFile} ${where}`, {
      hint: 'gitenv init dev',
      cause,
    });
  }
}
