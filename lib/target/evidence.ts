import { buildsWithoutChange } from '../aws/build/build';
import { branchTip } from '../aws/codecommit/repository';
import { getStages } from '../aws/pipeline/pipeline-state';
import { RecentActions } from '../aws/pipeline/recent-actions';
import { GitenvError } from '../errors';
import type { Release, ReleaseAction } from '../release/release';
import type { StageState } from '../release/state/stage';
import { type EnvironmentState, type Evidence, stateOf } from '../release/state/state';
import { type ActionsByRelease, deployAttempts, doubtfulBuilds } from '../release/state/what-runs';
import type { OpenEnvironment } from './open-environment';
import { Releases } from './releases';
import { orWhyNot } from './why-not';

/** How an environment is, and what that was told from. */
export interface SeenEnvironment {
  readonly evidence: Evidence;
  readonly state: EnvironmentState;
  /** The reading of its releases, for whoever has to know more of them. */
  readonly history: Releases;
}

/** An environment and the one before it. */
export interface SeenEnvironments {
  readonly own?: SeenEnvironment | undefined;
  readonly upstream?: SeenEnvironment | undefined;
}

/** A release whose end is known, with its actions in the order they started. */
export interface EndedRelease {
  readonly release: Pick<Release, 'id' | 'status'>;
  readonly actions: readonly ReleaseAction[];
}

/** How it is looked at an environment. */
export interface Looking {
  /** The tip if not as it was first seen. */
  readonly tip?: Promise<string | undefined>;
  /** The stages, if they are being asked for already. */
  readonly stages?: Promise<readonly StageState[]>;
  /** How a release is known to have ended, which AWS's lists may tell a moment later. */
  readonly ended?: EndedRelease;
  /** So many releases are looked at; without it, as many as tell what runs. */
  readonly most?: number;
}

/** For whoever goes back: at ten releases a day, three months. */
export const wholeHistory = 1000;

/**
 * Looks how an environment is, once: a page of its releases, a page of their actions, its stages and the branch's tip,
 * all at the same time. Older pages are asked for only if no success is among those.
 * @throws GitenvError NOT_INSTALLED, and what credentials and network may say
 */
export async function lookAt(
  open: OpenEnvironment,
  { tip: givenTip, stages: givenStages, ended, most }: Looking = {},
): Promise<SeenEnvironment> {
  const { account, pipeline } = open;
  const recent = new RecentActions(account, pipeline);
  const history = new Releases(open);
  const [tip, listed, stages] = await Promise.all([
    givenTip ?? open.tip(),
    history.until((known) => most === undefined && known.some(isSuccess), most),
    givenStages ?? getStages(account, pipeline),
    recent.first(),
  ]);
  await recent.backTo(neededSince(listed, recent.byRelease));
  const { releases, actions } = withEnd(ended, listed, recent.byRelease);
  // Whoever may not ask about builds is told that a deploy may have changed something.
  const without = await orWhyNot(buildsWithoutChange(account, doubtfulBuilds(releases, actions)));
  const known: Evidence = { tip, releases, actions, stages };
  const evidence =
    without instanceof GitenvError ? known : { ...known, buildsWithoutChange: without };
  return { evidence, state: stateOf(evidence), history };
}

/** The same after something has happened: the branch may have moved since it was first seen. */
export function lookAgain(
  open: OpenEnvironment,
  looking: Omit<Looking, 'tip'> = {},
): Promise<SeenEnvironment> {
  const { account, repository, environment } = open;
  return lookAt(open, { tip: branchTip(account, repository, environment.branch), ...looking });
}

function withEnd(
  ended: EndedRelease | undefined,
  releases: readonly Release[],
  actions: ActionsByRelease,
): Pick<Evidence, 'releases' | 'actions'> {
  if (!ended) return { releases, actions };
  const { id, status } = ended.release;
  return {
    releases: releases.map((it) => (it.id === id ? { ...it, status } : it)),
    actions: new Map([...actions, [id, ended.actions]]),
  };
}

/** All actions of the release that deployed what runs have to be known, and of those after it. */
function neededSince(releases: readonly Release[], actions: ActionsByRelease): Date {
  const known = releases.filter(({ id }) => actions.has(id));
  const deployed = deployAttempts(known, actions).find(({ status }) => status === 'Succeeded');
  const oldest = deployed?.release ?? releases.find(isSuccess) ?? releases.at(-1);
  return oldest?.startedAt ?? new Date();
}

const isSuccess = ({ status }: Release) => status === 'Succeeded';
