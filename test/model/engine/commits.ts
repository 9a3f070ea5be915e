import fs from 'node:fs';
import { type CommitObject, writeCommit, writeTree } from 'isomorphic-git';

/**
 * How the release of a commit goes: `bad` is deployed and then found to be wrong by people; `hangs` never ends its
 * deploy; the last two fail.
 */
export type Kind = 'good' | 'bad' | 'hangs' | 'fails to build' | 'fails to deploy';

interface Written {
  readonly name: string;
  readonly kind: Kind;
  readonly parents: readonly string[];
}

/** Two lines of work: each commit is named by its place, and knows what it was made from. */
const written: readonly Written[] = [
  { name: 'm0', kind: 'good', parents: [] },
  { name: 'm1', kind: 'bad', parents: ['m0'] },
  { name: 'm2', kind: 'good', parents: ['m1'] },
  { name: 'm3', kind: 'fails to deploy', parents: ['m2'] },
  { name: 'm4', kind: 'good', parents: ['m3'] },
  { name: 'm5', kind: 'hangs', parents: ['m4'] },
  { name: 'm6', kind: 'good', parents: ['m5'] },
  { name: 's3', kind: 'fails to build', parents: ['m2'] },
  { name: 's4', kind: 'good', parents: ['s3'] },
  { name: 'm7', kind: 'good', parents: ['m6', 's4'] },
];

export interface Commit extends Written {
  readonly id: string;
  /** The ids of everything that it has, itself included. */
  readonly has: ReadonlySet<string>;
}

/** The commits that people push, and what they know of them. */
export class Commits {
  private constructor(readonly all: readonly Commit[]) {}

  /** Writes them into a repository. The same commits have the same ids everywhere. */
  static async write(gitdir: string): Promise<Commits> {
    const tree = await writeTree({ fs, gitdir, tree: [] });
    const all: Commit[] = [];
    for (const { name, kind, parents } of written) {
      const before = all.filter((one) => parents.includes(one.name));
      const author = { name: 'Ann', email: 'ann@example.com', timestamp: 0, timezoneOffset: 0 };
      const commit: CommitObject = {
        message: `${name} ${kind}\n`,
        tree,
        parent: before.map(({ id }) => id),
        author,
        committer: author,
      };
      const id = await writeCommit({ fs, gitdir, commit });
      const has = new Set([id, ...before.flatMap((one) => [...one.has])]);
      all.push({ name, kind, parents, id, has });
    }
    return new Commits(all);
  }

  /** The commit of that id, or of that place. */
  find(wanted: string): Commit {
    const found = this.all.find(({ id, name }) => id === wanted || name === wanted);
    if (!found) throw new Error(`there is no commit '${wanted}'`);
    return found;
  }

  nameOf(id: string | undefined): string {
    return this.all.find((one) => one.id === id)?.name ?? id ?? 'nothing';
  }
}
