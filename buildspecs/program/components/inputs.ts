import { createHash } from 'node:crypto';
import path from 'node:path';
import { filesBelow } from '../../../lib/bundle/files';
import type { BundledFile } from '../../../lib/bundle/manifest';
import { configFile, kitProgram } from '../../../lib/contract';
import { GitenvError } from '../../../lib/errors';
import type { Component } from '../job/component';
import type { Job } from '../job/job';
import { componentsOf } from './declared';

/**
 * A digest over what each component is made of, before anything is built: its folder, its inputs, and what `gitenv.json`
 * says of it. Not over executable bits and links, which CodePipeline's zip of a commit may lose.
 * @throws GitenvError where a path or an input is not there
 */
export async function inputDigests(
  job: Pick<Job, 'root'>,
): Promise<Record<string, string> | undefined> {
  const components = componentsOf(job);
  if (components.length === 0) return undefined;
  const own = new Set(['.git', path.posix.dirname(kitProgram)]);
  const files = filesBelow(job.root, (relative) => own.has(relative));
  return Object.fromEntries(components.map((it) => [it.name, digestOf(it, files)]));
}

function digestOf(component: Component, files: readonly BundledFile[]): string {
  const { name, inputs } = component;
  const folder = `${component.path}/`;
  if (!files.some((file) => file.path.startsWith(folder)))
    throw new GitenvError(
      'BAD_CONFIG',
      `${configFile}: components.${name}.path: there is no folder ${component.path}`,
    );
  const patterns = inputs.map((input) => patternOf(name, input, files));
  const hash = createHash('sha256').update(`${JSON.stringify(component)}\0`);
  for (const { path: file, sha256 } of files)
    if (file.startsWith(folder) || patterns.some((pattern) => pattern.test(file)))
      hash.update(`${sha256} ${file}\0`);
  return `sha256:${hash.digest('hex')}`;
}

/** @throws GitenvError where it means no file: it is most likely misspelled, and would never tell a change */
function patternOf(component: string, input: string, files: readonly BundledFile[]): RegExp {
  const pattern = globToPattern(input);
  if (files.some((file) => pattern.test(file.path))) return pattern;
  throw new GitenvError(
    'BAD_CONFIG',
    `${configFile}: components.${component}.inputs: '${input}' means no file`,
  );
}

/** `*` and `?` stand for what is within a name, `**` for any folders; a folder means everything below it. */
export function globToPattern(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[\\^$.+()[\]{}|]/g, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    return token === '?' ? '[^/]' : `\\${token}`;
  });
  return new RegExp(`^${source}(?:/.*)?$`, 's');
}
