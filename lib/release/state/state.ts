import { heldCommits } from '../history/hold';
import type { Release } from '../release';
import { type OnItsWay, onItsWay } from './on-its-way';
import type { StageState } from './stage';
import { type ActionsByRelease, type WhatRuns, whatRuns } from './what-runs';

/** What has to be asked to say how an environment is. */
export interface Evidence {
  /** The deploy branch's tip; undefined before the first push. */
  readonly tip: string | undefined;
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly actions: ActionsByRelease;
  readonly stages: readonly StageState[];
  /** Builds of deploys that are known to have changed nothing. */
  readonly buildsWithoutChange?: ReadonlySet<string>;
}

/** The one truth about an environment, which every command tells. */
export interface EnvironmentState extends WhatRuns {
  /** What should run: the branch's tip. */
  readonly wanted: string | undefined;
  /** Not over yet, newest first. */
  readonly onItsWay: readonly OnItsWay[];
  /** Commits that were rolled back and not released again since. */
  readonly held: ReadonlySet<string>;
  /** The newest release that ended without success since the running commit was deployed; undefined where the tip runs, and is good. */
  readonly failed: Release | undefined;
  /** Whether what should run is what runs, wholly and verified, and nothing is on its way. */
  readonly isSettled: boolean;
}

export function stateOf(evidence: Evidence): EnvironmentState {
  const { tip, releases, actions, stages, buildsWithoutChange } = evidence;
  const runs = whatRuns(releases, actions, buildsWithoutChange);
  const way = onItsWay(releases, stages);
  const isWhole = runs.partial === undefined && runs.unverified === undefined;
  const agrees = isWhole && runs.running?.release.commit === tip;
  return {
    ...runs,
    wanted: tip,
    onItsWay: way,
    held: heldCommits(releases),
    failed: agrees || way.length > 0 ? undefined : endedBadly(releases, runs),
    isSettled: agrees && way.length === 0 && tip !== undefined,
  };
}

/** The greeting of a new pipeline, which never learnt a commit, is no failure. */
function endedBadly(
  releases: readonly Release[],
  { running, partial }: WhatRuns,
): Release | undefined {
  const at = releases.findIndex(({ id }) => id === running?.release.id);
  const newer = at < 0 ? releases : releases.slice(0, at + 1);
  const found = newer.find(
    ({ status, commit }) =>
      commit !== undefined && ['Failed', 'Stopped', 'Cancelled'].includes(status),
  );
  return found ?? partial?.release;
}
