import { GitenvError } from '../errors';
import { fieldsOf, parsedObject } from '../fields';
import { shellWord } from '../shell-word';
import { type GitPlace, type GitTask, git } from './run';

/** One submodule as `.gitmodules` describes it. */
export interface SubmoduleEntry {
  readonly name: string;
  /** Relative to the root of the repository that has it. */
  readonly path: string;
  /** As it is written, which may be relative. */
  readonly url: string;
  /** `update = none`, by which git itself leaves it out of a clone unless it is asked for. */
  readonly isLeftOut: boolean;
}

/** A submodule of one commit. */
export interface Submodule extends SubmoduleEntry {
  /** The commit of the submodule's own repository. */
  readonly commit: string;
}

/** Which text to read: a file, or a blob of the repository. */
type Gitmodules = { readonly file: string } | { readonly blob: string };

/**
 * The submodules of a commit, from its own tree. What `.gitmodules` mentions and the tree lacks is none.
 * @throws GitenvError BAD_SUBMODULE where `.gitmodules` is not what git would write
 */
export async function submodulesOf(commit: string, place: GitPlace): Promise<Submodule[]> {
  const [file] = await git(treeEntries(commit, ['.gitmodules']), place);
  if (!file) return [];
  if (!file.mode.startsWith('100')) throw bad('.gitmodules is not a file');
  const entries = await readGitmodules({ blob: file.object }, place);
  if (entries.length === 0) return [];
  const tree = await git(
    treeEntries(
      commit,
      entries.map(({ path }) => path),
    ),
    place,
  );
  const links = new Map(tree.filter(isGitlink).map(({ path, object }) => [path, object]));
  return entries.flatMap((entry) => {
    const pinned = links.get(entry.path);
    return pinned === undefined ? [] : [{ ...entry, commit: pinned }];
  });
}

/** Whether a commit has anything to do with submodules: one call of git, for those that have not. */
export function mayUseOthers(commit: string): GitTask<boolean> {
  const { args } = treeEntries(commit, [], ['-r']);
  return {
    args,
    // Not taken apart: a tree may have a hundred thousand files.
    parse: ({ stdout }) => stdout.includes('\t.gitmodules\0') || /(^|\0)160000 /.test(stdout),
  };
}

/** Paths of a commit that are commits of other repositories, and that its `.gitmodules` does not mention. */
export async function strayLinksOf(
  commit: string,
  submodules: readonly SubmoduleEntry[],
  place: GitPlace,
): Promise<string[]> {
  const known = new Set(submodules.map(({ path }) => path));
  return (await gitlinksOf(commit, place)).filter((path) => !known.has(path));
}

/** Whether a commit has this file. */
export function hasFile(commit: string, path: string): GitTask<boolean> {
  const { args, parse } = treeEntries(commit, [path]);
  return { args, parse: (result) => parse(result).length > 0 };
}

/** Every path of a commit that is a commit of another repository, whether `.gitmodules` mentions it or not. */
async function gitlinksOf(commit: string, place: GitPlace): Promise<string[]> {
  const entries = await git(treeEntries(commit, [], ['-r']), place);
  return entries.filter(isGitlink).map(({ path }) => path);
}

/** Paths of a commit that are more than plain files. */
export function programsAndLinks(
  commit: string,
): GitTask<{ programs: readonly string[]; links: readonly string[] }> {
  const { args, parse } = treeEntries(commit, [], ['-r']);
  const pathsOf = (entries: readonly TreeEntry[], wanted: string) =>
    entries.filter(({ mode }) => mode === wanted).map(({ path }) => path);
  return {
    args,
    parse: (result) => {
      const entries = parse(result);
      return { programs: pathsOf(entries, '100755'), links: pathsOf(entries, '120000') };
    },
  };
}

/** @throws GitenvError BAD_SUBMODULE */
export async function readGitmodules(from: Gitmodules, place: GitPlace): Promise<SubmoduleEntry[]> {
  const settings = await git(settingsIn(from), place);
  if (!settings) throw bad('.gitmodules cannot be read');
  const found = new Map<string, { path?: string; url?: string; update?: string }>();
  for (const { name, key, value } of settings) {
    const entry = found.get(name) ?? {};
    if (entry[key] !== undefined)
      throw bad(`.gitmodules has two values for the ${key} of ${quoted(name)}`);
    found.set(name, { ...entry, [key]: value });
  }
  return [...found].flatMap(([name, { path, url, update }]) => {
    if (path === undefined) return [];
    checkName(name);
    checkPath(path, name);
    if (url === undefined) throw bad(`.gitmodules has no url for ${quoted(path)}`);
    return [{ name, path, url, isLeftOut: update === 'none' }];
  });
}

interface Setting {
  readonly name: string;
  readonly key: 'path' | 'url' | 'update';
  readonly value: string;
}

/** Undefined where git cannot read the text. */
function settingsIn(from: Gitmodules): GitTask<Setting[] | undefined> {
  const source = 'file' in from ? ['--file', from.file] : ['--blob', from.blob];
  return {
    args: ['config', ...source, '--null', '--list'],
    answers: [1, 3, 128],
    parse: ({ exitCode, stdout }) =>
      exitCode === 0 ? stdout.split('\0').flatMap((text) => settingOf(text) ?? []) : undefined,
  };
}

/** `submodule.<name>.<key>`, a newline, and the value. */
function settingOf(text: string): Setting | undefined {
  const [, name, key, value = ''] =
    /^submodule\.([^\n]*)\.(path|url|update)(?:\n(.*))?$/s.exec(text) ?? [];
  return name === undefined ? undefined : { name, key: key as Setting['key'], value };
}

interface TreeEntry {
  readonly mode: string;
  readonly object: string;
  readonly path: string;
}

const isGitlink = ({ mode }: TreeEntry) => mode === '160000';

function treeEntries(
  commit: string,
  paths: readonly string[],
  options: readonly string[] = [],
): GitTask<TreeEntry[]> {
  return {
    args: [
      '--literal-pathspecs',
      'ls-tree',
      '--full-tree',
      '-z',
      ...options,
      commit,
      '--',
      ...paths,
    ],
    parse: ({ stdout }) =>
      stdout
        .split('\0')
        .filter(Boolean)
        .map((line) => {
          const tab = line.indexOf('\t');
          const [mode = '', , object = ''] = line.slice(0, tab).split(' ');
          return { mode, object, path: line.slice(tab + 1) };
        }),
  };
}

/** A name is a folder below `.git/modules`, and must not lead out of it. */
function checkName(name: string): void {
  if (name !== '' && isInside(name)) return;
  throw bad(`.gitmodules has the name ${quoted(name)}, which could lead anywhere`);
}

function checkPath(path: string, name: string): void {
  const isGit = path.split('/').some((part) => /^\.git$/i.test(part));
  if (path !== '' && !isGit && isInside(path)) return;
  throw bad(
    `.gitmodules has the path ${quoted(path)} for ${quoted(name)}, which could lead anywhere`,
  );
}

function isInside(path: string): boolean {
  const parts = path.split('/');
  return !path.startsWith('-') && parts.every((part) => !['', '.', '..'].includes(part));
}

/** A name that others chose, so that it can do nothing to a terminal. */
export function quoted(text: string): string {
  return /\p{Cc}/u.test(text) ? JSON.stringify(text) : `'${text}'`;
}

/** A path as it can be typed into a command. */
export function typed(path: string): string {
  return shellWord(path);
}

function bad(what: string): GitenvError {
  return new GitenvError('BAD_SUBMODULE', `${what}`, {
    changed: 'nothing',
    advice: 'Correct .gitmodules, and commit that.',
  });
}

/**
 * Paths of submodules that `gitenv.json` leaves out, `"submodules": { "<path>": false }`, read without checking the rest of it.
 * @param text none where the commit has no such file
 */
export function leftOutIn(text: string | undefined): ReadonlySet<string> {
  const entries = Object.entries(fieldsOf(parsedObject(text ?? '')?.submodules));
  return new Set(entries.filter(([, wanted]) => wanted === false).map(([path]) => path));
}
