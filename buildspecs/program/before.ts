import fs from 'node:fs';
import path from 'node:path';
import { configFile } from '../../lib/contract';
import { clauseOf, type Facts, GitenvError, withFacts } from '../../lib/errors';
import { fieldsOf } from '../../lib/fields';
import { isWayBack } from './history/way-back';
import type { Job } from './job/job';
import { isFile, placedIn } from './job/programs';
import { runCommand } from './job/run-command';
import { readConfig } from './job/settings';

/** Has what a release begins with run, such as migrations of a database: `--before` of `deploy` and `apply`. */
export interface BeforeDeploy {
  /** What to run; undefined if the deployspec names nothing. */
  readonly program: string | undefined;
  /** The files of the bundle. A kit whose bundle is what a tool made has the program in the commit alone. */
  readonly folder: string;
}

/**
 * Runs it before anything is deployed, and nothing is where it fails. A release that goes back runs it only if
 * `gitenv.json` says so: the schema that later commits have made is left to the earlier one.
 * @throws GitenvError where there is no such program, or it fails
 */
export async function runBefore(job: Job, { program, folder }: BeforeDeploy): Promise<void> {
  if (program === undefined) return;
  const command = placedIn(job, [program]);
  const [name = ''] = command;
  if (!(await isWanted(job, name))) return;
  const cwd = [folder, job.root].find((it) => isFile(path.join(it, name)));
  if (cwd === undefined)
    throw new GitenvError('TOOL_MISSING', `There is no program '${name}'`, {
      changed: 'nothing',
      further:
        'deployspec.yml runs it with --before. It has to be a file in the bundle or in the commit.',
    });
  job.say(`Running ${name} before anything is deployed.`);
  try {
    await runCommand(command, { cwd, env: job.env });
  } catch (error) {
    throw withFacts(error, 'DEPLOY_FAILED', afterFailure(error, name));
  }
}

function afterFailure(error: unknown, name: string): Facts {
  const isPutBack = error instanceof GitenvError && error.changed !== undefined;
  return {
    changed: isPutBack ? 'put back' : 'aside',
    further: isPutBack
      ? `Nothing was deployed, and ${name} has put back what it changed.`
      : `Nothing was deployed. What ${name} itself has changed stays changed.`,
  };
}

async function isWanted(job: Job, name: string): Promise<boolean> {
  if (onRollback(job)) return true;
  const goesBack = await isWayBack(job).catch((error: unknown) => {
    job.say(
      `Cannot tell whether this release goes back to an earlier one: ${clauseOf(error)}. ${name} is run as if it did not.`,
    );
    return false;
  });
  if (goesBack)
    job.say(
      `${name} is not run, because this release goes back to a commit that was released here before. With "release": { "onRollback": true } in ${configFile} it would be.`,
    );
  return !goesBack;
}

/** @throws GitenvError where it is there and neither true nor false */
function onRollback(job: Job): boolean {
  const config = fs.existsSync(path.join(job.root, configFile)) ? readConfig(job) : {};
  const value = fieldsOf(config.release).onRollback ?? false;
  if (typeof value === 'boolean') return value;
  throw new GitenvError('BAD_CONFIG', `${configFile}: release.onRollback has to be true or false`, {
    changed: 'nothing',
  });
}
