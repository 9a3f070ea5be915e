import { actionPages, getStages } from '../aws/pipeline/pipeline-state';
import type { Release, ReleaseAction } from '../release/release';
import { type EnvironmentState, type Evidence, stateOf } from '../release/state/state';
import type { ActionsByRelease } from '../release/state/what-runs';
import type { OpenEnvironment } from './open-environment';
import { Releases } from './releases';

/** How an environment is, and what that was told from. */
export interface KnownState {
  readonly evidence: Evidence;
  readonly state: EnvironmentState;
}

/** How much of the history is looked at: at ten releases a day, three months. */
const searched = 1000;

/**
 * Looks how an environment is. The tip is the one that was seen first, on which a move has its lease.
 * @param most releases that are looked at
 * @throws GitenvError NOT_INSTALLED, and what credentials and network may say
 */
export async function stateNow(open: OpenEnvironment, most = searched): Promise<KnownState> {
  const { account, pipeline } = open;
  const [tip, releases, stages] = await Promise.all([
    open.tip(),
    new Releases(open).latest(most),
    getStages(account, pipeline),
  ]);
  const actions = await actionsOf(open, backToSuccess(releases));
  const evidence = { tip, releases, actions, stages };
  return { evidence, state: stateOf(evidence) };
}

/** What ran before the newest success matters no more to what runs. */
function backToSuccess(releases: readonly Release[]): readonly Release[] {
  const at = releases.findIndex(({ status }) => status === 'Succeeded');
  return at < 0 ? releases : releases.slice(0, at + 1);
}

/**
 * The actions of these releases. The list is asked for as far back as the oldest of them began; a release that has no
 * action yet is missing.
 * @param releases newest first
 */
async function actionsOf(
  { account, pipeline }: OpenEnvironment,
  releases: readonly Release[],
): Promise<ActionsByRelease> {
  const wanted = new Set(releases.map(({ id }) => id));
  const oldest = releases.at(-1)?.startedAt.getTime() ?? Number.POSITIVE_INFINITY;
  const found = new Map<string, ReleaseAction[]>();
  if (wanted.size === 0) return found;
  for await (const page of actionPages(account, pipeline)) {
    for (const { releaseId, action } of page)
      if (wanted.has(releaseId)) found.set(releaseId, [action, ...(found.get(releaseId) ?? [])]);
    const last = page.at(-1);
    if (last && last.action.updatedAt.getTime() < oldest) break;
  }
  return found;
}
