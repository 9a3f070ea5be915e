import type { Release, ReleaseAction, ReleaseStatus } from '../../../lib/release/release';
import type { ActionsByRelease } from '../../../lib/release/state/what-runs';
import { stopText, withdrawn } from '../../../lib/release/stop';

const start = Date.parse('2026-01-01T10:00:00Z');
const minute = 60_000;

export interface Told {
  /** Newest first. */
  readonly releases: readonly Release[];
  readonly actions: ActionsByRelease;
  /** The commit of the newest release, which is where the branch is. */
  readonly tip: string | undefined;
  /** A minute after the newest release began. */
  readonly now: Date;
}

/**
 * A history written oldest first: `A ok, B failed in Deploy, A failed in Build, C running in Deploy`. `A stopped in Deploy`
 * leaves the deploy abandoned; `B live` is a stopped release whose deploy succeeded all the same. Only what ends in Gate or in
 * Verify has those actions.
 */
export function told(story: string): Told {
  const items = story.split(', ').map((text, index) => itemOf(text, index));
  const releases = items.map(({ release }) => release).reverse();
  return {
    releases,
    actions: new Map(items.map(({ release, actions }) => [release.id, actions])),
    tip: releases[0]?.commit,
    now: new Date(start + items.length * minute),
  };
}

function itemOf(text: string, index: number) {
  const [, commit = '', word = '', stage = 'Deploy'] =
    /^(\S+) (\S+)(?: in (\S+))?$/.exec(text) ?? [];
  const statuses: Record<string, ReleaseStatus> = {
    ok: 'Succeeded',
    failed: 'Failed',
    stopped: 'Stopped',
    withdrawn: 'Stopped',
    live: 'Stopped',
    running: 'InProgress',
  };
  const status = statuses[word] ?? 'InProgress';
  const startedAt = new Date(start + index * minute);
  const release: Release = {
    id: `release-${index}`,
    status,
    commit,
    subject: '',
    startedAt,
    updatedAt: new Date(startedAt.getTime() + minute / 2),
    pushedBy: undefined,
    trigger: undefined,
    triggerDetail: undefined,
    ...(word === 'withdrawn' && { stopReason: stopText({ by: 'ann', reason: withdrawn }) }),
  };
  return { release, actions: actionsOf(release, word, stage) };
}

function actionsOf(
  { id, startedAt, updatedAt }: Release,
  word: string,
  last: string,
): ReleaseAction[] {
  const ends: Record<string, ReleaseAction['status']> = {
    ok: 'Succeeded',
    live: 'Succeeded',
    failed: 'Failed',
    stopped: 'Abandoned',
  };
  const inDeploy = last === 'Gate' ? ['Gate'] : ['Deploy', 'Verify'];
  const names = ['Source', 'Build', ...inDeploy];
  return names.slice(0, names.indexOf(last) + 1).map((name) => ({
    id: `${id}-${name}`,
    stage: inDeploy.includes(name) ? 'Deploy' : name,
    name,
    status: name === last ? (ends[word] ?? 'InProgress') : 'Succeeded',
    startedAt,
    updatedAt,
    summary: undefined,
    buildId: name === 'Source' ? undefined : `${name.toLowerCase()}:${id}`,
    variables: {},
  }));
}
