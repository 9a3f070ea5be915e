import type { Environment } from '../environment';
import type { Override } from '../release/override';
import type { Route } from '../release/path';
import { checkMove } from './check-move';
import { type Questioned, Releases } from './guard-questions';
import { type Deployed, type MoveOptions, moveBranch } from './move-branch';
import type { Progress } from './progress';
import { settingsOfTarget } from './require-settings';
import { historySource, type Target } from './target';

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
  { target, upstream }: Route & { readonly target: Target },
  to: string,
  options: MoveOptions & { readonly override: Override },
  progress: Progress,
  beforeMove?: () => Promise<void>,
): Promise<Deployed> {
  const { environment, account, tip } = target;
  const own = { ...questioned(environment), credentials: await account.credentials() };
  const move = {
    environment: environment.name,
    branch: environment.branch,
    to,
    tip,
    isForward: false,
    own: new Releases(own),
    upstream: upstream && { name: upstream.name, releases: new Releases(questioned(upstream)) },
    source: await historySource(target, options.place),
    settings: await settingsOfTarget(target, options.place, progress),
  };
  const { override, place } = options;
  const reason = await checkMove(move, { override, spelling: 'gitenv' }, place);
  const isBlind = override.guards.includes('unchecked');
  return moveBranch(target, { commit: to, reason, isBlind, beforeMove }, options, progress);
}

function questioned({ name, profile, region, account, application }: Environment): Questioned {
  return { account: { profile, region, account, environment: name }, application };
}
