/** A project of one language within a repository: what builds and tests it. */
export interface CodeProject {
  /** As people call it. */
  readonly kind: string;
  /** The file that says so, and what of it. */
  readonly because: string;
  /** Lines of a script in sh that runs at the root, with `set -eu`: it fails if the project is not fit to be released. */
  readonly build: readonly string[];
  /** What is not done, and what to add to have it done. */
  readonly lacks?: readonly string[];
  /** Whether this makes files of that name at the root itself, so that no program can be called so. */
  readonly takes?: readonly string[];
}
