import type { KitSettings } from './settings';

/** Where a commit is built. It is told nothing of the environment, because the bundle belongs to the commit. */
export interface BuildSite {
  /** The commit's work tree. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Tells the build's log. */
  say(line: string): void;
}

/**
 * A kit's own build: checks and tests the commit, and gathers beside it what its deploy needs.
 * @throws Error where the commit is not fit to be released
 */
export type Builder = (site: BuildSite, settings: KitSettings) => Promise<void>;
