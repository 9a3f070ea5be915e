import { readObject } from './objects';

export interface TreeEntry {
  /** As git writes it: `100644`, `100755`, `120000` (symbolic link), `160000` (submodule), `40000` (folder). */
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

export const isFolder = ({ mode }: TreeEntry) => mode === '40000';
export const isSubmodule = ({ mode }: TreeEntry) => mode === '160000';
export const isSymbolicLink = ({ mode }: TreeEntry) => mode === '120000';

export async function readTree(gitdir: string, id: string): Promise<TreeEntry[]> {
  const object = await readObject(gitdir, id);
  return object?.type === 'tree' ? parseTree(object.content) : [];
}

/** A tree object is `<mode> <name>`, a zero byte and twenty bytes of id, over and over. */
export function parseTree(content: Buffer): TreeEntry[] {
  const entries: TreeEntry[] = [];
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const zero = content.indexOf(0, space);
    entries.push({
      mode: content.toString('latin1', at, space).replace(/^0/, ''),
      name: content.toString('utf8', space + 1, zero),
      id: content.toString('hex', zero + 1, zero + 21),
    });
    at = zero + 21;
  }
  return entries;
}

/** What stands at a path below a tree; the tree itself for the empty path. */
export async function entryAt(
  gitdir: string,
  treeId: string,
  path: string,
): Promise<TreeEntry | undefined> {
  let entry: TreeEntry | undefined = { mode: '40000', name: '', id: treeId };
  for (const part of path.split('/').filter((name) => name !== '')) {
    if (!entry || !isFolder(entry)) return undefined;
    const entries: TreeEntry[] = await readTree(gitdir, entry.id);
    entry = entries.find(({ name }) => name === part);
  }
  return entry;
}
