import { blobs } from '../git/files/blobs';
import { type CommitFile, filesOf, modes } from '../git/files/commit-files';
import { type GitPlace, git } from '../git/run';

export type PathKind = 'file' | 'program' | 'link' | 'folder' | 'submodule';

const kinds: Readonly<Record<string, PathKind>> = {
  [modes.file]: 'file',
  [modes.program]: 'program',
  [modes.link]: 'link',
  [modes.submodule]: 'submodule',
};

/** The files of one commit, and the contents of those that were read. */
export class CommitView {
  private readonly files: ReadonlyMap<string, CommitFile>;
  private readonly contents = new Map<string, string>();

  private constructor(
    readonly commit: string,
    readonly place: GitPlace,
    files: readonly CommitFile[],
  ) {
    this.files = new Map(files.map((file) => [file.path, file]));
  }

  /** @returns undefined where the commit is not here */
  static async of(commit: string, place: GitPlace): Promise<CommitView | undefined> {
    const files = await git(filesOf(commit), place);
    return files && new CommitView(commit, place, files);
  }

  get paths(): string[] {
    return [...this.files.keys()];
  }

  /** What the commit has there; undefined where it has nothing. What lies in a submodule cannot be told from `submodule`. */
  kindOf(path: string): PathKind | undefined {
    const file = this.files.get(path);
    if (file) return kinds[file.mode] ?? 'file';
    if (this.isBelowSubmodule(path)) return 'submodule';
    return this.paths.some((it) => it.startsWith(`${path}/`)) ? 'folder' : undefined;
  }

  /** Reads files, those that the commit has, in one call of git. */
  async read(paths: readonly string[]): Promise<void> {
    const wanted = paths.flatMap((path) => {
      const file = this.files.get(path);
      return file && file.mode !== modes.submodule && !this.contents.has(path) ? [file] : [];
    });
    if (wanted.length === 0) return;
    const found = await git(blobs(wanted.map(({ object }) => object)), this.place);
    for (const { path, object } of wanted) {
      const text = found.get(object);
      if (text !== undefined) this.contents.set(path, text);
    }
  }

  /** The content of a file that was read before. */
  textOf(path: string): string | undefined {
    return this.contents.get(path);
  }

  private isBelowSubmodule(path: string): boolean {
    const parts = path.split('/');
    return parts.some(
      (_, index) => this.files.get(parts.slice(0, index).join('/'))?.mode === modes.submodule,
    );
  }
}
