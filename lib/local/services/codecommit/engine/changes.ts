import type { FileModeTypeEnum } from '@aws-sdk/client-codecommit';
import { ServiceError } from '../../../base/service-error';
import { entryAt, isFolder, isSubmodule, readTree, type TreeEntry } from '../git/tree';
import { type PathChange, writeObject } from '../git/write';
import { checkPath } from '../model/paths';

const maxFiles = 100;
const maxFileBytes = 6 * 1024 * 1024;

/** What a new commit does to one path, in the API's words. */
export type FileChange =
  | {
      readonly kind: 'put';
      readonly path: string;
      readonly content: Buffer;
      readonly mode?: FileModeTypeEnum | undefined;
    }
  | {
      readonly kind: 'copy';
      readonly path: string;
      readonly from: string;
      readonly mode?: FileModeTypeEnum | undefined;
    }
  | { readonly kind: 'mode'; readonly path: string; readonly mode: FileModeTypeEnum }
  | { readonly kind: 'delete'; readonly path: string };

/** Where files are looked up: the tree of the parent commit, or nothing for the first commit. */
export interface Base {
  readonly gitdir: string;
  readonly treeId: string | undefined;
}

/** Turns the API's changes into entries of a tree. @throws what the API answers to changes that make no sense */
export async function resolveChanges(
  base: Base,
  changes: readonly FileChange[],
): Promise<PathChange[]> {
  if (changes.length === 0)
    throw new ServiceError('FileEntryRequiredException', 'A file is required');
  if (changes.length > maxFiles)
    throw new ServiceError(
      'MaximumFileEntriesExceededException',
      `At most ${maxFiles} files in one commit`,
    );
  const paths = changes.map(({ path }) => checkPath(path));
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined)
    throw new ServiceError('SamePathRequestException', `${twice} is named twice`);
  return Promise.all(changes.map((change) => resolveChange(base, change)));
}

async function resolveChange(base: Base, change: FileChange): Promise<PathChange> {
  const { path, kind } = change;
  if (kind === 'delete') {
    await existing(base, path);
    return { path, entry: undefined };
  }
  if (kind === 'mode') {
    const { id } = await existing(base, path);
    return { path, entry: { id, mode: gitMode(change.mode) } };
  }
  const there = await placeFor(base, path);
  if (kind === 'copy') {
    const source = await existing(base, change.from);
    return { path, entry: { id: source.id, mode: gitMode(change.mode, source.mode) } };
  }
  if (change.content.length > maxFileBytes)
    throw new ServiceError('FileContentSizeLimitExceededException', `${path} is larger than 6 MB`);
  const id = await writeObject(base.gitdir, 'blob', change.content);
  return { path, entry: { id, mode: gitMode(change.mode, there?.mode) } };
}

async function existing({ gitdir, treeId }: Base, path: string): Promise<TreeEntry> {
  const entry = treeId === undefined ? undefined : await entryAt(gitdir, treeId, checkPath(path));
  if (!entry || isFolder(entry) || isSubmodule(entry))
    throw new ServiceError('FileDoesNotExistException', `${path} does not exist`);
  return entry;
}

/** The file that stands there already, if any. @throws where a folder or submodule is in the way */
async function placeFor({ gitdir, treeId }: Base, path: string): Promise<TreeEntry | undefined> {
  if (treeId === undefined) return undefined;
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const above = await entryAt(gitdir, treeId, parts.slice(0, depth).join('/'));
    if (above && isSubmodule(above)) throw inTheWay('FilePathConflictsWithSubmodulePath', path);
    if (above && !isFolder(above)) throw inTheWay('DirectoryNameConflictsWithFileName', path);
  }
  const there = await entryAt(gitdir, treeId, path);
  if (there && isFolder(there)) throw inTheWay('FileNameConflictsWithDirectoryName', path);
  if (there && isSubmodule(there)) throw inTheWay('FilePathConflictsWithSubmodulePath', path);
  return there;
}

const inTheWay = (what: string, path: string) =>
  new ServiceError(`${what}Exception`, `Something else stands at ${path} or above it`);

const gitModes: Readonly<Record<FileModeTypeEnum, string>> = {
  NORMAL: '100644',
  EXECUTABLE: '100755',
  SYMLINK: '120000',
};

function gitMode(mode: FileModeTypeEnum | undefined, otherwise = '100644'): string {
  if (mode === undefined) return otherwise;
  const known = Object.hasOwn(gitModes, mode) ? gitModes[mode] : undefined;
  if (known === undefined)
    throw new ServiceError('InvalidFileModeException', `${mode} is not a file mode`);
  return known;
}

/** A `.gitkeep` for every folder that the deletions leave empty, since git keeps no empty folder. */
export async function keepersFor(
  { gitdir, treeId }: Base,
  changes: readonly PathChange[],
): Promise<FileChange[]> {
  const gone = new Set(changes.filter(({ entry }) => !entry).map(({ path }) => path));
  const folders = new Set(
    [...gone].filter((p) => p.includes('/')).map((p) => p.replace(/\/[^/]*$/, '')),
  );
  const keepers: FileChange[] = [];
  for (const folder of folders) {
    const entry = treeId === undefined ? undefined : await entryAt(gitdir, treeId, folder);
    const left = entry ? await readTree(gitdir, entry.id) : [];
    const stays = left.some(({ name }) => !gone.has(`${folder}/${name}`));
    const filled = changes.some(({ path, entry: e }) => e && path.startsWith(`${folder}/`));
    if (!stays && !filled)
      keepers.push({ kind: 'put', path: `${folder}/.gitkeep`, content: Buffer.alloc(0) });
  }
  return keepers;
}
