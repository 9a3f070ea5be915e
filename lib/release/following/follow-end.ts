import { actions as actionNames, verifyProgram } from '../../action-names';
import { type ErrorCode, GitenvError } from '../../errors';
import { exitStatuses } from '../../exit-statuses';
import { type Obstacle, obstacleIn, whomToAsk } from '../../obstacle';
import { describeFailed } from '../condition';
import type { Release, ReleaseAction } from '../release';
import { chooseRollback } from '../state/rollback-choice';
import type { EnvironmentState, Evidence } from '../state/state';
import { describeRuns } from '../state/words';
import { parseStop } from '../stop';
import { failedAction } from '../verdict';
import { shortCommit, titleOf } from '../wording';
import { conclusionOf, type Snapshot } from './follow';

/** How the environment is once the release has ended, and what that was told from. */
export interface SeenAtEnd {
  readonly state: EnvironmentState;
  readonly evidence: Evidence;
}

/**
 * A release that ended without success: where and why, what is there now, and the ways out of it.
 * @param seen undefined where it cannot be asked
 */
export function endedBadly(
  environment: string,
  snapshot: Snapshot,
  seen: SeenAtEnd | undefined,
): GitenvError {
  const { release, actions, condition } = snapshot;
  const ending = `${environment}: ${conclusionOf(release)}${stoppedBy(release, seen)}`;
  const action = release.status === 'Failed' ? failedAction(actions) : undefined;
  const isCondition = release.status === 'Failed' && action === undefined && condition?.hasFailed;
  const where = isCondition
    ? `: ${describeFailed(condition)}`
    : action === undefined
      ? ''
      : whereItFailed(action);
  const obstacle = obstacleOf(actions);
  const why = {
    isObstructed: obstacle !== undefined,
    isAtFault: isCommitAtFault(actions),
    isRefused: action === actionNames.gate,
  };
  const ways = waysOut(environment, release, seen, why);
  const out = obstacle === undefined ? [] : [whomToAsk(obstacle)];
  return new GitenvError(
    'RELEASE_FAILED',
    `${ending}${where}${nowThere(environment, snapshot, seen)}`,
    {
      further: obstacle && `${obstacle.what}.`,
      advice: [...out, ...(ways.length > 1 ? [inWords(ways)] : [])].join(' '),
      hint: ways.map(({ command }) => command).join('\n'),
    },
  );
}

/** A refusal is no failure of anything, and where what was deployed does not verify, its deploy did not fail. */
function whereItFailed(action: string): string {
  if (action === actionNames.gate) return ': the gate did not let it pass';
  return action === actionNames.verify
    ? ` in ${action}, because ./${verifyProgram} failed after its deploy`
    : ` in ${action}`;
}

/** What is in the environment now, as the end of a sentence; empty if nothing ever was. */
function nowThere(
  environment: string,
  { release, actions }: Snapshot,
  seen: SeenAtEnd | undefined,
): string {
  // What is there now is up to the release that came after.
  if (release.status === 'Superseded') return '';
  if (!seen) {
    const hasDeployed = actions.some(({ name }) => name === actionNames.deploy);
    return hasDeployed ? `; whether it has changed ${environment} is unknown` : '';
  }
  const { running, partial } = seen.state;
  if (hasMovedOn(release, seen))
    return `; the branch was moved to ${shortCommit(seen.state.wanted)} meanwhile`;
  if (partial) return `; ${environment} ${describeRuns(seen.state)}`;
  if (!running) return '';
  const still = running.release.commit === release.commit ? '' : 'still ';
  return `; ${environment} ${still}runs ${titleOf(running.release)}`;
}

/** Whether somebody has moved the branch away from it, as `gitenv rollback --now` does: nobody means it any more. */
function hasMovedOn({ commit }: Release, { state: { wanted } }: SeenAtEnd): boolean {
  return commit !== undefined && wanted !== undefined && wanted !== commit;
}

/** Who ended it and why, as the end of a sentence; empty if it ended by itself, or nobody has said. */
function stoppedBy({ id, status }: Release, seen: SeenAtEnd | undefined): string {
  const { stopReason } = seen?.evidence.releases.find((it) => it.id === id) ?? {};
  if (status !== 'Stopped' || stopReason === undefined) return '';
  const { by, reason } = parseStop(stopReason);
  return `${by === undefined ? '' : ` by ${by}`}${reason === '' ? '' : ` (${reason})`}`;
}

interface WayOut {
  /** What it does, as a part of a sentence. */
  readonly words: string;
  readonly command: string;
}

/** AWS never learns the commit of a release that fails in Source, where nothing is built that has a log. */
function hasNoBuild({ id }: Release, seen: SeenAtEnd | undefined): boolean {
  const known = seen?.evidence.releases.find((it) => it.id === id);
  return known !== undefined && known.commit === undefined;
}

/** What is known of why it ended badly. */
interface Why {
  readonly isObstructed: boolean;
  readonly isAtFault: boolean;
  readonly isRefused: boolean;
}

/** To go on, to go back, and to look. */
function waysOut(
  environment: string,
  release: Release,
  seen: SeenAtEnd | undefined,
  { isObstructed, isAtFault, isRefused }: Why,
): WayOut[] {
  const { status, commit } = release;
  const short = shortCommit(commit);
  if (status === 'Superseded') return [{ words: 'watch', command: `gitenv watch ${environment}` }];
  const look = hasNoBuild(release, seen)
    ? { words: 'look at the history', command: `gitenv history ${environment}` }
    : { words: 'read its log', command: `gitenv logs ${environment} ${short}` };
  if (seen && hasMovedOn(release, seen)) {
    const isOn = seen.state.onItsWay.length > 0;
    const now = isOn
      ? { words: 'watch what is released now', command: `gitenv watch ${environment}` }
      : { words: 'look what runs now', command: 'gitenv status' };
    return [now, look];
  }
  if (isRefused)
    return [
      { words: 'ask the gate why', command: `gitenv gate explain ${environment} ${short}` },
      look,
    ];
  const again =
    status !== 'Failed'
      ? { words: 'release it again', command: `gitenv push ${environment} ${short}` }
      : isAtFault
        ? { words: 'push a fix', command: `git push ${environment}` }
        : {
            words: isObstructed ? 'then try it again' : 'try it again or push a fix',
            command: `gitenv retry ${environment}`,
          };
  const back = seen && wayBack(environment, release, seen);
  return [again, ...(back === undefined ? [] : [back]), look];
}

/** `To go on, try it again; or go back to 1a2b3c4d "Subject"; or read its log.` */
function inWords(ways: readonly WayOut[]): string {
  const sentence = ways.map(({ words }) => words).join(', or ');
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}:`;
}

/** Whether the kit's program has said, by its exit status, that no other try of the same commit can help. */
function isCommitAtFault(actions: readonly ReleaseAction[]): boolean {
  const failed = actions.findLast(({ status }) => status === 'Failed');
  const [, status] = /\bexit status (\d+)\.?$/.exec(failed?.summary?.trimEnd() ?? '') ?? [];
  return status === String(exitStatuses.badCommit);
}

/** What stood in the way of the action that failed, which no fix of the commit would change. */
export function obstacleOf(actions: readonly ReleaseAction[]): Obstacle | undefined {
  const failed = actions.findLast(({ status }) => status === 'Failed');
  return failed?.summary === undefined ? undefined : obstacleIn(failed.summary);
}

function wayBack(
  environment: string,
  { updatedAt: now }: Release,
  { state, evidence: { releases, actions } }: SeenAtEnd,
): WayOut | undefined {
  const choose = (further: boolean) => chooseRollback(state, releases, actions, { now, further });
  const choice = choose(false);
  if (choice.kind === 'back')
    return {
      words: `go back to ${titleOf(choice.to)}`,
      command: `gitenv rollback ${environment}`,
    };
  if (choice.kind !== 'again') return undefined;
  // Trying again what failed is the way on already.
  const beyond = choose(true);
  if (beyond.kind !== 'back') return undefined;
  return {
    words: `go back to ${titleOf(beyond.to)}`,
    command: `gitenv rollback ${environment} --further`,
  };
}

const vanished: ReadonlySet<ErrorCode> = new Set(['NOT_INSTALLED', 'RELEASE_GONE']);

/** A release that was followed and cannot be looked at any more, by what was said when it was tried. */
export function lostSight(
  error: GitenvError,
  environment: string,
  commit: string | undefined,
  isOnThisMachine: boolean,
): GitenvError {
  const { code, hint } = error;
  const short = shortCommit(commit);
  if (vanished.has(code)) {
    const what =
      code === 'NOT_INSTALLED' ? 'the pipeline was deleted' : 'the pipeline was replaced';
    return new GitenvError(
      'RELEASE_GONE',
      `${environment}: ${what} while ${short} was being released, so nobody knows how that ended`,
      {
        hint: `gitenv init ${environment}\ngitenv push ${environment} ${short}`,
        cause: error,
      },
    );
  }
  // Nobody goes on with a release in an AWS that has ended.
  if (isOnThisMachine && code === 'UNREACHABLE')
    return error.with({
      further: `If the AWS on this machine has ended, so has the release of ${short} to ${environment}.`,
      hint: 'gitenv local up\ngitenv status',
    });
  const again = `gitenv logs ${environment} ${short} --follow`;
  return error.with({
    further: `The release of ${short} to ${environment} goes on; only looking at it does not.`,
    hint: hint === undefined ? again : `${hint}\n${again}`,
  });
}
