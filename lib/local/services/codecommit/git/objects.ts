import fs from 'node:fs';
import path from 'node:path';
import { readObject as readWithIsomorphicGit } from 'isomorphic-git';
import { bufferOf } from '../../../values/bytes';
import { codeOf } from '../../../values/thrown';
import { runGit } from './process';

const objectTypes = ['commit', 'tree', 'blob', 'tag'] as const;
export type ObjectType = (typeof objectTypes)[number];

function isObjectType(type: unknown): type is ObjectType {
  return objectTypes.some((known) => known === type);
}

export interface GitObject {
  readonly id: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** isomorphic-git holds a whole pack in memory to read one object of it; past this, a git process is faster and smaller. */
const largestPackBytes = 8 * 1024 * 1024;

/** One object, or undefined where the repository has none of that id. */
export async function readObject(gitdir: string, id: string): Promise<GitObject | undefined> {
  if (largestPackOf(gitdir) > largestPackBytes) return readWithGit(gitdir, id);
  try {
    const { type, object } = await readWithIsomorphicGit({
      fs,
      gitdir,
      oid: id,
      format: 'content',
    });
    if (isObjectType(type)) return { id, type, content: bufferOf(object) };
  } catch (error) {
    if (codeOf(error) === 'NotFoundError') return undefined;
  }
  // A pack may be replaced in the middle of reading it (see `maintenance.ts`); git knows how to look again.
  return readWithGit(gitdir, id);
}

function largestPackOf(gitdir: string): number {
  const folder = path.join(gitdir, 'objects', 'pack');
  const packs = fs.readdirSync(folder).filter((name) => name.endsWith('.pack'));
  return Math.max(0, ...packs.map((name) => fs.statSync(path.join(folder, name)).size));
}

async function readWithGit(gitdir: string, id: string): Promise<GitObject | undefined> {
  const { stdout } = await runGit(['--git-dir', gitdir, 'cat-file', '--batch'], `${id}\n`);
  const end = stdout.indexOf('\n');
  const [, type, size] = stdout.subarray(0, end).toString('latin1').split(' ');
  if (size === undefined || !isObjectType(type)) return undefined;
  const content = stdout.subarray(end + 1, end + 1 + Number(size));
  return { id, type, content };
}
