import type { GitTask } from './run';

/** One file that differs between two commits. */
export interface ChangedFile {
  readonly path: string;
  /** What it was called before; undefined where it kept its name. */
  readonly from: string | undefined;
  /** Lines; undefined in a binary file. */
  readonly added: number | undefined;
  readonly removed: number | undefined;
}

/** The files that differ, in the order of their names. */
export function changedFiles(from: string, to: string): GitTask<ChangedFile[]> {
  return {
    args: [
      'diff',
      '--numstat',
      '--find-renames',
      '--no-ext-diff',
      '--no-textconv',
      '-z',
      '--end-of-options',
      from,
      to,
      '--',
    ],
    parse: ({ stdout }) => parseNumstat(stdout),
  };
}

/** The tree without any file, which the first release is compared with. */
export const emptyTree: GitTask<string> = {
  args: ['hash-object', '-t', 'tree', '--stdin'],
  input: '',
  parse: ({ stdout }) => stdout.trim(),
};

/** `added\tremoved\tpath\0`, and for a renamed file `added\tremoved\t\0old\0new\0`. */
function parseNumstat(text: string): ChangedFile[] {
  const fields = text.split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at < fields.length - 1; at += 1) {
    const [added = '', removed = '', ...name] = (fields[at] ?? '').split('\t');
    const kept = name.join('\t');
    const counts = { added: countOf(added), removed: countOf(removed) };
    if (kept !== '') files.push({ path: kept, from: undefined, ...counts });
    else {
      files.push({ path: fields[at + 2] ?? '', from: fields[at + 1], ...counts });
      at += 2;
    }
  }
  return files;
}

function countOf(field: string): number | undefined {
  return field === '-' ? undefined : Number(field);
}
