import type { Step } from '../config/path';
import { GitenvError } from '../errors';
import { subjectOf } from '../git/history';
import { git } from '../git/run';
import { differenceBetween, type ReleaseDifference, runsIn } from '../inspect/diff';
import type { Progress } from '../release/following/progress';
import { describeRuns } from '../release/state/words';
import { shortCommit } from '../release/wording';
import { lookAt } from '../target/evidence';
import { closedEnvironment, openRepository, openToLook } from '../target/open-environment';
import { joinUnderWay } from './join';
import type { Deployed, Move } from './move/move';
import { again, promoting, release } from './move/ways';
import type { ReleaseOptions } from './push';

/** What became of one step. */
export interface Promotion {
  readonly environment: string;
  readonly upstream: string;
  readonly commit: string;
  readonly subject: string;
  /** False where the environment has it already. */
  readonly isNew: boolean;
  /** What the release brought; undefined where nothing moved. */
  readonly difference: ReleaseDifference | undefined;
  readonly deployed: Deployed | undefined;
}

export interface PromoteOptions extends ReleaseOptions {
  /** Told what a step brings, before anything moves. */
  readonly onDifference: (difference: ReleaseDifference) => void;
}

/**
 * Takes what runs successfully in the first step's upstream down the path, an environment after the other, while each
 * release succeeds.
 * @throws GitenvError as `push` does; from the second step on it says how far the promotion came
 */
export async function promote(
  steps: readonly Step[],
  options: PromoteOptions,
  progress: Progress,
): Promise<Promotion[]> {
  const done: Promotion[] = [];
  for (const step of steps) {
    try {
      done.push(await promoteOnce(step, done.at(-1), options, progress));
    } catch (error) {
      throw error instanceof GitenvError ? withProgress(error, steps, done) : error;
    }
  }
  return done;
}

async function promoteOnce(
  step: Step,
  before: Promotion | undefined,
  options: PromoteOptions,
  progress: Progress,
): Promise<Promotion> {
  const [open, above] = await Promise.all([
    openRepository(step.environment),
    openToLook(step.upstream, options.patienceMs),
  ]);
  const [here, there] = await Promise.all([
    lookAt(open),
    before?.isNew ? undefined : lookAt(above),
  ]);
  // What the step before put there, whatever somebody else has done meanwhile.
  const commit = there ? runsIn(above, there) : (before?.commit ?? '');
  if (there?.state.partial)
    progress.say(
      `${step.upstream.name}: ${describeRuns(there.state)}; promoting ${shortCommit(commit)}`,
    );
  const upstream = closedEnvironment(step.upstream);
  const move: Move = { ...options, open, upstream, commit, spelling: 'gitenv' };
  const { state } = here;
  const isThere = state.running?.release.commit === commit && state.partial === undefined;
  if (!isThere && state.wanted === commit) {
    const deployed =
      (await joinUnderWay(move, progress, here)) ?? (await release(again, move, progress));
    return promotionOf(step, commit, options, { isNew: true, deployed });
  }
  const difference = await differenceBetween(open, state, commit, above, options.place);
  if (difference.direction === 'none' || difference.direction === 'rollback')
    return promotionOf(step, commit, options, { isNew: false, difference });
  options.onDifference(difference);
  const deployed = await release(promoting, move, progress);
  return promotionOf(step, commit, options, { isNew: true, difference, deployed });
}

async function promotionOf(
  { environment, upstream }: Step,
  commit: string,
  { place }: PromoteOptions,
  outcome: { isNew: boolean; difference?: ReleaseDifference; deployed?: Deployed },
): Promise<Promotion> {
  const subject = (await git(subjectOf(commit), place)) ?? '';
  const { isNew, difference, deployed } = outcome;
  const known = { environment: environment.name, upstream: upstream.name, commit, subject };
  return { ...known, isNew, difference, deployed };
}

/** Adds how far it came, and how to go on from there. */
function withProgress(
  error: GitenvError,
  steps: readonly Step[],
  done: readonly Promotion[],
): GitenvError {
  const [stopped, last] = [steps[done.length], steps.at(-1)];
  const reached = done.at(-1);
  if (!reached || !stopped || !last) return error;
  const rest = stopped === last ? '' : ` --through ${last.environment.name}`;
  const resume = `gitenv promote ${stopped.environment.name}${rest}`;
  return error.with({
    further: `The promotion came as far as ${reached.environment}, which has ${shortCommit(reached.commit)}. ${resume} goes on with it.`,
    hint: error.hint === undefined ? resume : `${error.hint}\n${resume}`,
  });
}
