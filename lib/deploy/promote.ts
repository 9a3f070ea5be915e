import type { Step } from '../config/path';
import { GitenvError } from '../errors';
import { subjectOf } from '../git/history';
import { git } from '../git/run';
import { compare, type Difference, runsIn } from '../inspect/diff';
import type { Progress } from '../release/following/progress';
import type { Override } from '../release/guards/override';
import { runningRelease } from '../release/history/running';
import { isOver } from '../release/release';
import { shortCommit } from '../release/wording';
import { latestReleases } from '../target/releases';
import { openTarget, type Target } from '../target/target';
import { guardedMove } from './guarded-move';
import { type Deployed, followed, type MoveOptions } from './move-branch';
import { releaseAgain } from './push';

/** What became of one step. */
export interface Promotion {
  readonly environment: string;
  readonly upstream: string;
  readonly commit: string;
  readonly subject: string;
  /** False where the environment has it already. */
  readonly isNew: boolean;
  /** What the release brought; undefined where nothing moved. */
  readonly difference: Difference | undefined;
  readonly deployed: Deployed | undefined;
}

export interface PromoteOptions extends MoveOptions {
  readonly override: Override;
  /** Told what a step brings, before anything moves. */
  readonly onDifference: (difference: Difference) => void;
}

const searched = 100;

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
  const [target, above] = await Promise.all([
    openTarget(step.environment),
    openTarget(step.upstream),
  ]);
  // What the step before put there, whatever somebody else has done meanwhile.
  const commit = before?.isNew ? before.commit : await runsIn(above);
  const { account, pipeline, tip } = target;
  const releases = await latestReleases(account, pipeline, searched);
  const running = runningRelease(releases)?.commit;
  if (running !== commit && tip === commit) {
    const underWay = releases.find((it) => it.commit === commit && !isOver(it.status));
    const deployed = underWay
      ? await catchUp(target, commit, underWay.id, options, progress)
      : await releaseAgain({ ...step, target }, commit, options, progress);
    return promotionOf(step, commit, options, { isNew: true, deployed });
  }
  const difference = await compare(target, running, commit, above, options.place);
  if (difference.direction === 'none' || difference.direction === 'rollback')
    return promotionOf(step, commit, options, { isNew: false, difference });
  options.onDifference(difference);
  const deployed = await guardedMove({ ...step, target }, commit, options, progress);
  return promotionOf(step, commit, options, { isNew: true, difference, deployed });
}

async function catchUp(
  target: Target,
  commit: string,
  releaseId: string,
  { follow }: PromoteOptions,
  progress: Progress,
): Promise<Deployed> {
  const { name } = target.environment;
  progress.say(`${name}: ${shortCommit(commit)} is on its way there already`);
  if (follow) return followed(target, commit, releaseId, progress);
  return { environment: name, commit, release: undefined };
}

async function promotionOf(
  { environment, upstream }: Step,
  commit: string,
  { place }: PromoteOptions,
  outcome: { isNew: boolean; difference?: Difference; deployed?: Deployed },
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
  const { hint } = error;
  return error.with({
    further: `The promotion came as far as ${reached.environment}, which has ${shortCommit(reached.commit)}.`,
    hint: `${hint === undefined ? '' : `${hint}; `}to go on: ${resume}`,
  });
}
