import type { Release } from './release';

/** How many commits behind the one that runs a rollback is expected to reach. */
export const rollbackTargets = 10;

/** The commits of these releases that succeeded, each once and the newest first: what runs, and where a rollback may go. */
export function goodCommits(releases: readonly Pick<Release, 'status' | 'commit'>[]): string[] {
  const good = releases.flatMap(({ status, commit }) =>
    status === 'Succeeded' && commit !== undefined ? [commit] : [],
  );
  return [...new Set(good)].slice(0, rollbackTargets + 1);
}

/** Of an environment whose deploys run in what their builds made. */
export interface Unprotected {
  /** Of how many commits that may be released again. */
  readonly looked: number;
  /** How many of them can be deployed in no other way. */
  readonly older: number;
}

/** What is said of it everywhere, without a full stop. */
export function describeUnprotected({ looked, older }: Unprotected): string {
  const exchange = 'a build may exchange what another release is about to deploy';
  if (looked === 0)
    return `not protected yet: no commit with today's kit was released; until then ${exchange}`;
  if (older === 0)
    return `not protected yet: ${exchange}; every commit can be deployed in the safer way by now`;
  const commits = `${older} of ${looked} commits that may be released again`;
  return `not protected yet: ${commits} need the old way, in which ${exchange}`;
}

/** Whether nothing needs the old way any more. */
export function mayBeProtected({ looked, older }: Unprotected): boolean {
  return looked > 0 && older === 0;
}
