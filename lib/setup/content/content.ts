/** A file that a repository begins with; from then on it is the repository's own. */
export interface StarterFile {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
  readonly isProgram: boolean;
}
