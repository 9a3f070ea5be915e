import { stages } from '../../contract';
import { runningRelease } from '../history/running';
import type { Release, ReleaseAction } from '../release';
import { chooseRollback, type RollbackChoice } from '../state/rollback-choice';
import { stateOf } from '../state/state';
import { titleOf } from '../wording';

/** What a release that came to nothing leaves behind. */
export interface Aftermath {
  /** What is in the environment now, as the end of a sentence; empty where nothing ever was. */
  readonly now: string;
  /** The command that puts the last good commit back, where that may be needed. */
  readonly wayBack: string | undefined;
}

/**
 * Before Deploy nothing of an environment changes; from then on only a deploy that succeeds says what is there.
 * @param releases of the environment, newest first, with this one
 */
export function aftermathOf(
  environment: string,
  release: Pick<Release, 'id' | 'commit' | 'status'>,
  actions: readonly ReleaseAction[],
  releases: readonly Release[],
): Aftermath {
  const others = releases.filter(({ id }) => id !== release.id);
  const running = runningRelease(others);
  const hasDeployed = actions.some(({ stage }) => stage === stages.deploy);
  const choice = choiceAfter(release, actions, releases);
  if (!hasDeployed) {
    const now = running === undefined ? '' : `; ${environment} still runs ${titleOf(running)}`;
    const goesBack = choice.kind === 'again';
    return { now, wayBack: goesBack ? wayBackBy(environment, choice) : undefined };
  }
  const now = `, and ${environment} may have been changed in part`;
  return { now, wayBack: wayBackBy(environment, choice) };
}

/** What a rollback would do next, of a release that has just ended. */
function choiceAfter(
  { id, commit, status }: Pick<Release, 'id' | 'commit' | 'status'>,
  own: readonly ReleaseAction[],
  releases: readonly Release[],
): RollbackChoice {
  const ended = releases.map((it) => (it.id === id ? { ...it, commit, status } : it));
  const actions = new Map([[id, own]]);
  const state = stateOf({ tip: commit, releases: ended, actions, stages: [] });
  return chooseRollback(state, ended, actions, { now: new Date(0), further: false });
}

function wayBackBy(environment: string, choice: RollbackChoice): string | undefined {
  if (choice.kind === 'back')
    return `gitenv rollback ${environment} puts ${titleOf(choice.to)} back`;
  if (choice.kind !== 'again') return undefined;
  const isRetry = choice.failed.status === 'Failed';
  return isRetry
    ? `gitenv retry ${environment} tries the rollback again`
    : `gitenv rollback ${environment} tries it again`;
}
