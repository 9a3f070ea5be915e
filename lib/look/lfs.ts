import { configFile } from '../contract';
import { filesOfSize } from '../git/files/commit-files';
import { hasLfs } from '../git/files/lfs';
import { git } from '../git/run';
import { shellWord } from '../shell-word';
import type { CommitView } from './commit-view';
import { configOf } from './config-of';
import type { Spec } from './spec';
import { type Trouble, words } from './trouble';

/** A pointer is a text of a few lines, which names the file's digest and its size. */
const sizes = { least: 100, most: 1024 };
const isPointer = (text: string | undefined) =>
  text?.startsWith('version https://git-lfs.github.com/spec/') ?? false;

const attributes = /(^|\/)\.gitattributes$/;

/** The files that say which files Git LFS keeps. */
export function attributeFiles(view: CommitView): string[] {
  return view.paths.filter((path) => attributes.test(path));
}

/** Files of the commit that builds get as pointers of Git LFS, of which CodeCommit knows nothing. */
export async function pointersIn(view: CommitView): Promise<string[]> {
  const isUsed = attributeFiles(view).some((path) =>
    /^[^#\n]*\bfilter=lfs\b/m.test(view.textOf(path) ?? ''),
  );
  if (!isUsed) return [];
  const small = await git(filesOfSize(view.commit, sizes.least, sizes.most), view.place);
  const paths = small.map(({ path }) => path);
  await view.read(paths);
  return paths.filter((path) => isPointer(view.textOf(path)));
}

/** @param specs a build that sees to them itself names `lfs` in a command, or in what it runs */
export async function lfsTroubles(view: CommitView, specs: readonly Spec[]): Promise<Trouble[]> {
  const isAccepted = configOf(view).lfs === 'pointers';
  const isFetched = specs.some(({ commands }) => commands.some((it) => /\blfs\b/.test(it)));
  if (isAccepted || isFetched || /\blfs\b/.test(view.textOf('build') ?? '')) return [];
  const pointers = await pointersIn(view);
  const [first] = pointers;
  if (first === undefined) return [];
  const missing = (await git(hasLfs, view.place))
    ? ''
    : 'git-lfs, which alone can bring the files themselves, is not installed here: install it first. ';
  const rest = pointers.length === 1 ? '' : ` and ${pointers.length - 1} more`;
  return [
    {
      what: `${first}${rest} would reach the build as Git LFS pointers of some 130 bytes, because CodeCommit keeps no LFS files`,
      advice: `${missing}This keeps them in git itself from now on. If no build needs them, write "lfs": "pointers" in ${configFile} instead, and commit that.`,
      fix: untracking(view),
    },
  ];
}

/** Git LFS itself is asked to let go, so that files come back as what they are. */
function untracking(view: CommitView): string {
  const lines = attributeFiles(view).flatMap((path) => (view.textOf(path) ?? '').split('\n'));
  const patterns = lines.filter((it) => /\bfilter=lfs\b/.test(it)).map((it) => it.split(/\s/)[0]);
  const { git } = words;
  return `${git} lfs untrack ${patterns.map((it = '') => shellWord(it)).join(' ')} && ${git} add --renormalize . && ${git} commit -m 'Keep files in git'`;
}
