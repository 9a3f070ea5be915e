import type { GitPlace } from '../git/run';

/** Where history that this clone lacks can be fetched from. */
export interface HistorySource {
  readonly environment: string;
  readonly cloneUrl: string;
  /** Full name of the branch. */
  readonly ref: string;
  /** The place, with the right to speak to the address. */
  readonly place: GitPlace;
}
