import fs from 'node:fs';
import path from 'node:path';
import {
  type Programs,
  programNames,
  programsOf,
  type Scripts,
  scriptPattern,
  scriptWords,
  usualPrograms,
} from '../../../lib/config/programs';
import { configFile } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import { isFields } from '../../../lib/fields';
import type { Job } from './job';
import { runCommand, type Surroundings } from './run-command';
import { readConfig } from './settings';

/**
 * Runs a command of a buildspec, with `./build` and `./deploy` where `gitenv.json` says that they lie. So buildspecs that are there
 * already need no edit.
 */
export function runPlaced(
  job: Pick<Job, 'root'>,
  command: readonly string[],
  where: Surroundings,
): Promise<void> {
  return runCommand(placedIn(job, command), where);
}

/** A command with the application's programs where `gitenv.json` says that they lie. */
export function placedIn(job: Pick<Job, 'root'>, command: readonly string[]): string[] {
  return placed(command, programsOf({ scripts: scriptsOf(job) }));
}

/** Runs a command like this if its program is there. What `gitenv.json` names has to be there; a folder is no program. */
export async function runIfPresent(
  job: Pick<Job, 'root'>,
  command: readonly string[],
  where: Surroundings,
): Promise<void> {
  const [usual = ''] = command;
  const found = placedIn(job, command);
  if (found[0] === usual && !isFile(path.join(where.cwd, usual))) return;
  await runCommand(found, where);
}

/** A command with the application's programs where they lie in one folder. */
export function placed(command: readonly string[], programs: Programs): string[] {
  const [program = '', ...args] = command;
  const name = programNames.find((it) => usualPrograms[it] === program);
  return [name === undefined ? program : programs[name], ...args];
}

/** Whether a program is there. */
export function isFile(file: string): boolean {
  return fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function scriptsOf(job: Pick<Job, 'root'>): Scripts | undefined {
  if (!fs.existsSync(path.join(job.root, configFile))) return undefined;
  return parseScripts(readConfig(job).scripts, 'scripts');
}

/** @throws GitenvError BAD_CONFIG naming what is wrong, below `where` of `gitenv.json` */
export function parseScripts(
  value: unknown,
  where: string,
  names: readonly string[] = programNames,
): Scripts | undefined {
  if (value === undefined) return undefined;
  if (!isFields(value)) throw wrong(`${where} has to be an object`);
  for (const [name, script] of Object.entries(value)) {
    if (!names.includes(name))
      throw wrong(`${where} has no program '${name}'; it has ${names.join(', ')}`);
    if (typeof script !== 'string' || !scriptPattern.test(script))
      throw wrong(`${where}.${name}: ${scriptWords}`);
  }
  return value;
}

function wrong(what: string): GitenvError {
  return new GitenvError('BAD_CONFIG', `${configFile}: ${what}`);
}
