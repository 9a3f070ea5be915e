import type { StackChange } from '../../aws/stack/stack';
import { defaultBranch } from '../../contract';
import { abandon, changesAnything, type Prepared } from './install';
import type { InitPort, PlannedGuard } from './port';
import { type Effect, effectOf, refuseNews, refuseToStop } from './releases';

/** What was agreed to beforehand. */
export interface Agreed {
  /** Whether the pipelines that are new let nothing enter Deploy. */
  readonly hold: boolean;
  /** Whether a change of a pipeline may stop what is on its way. */
  readonly stopReleases: boolean;
  /** The command as it was typed, which is to be typed again with more. */
  readonly typed: string;
}

/**
 * Shows what would change, and what that does to releases; asks; then looks once more, since asking takes time. Where it does
 * not go on, the plans are taken back.
 * @returns what carrying the plans out does to releases
 * @throws GitenvError WOULD_STOP_RELEASE, LOST_LEASE, DECLINED, CONFIRMATION_NEEDED
 */
export async function consent(
  prepared: readonly Prepared[],
  agreed: Agreed,
  port: InitPort,
): Promise<readonly Effect[]> {
  const changing = prepared.filter(changesAnything);
  if (changing.length === 0) return [];
  try {
    const told = await Promise.all(changing.map(effectOf));
    refuseToStop(told, agreed);
    sayPlans(changing, port);
    sayEffects(changing, told, agreed, port);
    await port.confirm(questionOf(told, agreed));
    const now = await Promise.all(changing.map(effectOf));
    refuseNews(told, now, agreed);
    return now;
  } catch (error) {
    await Promise.allSettled(prepared.map(abandon));
    throw error;
  }
}

function sayEffects(
  [one]: readonly Prepared[],
  effects: readonly Effect[],
  { hold }: Agreed,
  port: InitPort,
): void {
  const branch = one?.config.branch ?? defaultBranch;
  for (const { environment, starts, stops } of effects) {
    if (starts) port.say({ kind: 'startsRelease', environment, branch, ...starts, isHeld: hold });
    for (const way of stops) port.say({ kind: 'stopsRelease', environment, way });
  }
}

function questionOf(effects: readonly Effect[], { hold }: Agreed): string {
  const started = effects.flatMap(({ environment, starts }) =>
    starts && !hold ? [`release ${starts.commit.slice(0, 8)} in ${environment}`] : [],
  );
  const stopped = effects.flatMap(({ environment, stops }) =>
    stops.map(
      ({ release }) =>
        `stop ${release.commit?.slice(0, 8) ?? `the release ${release.id}`} in ${environment}`,
    ),
  );
  const names = effects.map(({ environment }) => environment).join(', ');
  return `${[`Apply this to ${names}`, ...started, ...stopped].join(', and ')}?`;
}

/** Environments that change alike are shown together. */
function sayPlans(prepared: readonly Prepared[], port: InitPort): void {
  const alike = new Map<string, { environments: string[]; one: Prepared }>();
  for (const one of prepared) {
    const { environment, plan, missing } = one;
    const shown = shownOf(plan?.changes);
    const guard = guardOf(one);
    const key = JSON.stringify([
      plan?.isNew,
      shown,
      missing,
      guard?.becomes,
      shownOf(guard?.changes),
    ]);
    const group = alike.get(key) ?? { environments: [], one };
    group.environments.push(environment);
    alike.set(key, group);
  }
  for (const { environments, one } of alike.values()) {
    const { plan, missing: repositories } = one;
    const { isNew = false, changes } = plan ?? {};
    const guard = guardOf(one);
    port.say({ kind: 'planned', environments, isNew, changes, repositories, guard });
  }
}

function shownOf(changes: readonly StackChange[] | undefined) {
  return changes?.map(({ physicalId, ...change }) => change);
}

function guardOf({ guarding }: Prepared): PlannedGuard | undefined {
  const { plan, follows = false, gone } = guarding ?? {};
  if (plan) return { becomes: plan.isNew ? 'new' : 'changed', changes: plan.changes };
  if (follows) return { becomes: 'following', changes: [] };
  return gone && { becomes: 'gone', changes: [] };
}
