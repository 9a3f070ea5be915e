import type { Environment } from '../config/environment';
import type { Route } from '../config/path';
import type { GitPlace } from '../git/run';
import type { Progress } from '../release/following/progress';
import type { Override } from '../release/guards/override';
import { type Questioned, Releases } from '../target/guard-questions';
import { historySource, type OpenRoute, openTarget } from '../target/target';
import { bringBundle } from './bundle/bring-bundle';
import { sayBundle } from './bundle/say-bundle';
import { checkMove, type ProposedMove } from './check-move';
import { type Deployed, type MoveOptions, moveBranch } from './move-branch';
import { settingsOfTarget } from './require-settings';

export function routeTo(environment: Environment, named: (name: string) => Environment): Route {
  const { upstream } = environment;
  return { environment, upstream: upstream === undefined ? undefined : named(upstream) };
}

/**
 * Moves an environment's branch if no guard objects, or somebody insists with a reason.
 * @param beforeMove told once nothing stands in the way
 * @throws GitenvError what `checkMove` and `moveBranch` say
 */
export async function guardedMove(
  { target, upstream }: OpenRoute,
  to: string,
  options: MoveOptions & { readonly override: Override },
  progress: Progress,
  beforeMove?: () => Promise<void>,
): Promise<Deployed> {
  const { override, place } = options;
  const { environment } = target;
  const proposed = await propose({ target, upstream }, to, place, progress);
  const reason = await checkMove(proposed, { override, spelling: 'gitenv' }, place);
  const isBlind = override.guards.includes('unchecked');
  const brings = upstream && environment.bundles === 'promote' && override.guards.length === 0;
  const ready = async () => {
    if (brings) await bringBundle(to, await openTarget(upstream), target, progress);
    await beforeMove?.();
  };
  const branchMove = { commit: to, reason, upstream, isBlind, beforeMove: ready };
  const deployed = await moveBranch(target, branchMove, options, progress);
  if (upstream && deployed.release)
    await sayBundle(deployed.release, environment, questioned(upstream).account, progress);
  return deployed;
}

async function propose(
  { target, upstream }: OpenRoute,
  to: string,
  place: GitPlace,
  progress: Progress,
): Promise<ProposedMove> {
  const { environment, account, tip } = target;
  const own = { ...questioned(environment), opened: account };
  return {
    environment: environment.name,
    branch: environment.branch,
    to,
    tip,
    isForward: false,
    own: new Releases(own),
    upstream: upstream && { name: upstream.name, releases: new Releases(questioned(upstream)) },
    source: await historySource(target, place),
    settings: await settingsOfTarget(target, place, progress),
  };
}

function questioned({ name, profile, region, account, application }: Environment): Questioned {
  return { account: { profile, region, account, environment: name }, application };
}
