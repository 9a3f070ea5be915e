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
      '--ignore-submodules=none',
      '-z',
      '--end-of-options',
      from,
      to,
      '--',
    ],
    parse: ({ stdout }) => parseNumstat(stdout),
  };
}

/** A path that is a commit of another repository, in one of two commits at least. */
export interface ChangedLink {
  readonly path: string;
  /** The other repository's commit; undefined where the path is none in the first of the two. */
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** The submodules that differ, in the order of their paths. */
export function changedLinks(from: string, to: string): GitTask<ChangedLink[]> {
  return {
    args: [
      ...[
        'diff',
        '--raw',
        '--no-abbrev',
        '--no-renames',
        '--no-ext-diff',
        '--ignore-submodules=none',
      ],
      ...['-z', '--end-of-options', from, to, '--'],
    ],
    parse: ({ stdout }) => parseRaw(stdout),
  };
}

/** `:mode mode object object status\0path\0`. */
function parseRaw(text: string): ChangedLink[] {
  const fields = text.split('\0');
  const links: ChangedLink[] = [];
  for (let at = 0; at < fields.length - 1; at += 2) {
    const [before, after, from, to] = (fields[at] ?? '').slice(1).split(' ');
    const [was, is] = [before === linkMode, after === linkMode];
    if (!was && !is) continue;
    links.push({
      path: fields[at + 1] ?? '',
      from: was ? from : undefined,
      to: is ? to : undefined,
    });
  }
  return links;
}

const linkMode = '160000';

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
